package dev.octet.engine.kernel.scalar;

import dev.octet.engine.op.Activation;
import dev.octet.engine.op.Activation.Clip;
import dev.octet.engine.op.Activation.Elu;
import dev.octet.engine.op.Activation.Function;
import dev.octet.engine.op.Activation.Gelu;
import dev.octet.engine.op.Activation.HardSigmoid;
import dev.octet.engine.op.Activation.HardSwish;
import dev.octet.engine.op.Activation.LeakyRelu;
import dev.octet.engine.op.Activation.Mish;
import dev.octet.engine.op.Activation.None;
import dev.octet.engine.op.Activation.Relu;
import dev.octet.engine.op.Activation.Softplus;
import dev.octet.engine.op.Activation.Swish;

/**
 * The activations of one number, every operation rounded to float32. NaN stays NaN; at ±infinity
 * they give their limits, so {@code swish(-Infinity)} is 0.
 *
 * <p>Clamping is {@code v < low ? low : v > high ? high : v} as in the epilogues, so that a relu
 * gives the same bits whether it is fused or not.
 */
public final class Activations {
  /** Above it {@code tanh(softplus(x))} is 1. */
  public static final float MISH_GREATEST = 20f;

  /** {@code sqrt(2/π)}, of the form of gelu with tanh. */
  public static final float GELU_SLOPE = 0.7978846f;

  public static final float GELU_CUBE = 0.044715f;

  private Activations() {}

  /** {@code function(x)}. */
  public static float apply(Activation function, float x) {
    return switch (function) {
      case None _ -> x;
      case Relu _ -> x < 0 ? 0 : x;
      case Clip(float low, float high) -> clamp(x, low, high);
      case LeakyRelu(float alpha) -> x < 0 ? alpha * x : x;
      case Elu(float alpha) -> x < 0 ? alpha * (Transcendentals.exp(x) - 1) : x;
      case HardSigmoid(float slope, float offset) -> clamp(slope * x + offset, 0, 1);
      case HardSwish(float threshold, float scale, float offset) ->
          hardSwish(x, threshold, scale, offset);
      case Swish(float beta) -> swish(x, beta);
      case Gelu(boolean approximate) -> approximate ? geluOfTanh(x) : gelu(x);
      case Mish(float threshold) -> mish(x, threshold);
      case Softplus(float beta, float threshold) -> softplus(x, beta, threshold);
      case Function f -> apply(f, x);
    };
  }

  private static float apply(Function function, float x) {
    return switch (function) {
      case SIGMOID -> Transcendentals.sigmoid(x);
      case SILU -> silu(x);
      case TANH -> Transcendentals.tanh(x);
      case EXP -> Transcendentals.exp(x);
      case LOG -> Transcendentals.log(x);
      case SQRT -> (float) Math.sqrt(x);
      case RSQRT -> 1 / (float) Math.sqrt(x);
      case SQUARE -> x * x;
      case ABS -> Math.abs(x);
      case RECIPROCAL -> 1 / x;
      case FLOOR -> (float) Math.floor(x);
      case CEIL -> (float) Math.ceil(x);
      case ROUND -> ScalarQuantization.roundHalfAway(x);
    };
  }

  private static float clamp(float v, float low, float high) {
    return v < low ? low : v > high ? high : v;
  }

  private static float hardSwish(float x, float threshold, float scale, float offset) {
    float gate = clamp(x + offset, 0, threshold);
    return gate == 0 ? 0 : x * gate / scale;
  }

  private static float swish(float x, float beta) {
    float e = Transcendentals.exp(-beta * x);
    return e == Float.POSITIVE_INFINITY ? 0 : x / (e + 1);
  }

  private static float silu(float x) {
    float e = Transcendentals.exp(-x);
    return e == Float.POSITIVE_INFINITY ? 0 : x * (1 / (e + 1));
  }

  private static float geluOfTanh(float x) {
    float twice = 1 + Transcendentals.tanh(GELU_SLOPE * (x + GELU_CUBE * (x * x * x)));
    return twice == 0 ? 0 : x * 0.5f * twice;
  }

  private static float gelu(float x) {
    float tail = Transcendentals.normalTail(Math.abs(x));
    return tail == 0 && x < 0 ? 0 : x * (x < 0 ? tail : 1 - tail);
  }

  /**
   * With e = exp(x), {@code tanh(log(1+e)) = m/(m+2)} for m = e(e+2), and {@code tanh(x) = m/(m+2)}
   * for m = e² - 1.
   */
  private static float mish(float x, float threshold) {
    float e = Transcendentals.exp(x > MISH_GREATEST ? MISH_GREATEST : x);
    float m = x > threshold ? Math.fma(e, e, -1) : e * (e + 2);
    float t = m / (m + 2);
    return t == 0 ? 0 : x * t;
  }

  private static float softplus(float x, float beta, float threshold) {
    float z = beta * x;
    float tail = Transcendentals.log1p(Transcendentals.exp(-Math.abs(z)));
    return z > threshold ? x : ((z < 0 ? 0 : z) + tail) / beta;
  }
}
