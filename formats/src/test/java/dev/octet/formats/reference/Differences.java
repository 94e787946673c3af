package dev.octet.formats.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.tensor.Tensor;

/** How far two tensors of one shape are apart. */
final class Differences {
  private Differences() {}

  /** The largest difference of two elements; NaN where one of them is NaN. */
  static double largest(Tensor actual, Tensor expected) {
    assertThat(actual.elements()).isEqualTo(expected.elements());
    double largest = 0;
    for (int i = 0; i < expected.elements(); i++) {
      double difference = Math.abs(actual.element(i) - expected.element(i));
      largest = Double.isNaN(difference) ? Double.NaN : Math.max(largest, difference);
    }
    return largest;
  }

  /** The largest difference relative to the largest magnitude that is expected. */
  static double relative(Tensor actual, Tensor expected) {
    double magnitude = 0;
    for (int i = 0; i < expected.elements(); i++) {
      magnitude = Math.max(magnitude, Math.abs(expected.element(i)));
    }
    return largest(actual, expected) / Math.max(magnitude, Double.MIN_NORMAL);
  }
}
