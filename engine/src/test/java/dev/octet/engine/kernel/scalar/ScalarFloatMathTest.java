package dev.octet.engine.kernel.scalar;

import static org.assertj.core.api.Assertions.fail;

import dev.octet.engine.kernel.AbstractFloatMathTest;
import dev.octet.engine.kernel.FloatMath;
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
import dev.octet.engine.op.BinaryKind;

/** Against the definitions in float64, within the errors that {@link Transcendentals} states. */
class ScalarFloatMathTest extends AbstractFloatMathTest {
  private static final double RELATIVE = 1e-6;

  /** What is lost where an intermediate result leaves the normal numbers. */
  private static final double ABSOLUTE = 1e-36;

  @Override
  protected FloatMath floatMath() {
    return new ScalarFloatMath();
  }

  @Override
  protected float expected(BinaryKind kind, float a, float b) {
    return switch (kind) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> a / b;
      case MAX -> Float.isNaN(a) || Float.isNaN(b) ? Float.NaN : Math.max(a, b);
      case MIN -> Float.isNaN(a) || Float.isNaN(b) ? Float.NaN : Math.min(a, b);
      // Within half a unit of the last place but for its thousandth part.
      case POW -> Power.pow(a, b);
      case MOD -> {
        float r = a % b;
        yield r != 0 && (r < 0 && b >= 0 || r > 0 && b < 0) ? r + b : r;
      }
      case FLOOR_DIV -> (float) StrictMath.floor(a / b);
    };
  }

  @Override
  protected void check(Activation function, float x, float actual, Object description) {
    double exact = exact(function, x);
    boolean same = Double.isNaN(exact) ? Float.isNaN(actual) : actual == (float) exact;
    double allowed = RELATIVE * Math.abs(exact) + ABSOLUTE + cancelled(function, x);
    if (!same && !(Math.abs(actual - exact) <= allowed)) {
      fail("%s of %s is %s, not %s, %s", function, x, actual, exact, description);
    }
  }

  /** What is lost where the formula takes 1 from an exponential, or adds it to a tanh, near it. */
  private static double cancelled(Activation function, double x) {
    return switch (function) {
      case Elu(float alpha) -> x < 0 ? alpha * 0x1p-23 : 0;
      case Gelu(boolean approximate) -> approximate && x < 0 && x > -10 ? -x * 0x1p-22 : 0;
      default -> 0;
    };
  }

  private static double exact(Activation function, double x) {
    return switch (function) {
      case None _ -> x;
      case Relu _ -> Math.max(x, 0);
      case Clip(float low, float high) -> Math.min(Math.max(x, low), high);
      case LeakyRelu(float alpha) -> x < 0 ? alpha * x : x;
      case Elu(float alpha) -> x < 0 ? alpha * StrictMath.expm1(x) : x;
      case HardSigmoid(float slope, float offset) ->
          Math.clamp((float) ((float) (slope * x) + (double) offset), 0, 1);
      case HardSwish(float threshold, float scale, float offset) -> {
        double gate = Math.min(Math.max((float) (x + offset), 0), threshold);
        yield gate == 0 ? 0 : (double) ((float) x * (float) gate) / scale;
      }
      case Swish(float beta) ->
          x == Double.NEGATIVE_INFINITY ? 0 : x * logistic((float) (beta * x));
      case Gelu(boolean approximate) -> approximate ? geluOfTanh(x) : Normal.gelu(x);
      case Mish(float threshold) ->
          x == Double.NEGATIVE_INFINITY
              ? 0
              : x * StrictMath.tanh(x > threshold ? x : StrictMath.log1p(StrictMath.exp(x)));
      case Softplus(float beta, float threshold) ->
          (float) (beta * x) > threshold
              ? x
              : StrictMath.log1p(StrictMath.exp((float) (beta * x))) / beta;
      case Function f -> exact(f, x);
    };
  }

  private static double exact(Function function, double x) {
    return switch (function) {
      case SIGMOID -> logistic(x);
      case SILU -> x == Double.NEGATIVE_INFINITY ? 0 : x * logistic(x);
      case TANH -> StrictMath.tanh(x);
      case EXP -> StrictMath.exp(x);
      case LOG -> StrictMath.log(x);
      case SQRT -> StrictMath.sqrt(x);
      case RSQRT -> 1 / StrictMath.sqrt(x);
      case SQUARE -> x * x;
      case ABS -> Math.abs(x);
      case RECIPROCAL -> 1 / x;
      case FLOOR -> StrictMath.floor(x);
      case CEIL -> StrictMath.ceil(x);
      case ROUND -> Math.signum(x) * StrictMath.floor(Math.abs(x) + 0.5);
    };
  }

  private static double logistic(double x) {
    return 1 / (1 + StrictMath.exp(-x));
  }

  private static double geluOfTanh(double x) {
    double u = StrictMath.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x);
    return x == Double.NEGATIVE_INFINITY ? 0 : x * logistic(2 * u);
  }
}
