package dev.octet.quant.observer;

/** How far rounded numbers are from the numbers themselves. In float32, as NumPy computes it. */
public enum RoundingError {
  /** The mean squared difference. */
  MEAN_SQUARE {
    @Override
    float of(float[] x, float[] rounded, int count, float[] scratch) {
      for (int i = 0; i < count; i++) {
        float difference = x[i] - rounded[i];
        scratch[i] = difference * difference;
      }
      return Moments.mean(PairwiseSum.of(scratch, 0, count), count);
    }
  },
  /** The difference of the means plus that of the standard deviations. */
  EARTH_MOVER {
    @Override
    float of(float[] x, float[] rounded, int count, float[] scratch) {
      Moments real = Moments.of(x, count, scratch);
      Moments other = Moments.of(rounded, count, scratch);
      return Math.abs(real.mean() - other.mean()) + Math.abs(real.deviation() - other.deviation());
    }
  };

  /**
   * @param scratch as long as {@code count}; overwritten
   */
  abstract float of(float[] x, float[] rounded, int count, float[] scratch);
}
