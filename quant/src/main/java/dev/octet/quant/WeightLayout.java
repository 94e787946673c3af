package dev.octet.quant;

import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Shape;

/**
 * Where the channels of weights lie: {@code inner} elements of one, then those of the next, and
 * again from the first.
 */
record WeightLayout(int channels, int inner) {
  /**
   * @param axis an axis of the shape or {@link QuantParams#PER_TENSOR}
   */
  static WeightLayout of(Shape shape, int axis) {
    return axis == QuantParams.PER_TENSOR
        ? new WeightLayout(1, 1)
        : new WeightLayout(shape.dim(axis), shape.elements(axis + 1, shape.rank()));
  }

  int channel(int element) {
    return element / inner % channels;
  }
}
