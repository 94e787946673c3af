package dev.octet.formats.lite;

import dev.octet.engine.tensor.Tensor;

/** Integers that weights are stored as. */
public enum LiteQuantType {
  QUANT_INT8(8),
  QUANT_INT16(16);

  private final int bits;

  LiteQuantType(int bits) {
    this.bits = bits;
  }

  int bits() {
    return bits;
  }

  /** The largest integer. */
  int levels() {
    return (1 << (bits - 1)) - 1;
  }

  Tensor tensor(short[] integers, int... dims) {
    if (bits == 16) {
      return Tensor.of(integers, dims);
    }
    byte[] bytes = new byte[integers.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) integers[i];
    }
    return Tensor.of(bytes, dims);
  }
}
