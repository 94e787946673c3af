package dev.octet.quant;

/** Hears how far a calibration is. Called on the thread that calibrates. */
@FunctionalInterface
public interface Progress {
  /** What is being done. */
  enum Phase {
    /** The first reading of the samples. {@code done} counts samples. */
    RANGES,
    /** The second reading of the samples, where the algorithm needs it. */
    HISTOGRAMS,
    /**
     * Further readings of the samples, where the algorithm searches whole batches. {@code done}
     * counts samples, for each variable anew.
     */
    SEARCHES,
    /** The choice of thresholds. {@code done} counts variables. */
    THRESHOLDS
  }

  /** Hears nothing. */
  Progress NONE = (_, _, _) -> {};

  /**
   * @param total what {@code done} will reach; in the first phase it stays below where there are
   *     fewer samples than were asked for
   */
  void advanced(Phase phase, long done, long total);
}
