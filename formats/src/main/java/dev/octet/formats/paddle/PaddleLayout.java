package dev.octet.formats.paddle;

import java.util.Locale;

/** How a model is spread over files. */
public enum PaddleLayout {
  /** {@code NAME.pdmodel} and {@code NAME.pdiparams}. */
  PDMODEL,
  /** {@code __model__} and {@code __params__}, or other names: one file for all parameters. */
  COMBINED,
  /** {@code __model__} and one file a variable, named after it. */
  SEPARATE,
  /** {@code NAME.nb}, the one file of Paddle Lite. */
  NAIVE_BUFFER;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
