package dev.octet.quant.observer;

/**
 * The sum of float32 numbers in float32, in the order of {@code numpy.sum} over a contiguous array:
 * halves down to runs of at most 128, and in these eight partial sums. Where a search decides by
 * differences of nearly equal means, the rounding of their sums decides with it.
 */
final class PairwiseSum {
  private static final int RUN = 128;
  private static final int LANES = 8;

  private PairwiseSum() {}

  static float of(float[] x, int from, int count) {
    if (count < LANES) {
      float sum = 0;
      for (int i = from; i < from + count; i++) {
        sum += x[i];
      }
      return sum;
    }
    if (count > RUN) {
      int half = count / 2;
      half -= half % LANES;
      return of(x, from, half) + of(x, from + half, count - half);
    }
    return ofRun(x, from, count);
  }

  private static float ofRun(float[] x, int from, int count) {
    float s0 = x[from];
    float s1 = x[from + 1];
    float s2 = x[from + 2];
    float s3 = x[from + 3];
    float s4 = x[from + 4];
    float s5 = x[from + 5];
    float s6 = x[from + 6];
    float s7 = x[from + 7];
    int whole = count - count % LANES;
    for (int i = from + LANES; i < from + whole; i += LANES) {
      s0 += x[i];
      s1 += x[i + 1];
      s2 += x[i + 2];
      s3 += x[i + 3];
      s4 += x[i + 4];
      s5 += x[i + 5];
      s6 += x[i + 6];
      s7 += x[i + 7];
    }
    float sum = ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    for (int i = from + whole; i < from + count; i++) {
      sum += x[i];
    }
    return sum;
  }
}
