package dev.octet.engine.plan.step;

import dev.octet.engine.tensor.DType;

/**
 * Converts elements to another type. A fraction is cut off; a number out of range becomes the
 * nearest int32 or int64, of which narrower types take the low bits; a bool is whether the number
 * is not 0.
 */
public final class CastElements implements Step {
  private final Buffer source;
  private final Buffer target;
  private final int n;

  /** Of two values of one shape and layout. */
  public CastElements(Buffer source, Buffer target) {
    this.source = source;
    this.target = target;
    this.n = source.shape().elements();
  }

  @Override
  public void run(Arena arena) {
    Object from = source.array(arena);
    Object to = target.array(arena);
    if (source.dtype().isFloating()) {
      for (int i = 0; i < n; i++) {
        store(to, target.offset() + i, real(from, source.offset() + i));
      }
    } else {
      for (int i = 0; i < n; i++) {
        store(to, target.offset() + i, integer(from, source.offset() + i));
      }
    }
  }

  private double real(Object array, int index) {
    return source.dtype() == DType.FLOAT32 ? ((float[]) array)[index] : ((double[]) array)[index];
  }

  private long integer(Object array, int index) {
    return switch (source.dtype()) {
      case INT8 -> ((byte[]) array)[index];
      case UINT8, BOOL -> ((byte[]) array)[index] & 0xFF;
      case INT16 -> ((short[]) array)[index];
      case INT32 -> ((int[]) array)[index];
      case INT64 -> ((long[]) array)[index];
      case FLOAT32, FLOAT64 -> throw new IllegalStateException("not an integer type");
    };
  }

  private void store(Object array, int index, double value) {
    switch (target.dtype()) {
      case FLOAT32 -> ((float[]) array)[index] = (float) value;
      case FLOAT64 -> ((double[]) array)[index] = value;
      case INT8, UINT8 -> ((byte[]) array)[index] = (byte) (int) value;
      case BOOL -> ((byte[]) array)[index] = (byte) (value != 0 ? 1 : 0);
      case INT16 -> ((short[]) array)[index] = (short) (int) value;
      case INT32 -> ((int[]) array)[index] = (int) value;
      case INT64 -> ((long[]) array)[index] = (long) value;
    }
  }

  private void store(Object array, int index, long value) {
    switch (target.dtype()) {
      case FLOAT32 -> ((float[]) array)[index] = value;
      case FLOAT64 -> ((double[]) array)[index] = value;
      case INT8, UINT8 -> ((byte[]) array)[index] = (byte) value;
      case BOOL -> ((byte[]) array)[index] = (byte) (value != 0 ? 1 : 0);
      case INT16 -> ((short[]) array)[index] = (short) value;
      case INT32 -> ((int[]) array)[index] = (int) value;
      case INT64 -> ((long[]) array)[index] = value;
    }
  }
}
