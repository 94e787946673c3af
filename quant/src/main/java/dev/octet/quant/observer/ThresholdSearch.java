package dev.octet.quant.observer;

/**
 * Of the thresholds 0.30, 0.32, … 0.98 times the largest magnitude of each batch the one with the
 * smallest error of any batch: not of all batches together, so that the batch that rounds best
 * decides. Of equal errors the last counts.
 *
 * <p>Source: {@code _sample_mse} and {@code _sample_emd} of Paddle's {@code
 * paddle.static.quantization}, in their arithmetic. There a batch of zeros, which any threshold
 * rounds without error, ends the search with a threshold near 0; here such batches do not count.
 */
public final class ThresholdSearch implements BatchObserver {
  private static final double FIRST = 0.3;
  private static final double STEP = 0.02;

  private final RoundingError error;
  private final RoundingRange range;
  private float least = Float.POSITIVE_INFINITY;
  private double threshold;

  public ThresholdSearch(RoundingError error, RoundingRange range) {
    this.error = error;
    this.range = range;
  }

  @Override
  public void batch(float[] x, int count) {
    float largest = 0;
    for (int i = 0; i < count; i++) {
      largest = Math.max(largest, Math.abs(x[i]));
    }
    if (largest == 0) {
      return;
    }
    float[] rounded = new float[count];
    float[] scratch = new float[count];
    for (double share = FIRST; share <= 1; share += STEP) {
      double candidate = share * largest;
      range.round(x, count, (float) candidate, rounded);
      float found = error.of(x, rounded, count, scratch);
      if (found <= least) {
        least = found;
        threshold = candidate;
      }
    }
  }

  @Override
  public double threshold() {
    return threshold;
  }
}
