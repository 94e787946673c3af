package dev.octet.engine.op;

/** How the exact integer sum of a {@link Quantized} operator becomes a real number. */
public sealed interface SumScaling {
  /** {@code acc·multiplier}, the multiplier rounded once to float32. */
  SumScaling SINGLE = new Single();

  /** {@code acc·multiplier·threshold}, with thresholds of a run. */
  SumScaling DYNAMIC = new Dynamic();

  /**
   * By the multiplier and the threshold by which x was divided before it became what {@link
   * Quantized#input()} says: one an image for convolutions, {@code acc·(multiplier·threshold)}, one
   * a row for products, {@code (acc·multiplier)·threshold}, each step rounded to float32. They are
   * an input of the operator, as {@link DynamicQuantize} gives them.
   */
  record Dynamic() implements SumScaling {}

  /** By the multiplier alone. */
  record Single() implements SumScaling {}

  /**
   * {@code ((acc·multiplier)·factor)/divisor}, each step rounded to float32: bit by bit what
   * Paddle's {@code fake_dequantize} operators compute.
   */
  record InSteps(float factor, float divisor) implements SumScaling {}
}
