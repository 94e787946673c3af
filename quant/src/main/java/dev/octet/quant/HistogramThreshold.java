package dev.octet.quant;

import dev.octet.quant.observer.KullbackLeibler;
import dev.octet.quant.observer.MagnitudeHistogram;
import dev.octet.quant.observer.MagnitudeRange;
import java.util.Optional;

/**
 * The threshold that follows from a histogram of magnitudes.
 *
 * <p>As in Paddle the threshold counts from the lower edge of the histogram, min|x|, and leaves
 * that edge itself out. That is next to nothing for usual data, whose smallest magnitude is near 0.
 * Two kinds of data are treated otherwise than there:
 *
 * <ul>
 *   <li>all magnitudes are equal: the threshold is that magnitude (Paddle's histogram is then
 *       centred on it, and its threshold is about 0.5 whatever the magnitude);
 *   <li>the smallest magnitude is more than 1/{@value #OFFSET} of the largest: the lower edge is
 *       added (Paddle's threshold may lie below every magnitude).
 * </ul>
 *
 * @param note what is unusual about the data
 */
record HistogramThreshold(double threshold, Optional<String> note) {
  /** From this share of the largest magnitude on, the smallest one is not near 0. */
  private static final int OFFSET = 16;

  static HistogramThreshold of(MagnitudeRange range, MagnitudeHistogram histogram) {
    if (range.min() == range.max()) {
      String note =
          range.max() == 0
              ? "is 0 for every sample"
              : "has one magnitude, %s, which is its threshold".formatted(range.max());
      return new HistogramThreshold(range.max(), Optional.of(note));
    }
    double width = KullbackLeibler.threshold(histogram.counts(), histogram.binWidth());
    if (range.min() * OFFSET <= range.max()) {
      return new HistogramThreshold(width, Optional.empty());
    }
    return new HistogramThreshold(
        range.min() + width,
        Optional.of(
            "has no magnitude below %s, which its threshold takes into account"
                .formatted(range.min())));
  }
}
