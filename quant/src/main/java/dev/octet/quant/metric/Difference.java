package dev.octet.quant.metric;

import dev.octet.engine.tensor.Tensor;

/** How far values are from what they should be. */
public final class Difference {
  private double max;
  private double sum;
  private double noise;
  private double expectedSquares;
  private double actualSquares;
  private double products;
  private long count;

  /**
   * Takes in a batch.
   *
   * @throws IllegalArgumentException if the numbers of elements differ
   */
  public void add(Tensor expected, Tensor actual) {
    if (expected.elements() != actual.elements()) {
      throw new IllegalArgumentException(
          "%s and %s have different sizes".formatted(expected, actual));
    }
    for (int i = 0; i < expected.elements(); i++) {
      double e = expected.element(i);
      double a = actual.element(i);
      // Two equal infinities do not differ; their difference would be NaN.
      double difference = e == a ? 0 : Math.abs(e - a);
      max = Math.max(max, difference);
      sum += difference;
      noise += difference * difference;
      expectedSquares += e * e;
      actualSquares += a * a;
      products += e * a;
    }
    count += expected.elements();
  }

  /** Takes in what {@code other} has gathered. */
  public void merge(Difference other) {
    max = Math.max(max, other.max);
    sum += other.sum;
    noise += other.noise;
    expectedSquares += other.expectedSquares;
    actualSquares += other.actualSquares;
    products += other.products;
    count += other.count;
  }

  /** How many elements were compared. */
  public long count() {
    return count;
  }

  /** The largest absolute difference; NaN if any is. */
  public double max() {
    return max;
  }

  /** The mean absolute difference; NaN before the first element. */
  public double mean() {
    return sum / count;
  }

  /**
   * The signal-to-quantization-noise ratio in dB, {@code 10·log10(Σ expected² / Σ difference²)};
   * infinite where nothing differs.
   */
  public double sqnr() {
    return noise == 0 ? Double.POSITIVE_INFINITY : 10 * Math.log10(expectedSquares / noise);
  }

  /** The cosine of the angle between all expected and all actual values; 1 where both are zeros. */
  public double cosine() {
    if (expectedSquares == 0 && actualSquares == 0) {
      return 1;
    }
    return products / (Math.sqrt(expectedSquares) * Math.sqrt(actualSquares));
  }
}
