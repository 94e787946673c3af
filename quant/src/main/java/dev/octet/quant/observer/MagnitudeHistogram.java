package dev.octet.quant.observer;

import java.util.Arrays;

/**
 * Counts of magnitudes in bins of equal width between two edges that are known beforehand.
 *
 * <p>The edges and the counts are those of {@code numpy.histogram} of |x| in double precision: edge
 * i is {@code i·((max-min)/bins) + min} with the last one exactly {@code max}; a bin holds its
 * lower edge and not its upper one, but the last bin holds both. A range of one point is widened by
 * 0.5 on both sides. A magnitude outside of the range, which numpy drops, goes to the nearest bin
 * and is counted by {@link #outside}.
 */
public final class MagnitudeHistogram implements Observer<MagnitudeHistogram> {
  /** The number of bins of Paddle's static quantization. */
  public static final int BINS = 2048;

  private final double[] edges;
  private final double first;
  private final double binsPerUnit;
  private final long[] counts;
  private long outside;

  /** {@value #BINS} bins. */
  public MagnitudeHistogram(double min, double max) {
    this(min, max, BINS);
  }

  /**
   * @throws IllegalArgumentException if not {@code 0 <= min <= max < infinity}
   */
  public MagnitudeHistogram(double min, double max, int bins) {
    if (!(min >= 0 && min <= max && max < Double.POSITIVE_INFINITY) || bins < 1) {
      throw new IllegalArgumentException(
          "%d bins from %s to %s: need 1 bin or more and 0 <= from <= to"
              .formatted(bins, min, max));
    }
    this.edges = min == max ? edges(min - 0.5, max + 0.5, bins) : edges(min, max, bins);
    this.first = edges[0];
    this.binsPerUnit = bins / (edges[bins] - first);
    this.counts = new long[bins];
  }

  /** {@code numpy.linspace(min, max, bins + 1)}. */
  private static double[] edges(double min, double max, int bins) {
    double step = (max - min) / bins;
    double[] edges = new double[bins + 1];
    for (int i = 0; i < bins; i++) {
      edges[i] = i * step + min;
    }
    edges[bins] = max;
    return edges;
  }

  @Override
  public void observe(float[] x, int from, int to) {
    for (int i = from; i < to; i++) {
      counts[bin(Math.abs(x[i]))]++;
    }
  }

  /** The bin by division, then corrected by the edges themselves, which alone decide. */
  private int bin(double magnitude) {
    int last = counts.length - 1;
    int bin = Math.clamp((int) ((magnitude - first) * binsPerUnit), 0, last);
    while (bin > 0 && magnitude < edges[bin]) {
      bin--;
    }
    while (bin < last && magnitude >= edges[bin + 1]) {
      bin++;
    }
    if (magnitude < first || magnitude > edges[last + 1]) {
      outside++;
    }
    return bin;
  }

  /**
   * @throws IllegalArgumentException if the edges differ
   */
  @Override
  public void merge(MagnitudeHistogram other) {
    if (!Arrays.equals(edges, other.edges)) {
      throw new IllegalArgumentException(
          "histograms of different ranges: [%s, %s] and [%s, %s]"
              .formatted(
                  first,
                  edges[edges.length - 1],
                  other.first,
                  other.edges[other.edges.length - 1]));
    }
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
    outside += other.outside;
  }

  /** A copy of the counts. */
  public long[] counts() {
    return counts.clone();
  }

  /** A copy of the edges, one more than there are bins. */
  public double[] edges() {
    return edges.clone();
  }

  /** The difference of the first two edges. */
  public double binWidth() {
    return edges[1] - edges[0];
  }

  /** How many magnitudes lay outside of the range. */
  public long outside() {
    return outside;
  }
}
