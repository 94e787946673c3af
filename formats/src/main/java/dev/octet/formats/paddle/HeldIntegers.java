package dev.octet.formats.paddle;

import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Tensor;
import java.util.Optional;

/** Integers that a file holds in a wider type than they need. */
public final class HeldIntegers {
  private HeldIntegers() {}

  /** The tensor as int8, itself if it is that; empty unless every element is one of -128..127. */
  public static Optional<Tensor> asBytes(Tensor tensor) {
    if (tensor.dtype() == DType.INT8) {
      return Optional.of(tensor);
    }
    byte[] bytes = new byte[tensor.elements()];
    for (int i = 0; i < bytes.length; i++) {
      double element = tensor.element(i);
      bytes[i] = (byte) element;
      if (bytes[i] != element) {
        return Optional.empty();
      }
    }
    return Optional.of(Tensor.of(bytes, tensor.shape().toArray()));
  }

  static Tensor asFloats(Tensor tensor) {
    float[] floats = new float[tensor.elements()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) tensor.element(i);
    }
    return Tensor.of(floats, tensor.shape().toArray());
  }
}
