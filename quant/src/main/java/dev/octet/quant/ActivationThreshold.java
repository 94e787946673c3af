package dev.octet.quant;

import dev.octet.quant.observer.KullbackLeibler;
import dev.octet.quant.observer.MagnitudeHistogram;
import dev.octet.quant.observer.MagnitudeRange;
import dev.octet.quant.observer.Percentile;
import java.util.Locale;
import java.util.Optional;

/**
 * The threshold of an activation.
 *
 * @param threshold 0 where the activation always is
 * @param note what is unusual about the data, as a predicate of the variable
 */
record ActivationThreshold(double threshold, Optional<String> note) {
  /**
   * The share of magnitudes above the lowest bin that KL may clip where the upper half is empty.
   */
  private static final double CLIPPED = 1e-3;

  /** Steps of a threshold; leaving out a lower edge below one of them is no worse than rounding. */
  private static final int LEVELS = 127;

  /** The share of magnitudes that leaving out the lower edge may clip. */
  private static final double CLIPPED_BY_EDGE = 0.1;

  /** The largest magnitude. */
  static ActivationThreshold absMax(MagnitudeRange range) {
    return of(range.max());
  }

  /** A threshold that was found, 0 only where every number is. */
  static ActivationThreshold of(double threshold) {
    return threshold == 0
        ? new ActivationThreshold(0, Optional.of("is 0 for every sample"))
        : new ActivationThreshold(threshold, Optional.empty());
  }

  /**
   * The threshold by {@link Percentile}, counted from the lower edge of the histogram like that of
   * {@link #kullbackLeibler}, and with the same exceptions: equal magnitudes, a lower edge that
   * matters, and data of which nearly all are in the lowest bin, whose threshold is the largest
   * magnitude.
   */
  static ActivationThreshold percentile(
      MagnitudeRange range, MagnitudeHistogram histogram, double share) {
    if (range.min() == range.max()) {
      return ofOneMagnitude(range);
    }
    int bin = Percentile.bin(histogram.counts(), share);
    if (bin == 0) {
      return noted(
          range.max(),
          "is next to %s but for few numbers: its threshold is the largest magnitude, %s"
              .formatted(range.min(), range.max()));
    }
    return aboveEdge(range, histogram, Percentile.threshold(bin, histogram.binWidth()));
  }

  /**
   * The threshold by {@link KullbackLeibler}, as Paddle has it: counted from the lower edge of the
   * histogram, min|x|, and without that edge. That is next to nothing for usual data, whose
   * smallest magnitude is near 0. Data for which that would destroy nearly everything get another
   * threshold than there:
   *
   * <ul>
   *   <li>All magnitudes are equal: that magnitude. (Paddle's histogram is then centred on it, and
   *       its threshold is about 0.5 whatever the magnitude.)
   *   <li>None in the upper half of the range but the largest, and the search would clip a notable
   *       share of them: the largest magnitude. (The search never considers the last bin; of data
   *       that are 0 or 1 it keeps 0.0002.)
   *   <li>Without the lower edge the threshold would clip a large share of the magnitudes: the edge
   *       is added. (Paddle's threshold may lie below every magnitude.)
   * </ul>
   */
  static ActivationThreshold kullbackLeibler(MagnitudeRange range, MagnitudeHistogram histogram) {
    if (range.min() == range.max()) {
      return ofOneMagnitude(range);
    }
    long[] counts = histogram.counts();
    int bins = KullbackLeibler.bins(counts);
    double clipped = clippedShare(counts, bins);
    if (clipped > CLIPPED && bins < (counts.length - 1) / 2) {
      return noted(
          range.max(),
          String.format(
              Locale.ROOT,
              "has few magnitudes, of which KL would clip %.1f %%: its threshold is the largest,"
                  + " %s",
              100 * clipped,
              range.max()));
    }
    return aboveEdge(range, histogram, KullbackLeibler.threshold(bins, histogram.binWidth()));
  }

  private static ActivationThreshold ofOneMagnitude(MagnitudeRange range) {
    return range.max() == 0
        ? absMax(range)
        : noted(
            range.max(), "has one magnitude, %s, which is its threshold".formatted(range.max()));
  }

  /** A threshold that was counted from the lower edge, with that edge where it matters. */
  private static ActivationThreshold aboveEdge(
      MagnitudeRange range, MagnitudeHistogram histogram, double threshold) {
    boolean edgeMatters =
        range.min() > threshold / LEVELS
            && clippedByEdge(range, histogram, threshold) > CLIPPED_BY_EDGE;
    return edgeMatters
        ? noted(
            range.min() + threshold,
            "has no magnitude below %s, which is added to its threshold".formatted(range.min()))
        : new ActivationThreshold(threshold, Optional.empty());
  }

  private static ActivationThreshold noted(double threshold, String note) {
    return new ActivationThreshold(threshold, Optional.of(note));
  }

  /** Of the magnitudes above bin 0 the share in bins above bin {@code bins}. */
  private static double clippedShare(long[] counts, int bins) {
    long all = 0;
    long clipped = 0;
    for (int i = 1; i < counts.length; i++) {
      all += counts[i];
      clipped += i > bins ? counts[i] : 0;
    }
    return clipped / (double) Math.max(1, all);
  }

  /**
   * The share of magnitudes that {@code threshold} clips and would keep with the lower edge added.
   */
  private static double clippedByEdge(
      MagnitudeRange range, MagnitudeHistogram histogram, double threshold) {
    long[] counts = histogram.counts();
    double first = (threshold - range.min()) / histogram.binWidth();
    double last = threshold / histogram.binWidth();
    long all = 0;
    long clipped = 0;
    for (int i = 0; i < counts.length; i++) {
      all += counts[i];
      clipped += i >= first && i < last ? counts[i] : 0;
    }
    return clipped / (double) all;
  }
}
