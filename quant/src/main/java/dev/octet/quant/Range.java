package dev.octet.quant;

/** The smallest and the largest number that a variable held. */
public record Range(double min, double max) {
  /** The larger of the two magnitudes. */
  public double absMax() {
    return Math.max(Math.abs(min), Math.abs(max));
  }
}
