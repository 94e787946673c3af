package dev.octet.quant;

import java.util.Arrays;
import java.util.Locale;

/** What shares a threshold among weights: the largest magnitude of … */
public enum WeightQuantization {
  /** … each output channel. */
  CHANNEL_WISE_ABS_MAX,
  /** … the whole tensor. */
  ABS_MAX;

  /**
   * The value of this name, in the spelling of Paddle.
   *
   * @throws IllegalArgumentException for another name
   */
  public static WeightQuantization of(String name) {
    return Arrays.stream(values())
        .filter(value -> value.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "weight quantization '%s': must be one of %s, %s"
                        .formatted(name, CHANNEL_WISE_ABS_MAX, ABS_MAX)));
  }

  /** The spelling of Paddle: {@code channel_wise_abs_max}, {@code abs_max}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
