package dev.octet.engine.tensor;

import java.util.Locale;

/** The type of a tensor's elements. */
public enum DType {
  FLOAT32(4),
  FLOAT64(8),
  INT8(1),
  UINT8(1),
  INT16(2),
  INT32(4),
  INT64(8),
  /** One byte an element, 0 or 1. */
  BOOL(1);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /** Size of one element in bytes. */
  public int bytes() {
    return bytes;
  }

  public boolean isFloating() {
    return this == FLOAT32 || this == FLOAT64;
  }

  /** The spelling of NumPy: {@code float32}, {@code int8}, {@code bool}, … */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
