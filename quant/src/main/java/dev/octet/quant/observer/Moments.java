package dev.octet.quant.observer;

/**
 * Mean and standard deviation in float32, as {@code numpy.mean} and {@code numpy.std} compute them.
 */
record Moments(float mean, float deviation) {
  /**
   * @param scratch as long as {@code count}; overwritten
   */
  static Moments of(float[] x, int count, float[] scratch) {
    float sum = PairwiseSum.of(x, 0, count);
    float centre = sum / count;
    for (int i = 0; i < count; i++) {
      float distance = x[i] - centre;
      scratch[i] = distance * distance;
    }
    float variance = mean(PairwiseSum.of(scratch, 0, count), count);
    return new Moments(mean(sum, count), (float) Math.sqrt(variance));
  }

  static float mean(float sum, int count) {
    return (float) ((double) sum / count);
  }
}
