package dev.octet.quant;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How the threshold of an activation follows from calibration data. */
public enum Algorithm {
  /**
   * The threshold at which the clipped distribution of magnitudes keeps most information
   * (Kullback-Leibler divergence over 2048 bins). Reads the samples twice.
   */
  KL,
  /**
   * The magnitude that a given share of all magnitudes does not exceed, over 2048 bins. Reads the
   * samples twice.
   */
  HIST,
  /** The mean over samples of the largest magnitude of a sample. Reads the samples once. */
  AVG,
  /**
   * The share of the largest magnitude of a batch, 0.30 to 0.98, that rounds the batch with the
   * smallest mean squared error. Reads the samples twice or more.
   */
  MSE,
  /**
   * The same with the distance of means and of standard deviations as the error (earth mover's
   * distance). Reads the samples twice or more.
   */
  EMD,
  /** The largest magnitude. Reads the samples once. */
  ABS_MAX,
  /**
   * The larger magnitude of the smallest and the largest number, which {@link Calibration#ranges}
   * also tells. Reads the samples once.
   */
  MIN_MAX,
  /**
   * The largest magnitude of the last batch, or an half, a fourth or an eighth of it: what rounds
   * that batch with the smallest mean squared error (power-of-two factor). Reads the samples twice
   * or more.
   */
  PTF;

  /**
   * The algorithm of this name, in the spelling of Paddle, upper or lower case.
   *
   * @throws IllegalArgumentException for another name
   */
  public static Algorithm of(String name) {
    return Arrays.stream(values())
        .filter(algorithm -> algorithm.toString().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "algorithm '%s': must be one of %s"
                        .formatted(
                            name,
                            Arrays.stream(values())
                                .map(Algorithm::toString)
                                .collect(Collectors.joining(", ")))));
  }

  /** The spelling of Paddle: {@code KL}, {@code hist}, {@code abs_max}. */
  @Override
  public String toString() {
    return this == KL ? "KL" : name().toLowerCase(Locale.ROOT);
  }
}
