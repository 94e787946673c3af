package dev.octet.formats.paddle;

/** How a model is spread over files. */
public enum PaddleLayout {
  /** {@code NAME.pdmodel} and {@code NAME.pdiparams}. */
  PDMODEL,
  /** {@code __model__} and {@code __params__}, or other names: one file for all parameters. */
  COMBINED,
  /** {@code __model__} and one file a variable, named after it. */
  SEPARATE;

  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
