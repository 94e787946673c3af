package dev.octet.cli;

import java.util.Locale;

/** The kinds of models that are written. */
enum ModelFormat {
  /** One {@code .octet} file. */
  OCTET,
  /** A Paddle model as Paddle's own tools write it: float, weight-only, or frozen. */
  PADDLE,
  /** A Paddle model with {@code quantize_linear} and {@code dequantize_linear}. */
  PADDLE_ONNX,
  /** A Paddle model of real numbers, also where the weights were quantized. */
  PADDLE_FLOAT;

  /** As {@code paddle-onnx}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
