package dev.octet.quant;

/**
 * A graph or data that cannot be quantized as asked; the message names the node, variable, sample
 * or option.
 */
public final class QuantizationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public QuantizationException(String message) {
    super(message);
  }
}
