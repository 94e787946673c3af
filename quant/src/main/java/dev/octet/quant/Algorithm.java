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
  /** The largest magnitude. Reads the samples once. */
  ABS_MAX;

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

  /** The spelling of Paddle: {@code KL}, {@code abs_max}. */
  @Override
  public String toString() {
    return this == KL ? "KL" : name().toLowerCase(Locale.ROOT);
  }
}
