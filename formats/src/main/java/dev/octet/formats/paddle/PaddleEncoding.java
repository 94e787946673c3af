package dev.octet.formats.paddle;

import java.util.Locale;

/** The ways in which a Paddle model holds quantization. */
public enum PaddleEncoding {
  /** Not quantized. */
  FLOAT,
  /** Thresholds of activations as attributes of operators; weights are real numbers. */
  THRESHOLDS,
  /**
   * {@code fake_quantize_…}, operator, {@code fake_…dequantize…}; weights are integers in float32.
   */
  FROZEN_V1,
  /** {@code quantize_linear}, {@code dequantize_linear}; weights are int8. */
  QDQ_INT8,
  /** {@code quantize_linear}, {@code dequantize_linear}; weights are integers in float32. */
  QDQ_FP32_INTEGERS,
  /**
   * {@code quantize_linear}, {@code dequantize_linear}, also on weights, which are real numbers.
   */
  QDQ_FLOAT_WEIGHTS,
  /** {@code fake_…quantize_dequantize…} on activations and on weights, which are real numbers. */
  FAKE_QDQ,
  /** Weights are int8 or int16 with scales in attributes; activations are not quantized. */
  WEIGHT_ONLY,
  /** Paddle Lite's {@code enable_int8}: int8 weights, and scales in attributes. */
  LITE_INT8;

  /** As {@code qdq-int8}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
