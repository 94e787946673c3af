package dev.octet.quant;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How weights become integers. */
public enum RoundType {
  /** To the nearest integer, ties to even. */
  ROUND,
  /**
   * Up or down, whichever of the two a training of the layer on calibration data finds better.
   * {@link StaticQuantizer} refuses it.
   */
  ADAROUND;

  /**
   * The value of this name, in the spelling of Paddle.
   *
   * @throws IllegalArgumentException for another name
   */
  public static RoundType of(String name) {
    return Arrays.stream(values())
        .filter(type -> type.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "round_type '%s': must be one of %s"
                        .formatted(
                            name,
                            Arrays.stream(values())
                                .map(RoundType::toString)
                                .collect(Collectors.joining(", ")))));
  }

  /** The spelling of Paddle: {@code round}, {@code adaround}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
