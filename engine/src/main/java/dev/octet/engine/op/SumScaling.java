package dev.octet.engine.op;

/** How the exact integer sum of a {@link Quantized} operator becomes a real number. */
public sealed interface SumScaling {
  /** {@code acc·multiplier}, the multiplier rounded once to float32. */
  SumScaling SINGLE = new Single();

  /** By the multiplier alone. */
  record Single() implements SumScaling {}

  /**
   * {@code ((acc·multiplier)·factor)/divisor}, each step rounded to float32: bit by bit what
   * Paddle's {@code fake_dequantize} operators compute.
   */
  record InSteps(float factor, float divisor) implements SumScaling {}
}
