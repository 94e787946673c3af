package dev.octet.quant.observer;

/**
 * Of the largest magnitude of the last batch, its half, fourth and eighth the threshold with the
 * smallest mean squared error over that batch, where negative numbers count as 0. Of equal errors
 * the smallest threshold counts.
 *
 * <p>Source: {@code _sample_ptf} of Paddle's {@code paddle.static.quantization}, in its arithmetic.
 */
public final class PowerOfTwoSearch implements BatchObserver {
  private static final int LEVELS = 127;
  private static final int[] FACTORS = {1, 2, 4, 8};

  private double threshold;

  @Override
  public void batch(float[] x, int count) {
    float largest = 0;
    for (int i = 0; i < count; i++) {
      largest = Math.max(largest, Math.abs(x[i]));
    }
    if (largest == 0) {
      return;
    }
    double smallest = largest / (double) LEVELS / 8;
    float least = Float.POSITIVE_INFINITY;
    float[] rounded = new float[count];
    float[] scratch = new float[count];
    for (int factor : FACTORS) {
      float scale = (float) (smallest * factor);
      for (int i = 0; i < count; i++) {
        float q = (float) Math.rint(x[i] / scale);
        rounded[i] = Math.clamp(q, 0, LEVELS) * scale;
      }
      float found = RoundingError.MEAN_SQUARE.of(x, rounded, count, scratch);
      if (found < least) {
        least = found;
        threshold = LEVELS * (smallest * factor);
      }
    }
  }

  @Override
  public double threshold() {
    return threshold;
  }
}
