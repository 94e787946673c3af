package dev.octet.quant;

import dev.octet.engine.tensor.Tensor;

/** The elements of a float32 tensor as a range of an array, without a copy for a heap tensor. */
record FloatElements(float[] array, int from, int to) {
  static FloatElements of(Tensor tensor) {
    if (tensor.segment().heapBase().orElse(null) instanceof float[] array) {
      int from = Math.toIntExact(tensor.segment().address() / Float.BYTES);
      return new FloatElements(array, from, from + tensor.elements());
    }
    return new FloatElements(tensor.toFloats(), 0, tensor.elements());
  }
}
