package dev.octet.bench.measure;

import java.util.Arrays;

/** Times of one run in milliseconds: of the fastest batch of runs, and of the middle one. */
public record Timing(double min, double median) {
  private static final double NANOS_PER_MILLI = 1e6;

  /**
   * @param nanoseconds of one run, 1 or more of them
   */
  static Timing of(double[] nanoseconds) {
    double[] sorted = nanoseconds.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Timing(sorted[0] / NANOS_PER_MILLI, median / NANOS_PER_MILLI);
  }
}
