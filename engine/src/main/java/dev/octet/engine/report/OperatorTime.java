package dev.octet.engine.report;

/**
 * The time one operator took.
 *
 * @param nanoseconds the mean of the runs
 */
public record OperatorTime(OperatorReport operator, double nanoseconds) {
  /** Products that are summed a nanosecond, the same as GMAC/s. */
  public double gigaMultiplyAddsPerSecond() {
    return operator.multiplyAdds() / nanoseconds;
  }
}
