package dev.octet.engine.op;

/**
 * A function of one number. Where a field is an attribute of Paddle's operator of the same name, it
 * means what it means there.
 */
public sealed interface Activation {
  /** The number itself. */
  Activation NONE = new None();

  /** {@code max(x, 0)}. */
  Activation RELU = new Relu();

  /** The number itself. */
  record None() implements Activation {}

  /** {@code max(x, 0)}. */
  record Relu() implements Activation {}

  /** {@code min(max(x, low), high)}: clip, relu6. */
  record Clip(float low, float high) implements Activation {}

  /** {@code x < 0 ? alpha·x : x}. */
  record LeakyRelu(float alpha) implements Activation {}

  /** {@code x < 0 ? alpha·(exp(x)-1) : x}. */
  record Elu(float alpha) implements Activation {}

  /** {@code min(max(slope·x + offset, 0), 1)}. */
  record HardSigmoid(float slope, float offset) implements Activation {}

  /** {@code x·min(max(x + offset, 0), threshold)/scale}. */
  record HardSwish(float threshold, float scale, float offset) implements Activation {}

  /** {@code x/(1 + exp(-beta·x))}. */
  record Swish(float beta) implements Activation {}

  /** {@code x·Φ(x)}, or its form with tanh. */
  record Gelu(boolean approximate) implements Activation {}

  /** {@code x·tanh(softplus(x))}; softplus is x above {@code threshold}. */
  record Mish(float threshold) implements Activation {}

  /** {@code log(1 + exp(beta·x))/beta}; x where {@code beta·x} is above {@code threshold}. */
  record Softplus(float beta, float threshold) implements Activation {}

  /** A function without parameters. */
  enum Function implements Activation {
    SIGMOID,
    /** {@code x·sigmoid(x)}. */
    SILU,
    TANH,
    EXP,
    LOG,
    SQRT,
    RSQRT,
    SQUARE,
    ABS,
    RECIPROCAL,
    FLOOR,
    CEIL,
    /** To the nearest, ties away from zero. */
    ROUND
  }
}
