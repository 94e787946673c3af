package dev.octet.quant.observer;

/**
 * The magnitude below which a share of all magnitudes lies.
 *
 * <p>Source: {@code _get_hist_scaling_factor} of Paddle's {@code paddle.static.quantization}; sums
 * are made in its order.
 */
public final class Percentile {
  private Percentile() {}

  /**
   * The first bin up to which, inclusive, the bins hold {@code share} of all magnitudes; the last
   * bin that is not empty where rounding keeps their sum below it.
   *
   * @param counts how many magnitudes each bin holds
   * @param share more than 0, and 1 at most
   */
  public static int bin(long[] counts, double share) {
    long all = 0;
    for (long count : counts) {
      all += count;
    }
    double sum = 0;
    int last = 0;
    for (int i = 0; i < counts.length; i++) {
      sum += counts[i] / (double) all;
      if (sum >= share) {
        return i;
      }
      last = counts[i] == 0 ? last : i;
    }
    return last;
  }

  /** The middle of the bin, counted from the lower edge of the histogram. */
  public static double threshold(int bin, double binWidth) {
    return (bin + 0.5) * binWidth;
  }
}
