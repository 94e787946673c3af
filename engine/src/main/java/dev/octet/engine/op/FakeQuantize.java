package dev.octet.engine.op;

import dev.octet.engine.tensor.Rounding;

/**
 * Paddle's simulation of quantization, in float. Inputs: x, then with {@code Scale.INPUT} the
 * thresholds. Outputs: the integers as floats, or with {@code dequantize} the real numbers they
 * stand for; then the thresholds that were used. A threshold of at most 1e-30 divides as if 1e-6
 * were added to it.
 *
 * @param axis the axis of the thresholds, or -1 for one threshold
 * @param fullRange whether -2^(bits-1) is in the range, with ties to even (Paddle's round_type 0)
 */
public record FakeQuantize(
    Scale scale, int axis, int bits, Rounding rounding, boolean fullRange, boolean dequantize)
    implements Op {
  /** Where the thresholds come from. */
  public enum Scale {
    /** The largest magnitude of x at run time. */
    ABS_MAX,
    /** The second input. */
    INPUT
  }
}
