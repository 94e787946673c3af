package dev.octet.quant.observer;

/**
 * The search for the threshold that loses least information: of all clipped distributions the one
 * nearest, by Kullback-Leibler divergence, to what 127 levels keep of it.
 *
 * <p>For each number i of bins from half of them on whose last bin is not empty, P is the first i
 * bins with all outliers added to the last of them, and Q the first i bins without the outliers,
 * merged into 127 groups of {@code i/127} bins (the last takes the rest) and spread evenly over the
 * bins of the group that are not empty. There is no smoothing.
 *
 * <p>Source: {@code cal_kl_threshold} of Paddle's {@code paddle.static.quantization}; sums are made
 * in its order, so that near ties fall alike.
 */
public final class KullbackLeibler {
  private static final int LEVELS = 127;

  private final long[] counts;
  private final double total;
  private final double[] logOfExpanded;

  private KullbackLeibler(long[] counts) {
    this.counts = counts;
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    this.total = sum;
    this.logOfExpanded = new double[counts.length];
  }

  /**
   * How many bins to keep: the first number with the smallest divergence. Where no number is usable
   * because the upper half is empty, the last bin below it that is not empty.
   *
   * @param counts how many magnitudes each bin holds, {@value #LEVELS} bins or more
   */
  public static int bins(long[] counts) {
    if (counts.length < 2 * LEVELS) {
      throw new IllegalArgumentException(
          counts.length + " bins: the search needs " + 2 * LEVELS + " or more");
    }
    return new KullbackLeibler(counts).search();
  }

  /** {@code (bins + 0.5)·binWidth}, counted from the lower edge of the histogram. */
  public static double threshold(int bins, double binWidth) {
    return (bins + 0.5) * binWidth;
  }

  private int search() {
    int start = (counts.length - 1) / 2;
    long outliers = 0;
    for (int i = start; i < counts.length; i++) {
      outliers += counts[i];
    }
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int i = start; i < counts.length; i++) {
      if (counts[i - 1] != 0) {
        double divergence = divergence(i, outliers);
        if (divergence < least) {
          least = divergence;
          best = i;
        }
      }
      outliers -= counts[i];
    }
    if (best > 0) {
      return best;
    }
    int bin = start;
    while (bin > 0 && counts[bin] == 0) {
      bin--;
    }
    return bin;
  }

  private double divergence(int bins, long outliers) {
    double expandedTotal = expand(bins);
    double ofReference = 0;
    double ofExpanded = 0;
    for (int j = 0; j < bins; j++) {
      if (counts[j] != 0) {
        double p = j == bins - 1 ? counts[j] + outliers : counts[j];
        ofReference += p * Math.log(expandedTotal * p);
        ofExpanded += p * logOfExpanded[j];
      }
    }
    return (ofReference - ofExpanded) / total;
  }

  /**
   * Fills {@link #logOfExpanded}, the logarithm of total·Q, for the bins that are not empty, and
   * gives the sum of Q.
   */
  private double expand(int bins) {
    int merged = bins / LEVELS;
    double sum = 0;
    for (int group = 0; group < LEVELS; group++) {
      int from = group * merged;
      int to = group == LEVELS - 1 ? bins : from + merged;
      long held = 0;
      int used = 0;
      for (int j = from; j < to; j++) {
        held += counts[j];
        used += counts[j] == 0 ? 0 : 1;
      }
      if (used > 0) {
        double share = held / (double) used;
        double log = Math.log(total * share);
        for (int j = from; j < to; j++) {
          if (counts[j] != 0) {
            logOfExpanded[j] = log;
            sum += share;
          }
        }
      }
    }
    return sum;
  }
}
