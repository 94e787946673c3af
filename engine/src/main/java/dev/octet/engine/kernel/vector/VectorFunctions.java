package dev.octet.engine.kernel.vector;

import static dev.octet.engine.kernel.scalar.Transcendentals.LN_2_HIGH;
import static dev.octet.engine.kernel.scalar.Transcendentals.LN_2_LOW;
import static dev.octet.engine.kernel.scalar.Transcendentals.LOG_10;
import static dev.octet.engine.kernel.scalar.Transcendentals.LOG_3;
import static dev.octet.engine.kernel.scalar.Transcendentals.LOG_4;
import static dev.octet.engine.kernel.scalar.Transcendentals.LOG_5;
import static dev.octet.engine.kernel.scalar.Transcendentals.LOG_6;
import static dev.octet.engine.kernel.scalar.Transcendentals.LOG_7;
import static dev.octet.engine.kernel.scalar.Transcendentals.LOG_8;
import static dev.octet.engine.kernel.scalar.Transcendentals.LOG_9;
import static dev.octet.engine.kernel.scalar.Transcendentals.ROOT_HALF_BITS;
import static dev.octet.engine.kernel.vector.VectorTranscendentals.withSign;
import static jdk.incubator.vector.FloatVector.broadcast;

import dev.octet.engine.op.Activation.Function;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** The loops of the functions without parameters; for the rest as {@link VectorActivations}. */
final class VectorFunctions {
  private static final int LANES = Lanes.FLOAT.length();

  /** From it on every float is an integer; adding it rounds what is smaller. */
  private static final float ALL_INTEGERS = 0x1p23f;

  private VectorFunctions() {}

  static int run(Function function, float[] x, int xAt, float[] y, int yAt, int n) {
    return switch (function) {
      case SIGMOID -> sigmoid(x, xAt, y, yAt, n);
      case TANH -> tanh(x, xAt, y, yAt, n);
      case SILU -> silu(x, xAt, y, yAt, n);
      case EXP -> exp(x, xAt, y, yAt, n);
      case LOG -> log(x, xAt, y, yAt, n);
      case SQRT -> sqrt(x, xAt, y, yAt, n);
      case RSQRT -> rsqrt(x, xAt, y, yAt, n);
      case SQUARE -> square(x, xAt, y, yAt, n);
      case ABS -> abs(x, xAt, y, yAt, n);
      case RECIPROCAL -> reciprocal(x, xAt, y, yAt, n);
      case FLOOR -> floor(x, xAt, y, yAt, n);
      case CEIL -> ceil(x, xAt, y, yAt, n);
      case ROUND -> round(x, xAt, y, yAt, n);
    };
  }

  private static int sigmoid(float[] x, int xAt, float[] y, int yAt, int n) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x, xAt + i);
      FloatVector divisor = VectorTranscendentals.expPlus1(v.neg());
      broadcast(Lanes.FLOAT, 1f).div(divisor).intoArray(y, yAt + i);
    }
    return i;
  }

  private static int tanh(float[] x, int xAt, float[] y, int yAt, int n) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x, xAt + i);
      VectorTranscendentals.tanh(v).intoArray(y, yAt + i);
    }
    return i;
  }

  private static int silu(float[] x, int xAt, float[] y, int yAt, int n) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x, xAt + i);
      FloatVector divisor = VectorTranscendentals.expPlus1(v.neg());
      v.mul(broadcast(Lanes.FLOAT, 1f).div(divisor))
          .blend(0f, divisor.eq(Float.POSITIVE_INFINITY))
          .intoArray(y, yAt + i);
    }
    return i;
  }

  private static int exp(float[] x, int xAt, float[] y, int yAt, int n) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x, xAt + i);
      VectorTranscendentals.exp(v).intoArray(y, yAt + i);
    }
    return i;
  }

  private static int log(float[] x, int xAt, float[] y, int yAt, int n) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x, xAt + i);
      var subnormal = v.lt(Float.MIN_NORMAL);
      FloatVector scaled = v.blend(v.mul(0x1p23f), subnormal);
      IntVector bits = scaled.reinterpretAsInts().sub(ROOT_HALF_BITS);
      FloatVector e =
          ((FloatVector) bits.lanewise(VectorOperators.ASHR, 23).castShape(Lanes.FLOAT, 0))
              .sub(broadcast(Lanes.FLOAT, 0f).blend(23f, subnormal));
      FloatVector f = bits.and(0x7FFFFF).add(ROOT_HALF_BITS).reinterpretAsFloats().sub(1f);
      FloatVector p = broadcast(Lanes.FLOAT, LOG_10);
      p = p.fma(f, broadcast(Lanes.FLOAT, LOG_9));
      p = p.fma(f, broadcast(Lanes.FLOAT, LOG_8));
      p = p.fma(f, broadcast(Lanes.FLOAT, LOG_7));
      p = p.fma(f, broadcast(Lanes.FLOAT, LOG_6));
      p = p.fma(f, broadcast(Lanes.FLOAT, LOG_5));
      p = p.fma(f, broadcast(Lanes.FLOAT, LOG_4));
      p = p.fma(f, broadcast(Lanes.FLOAT, LOG_3));
      FloatVector square = f.mul(f);
      FloatVector tail = square.mul(f).fma(p, e.mul(LN_2_LOW));
      FloatVector whole =
          e.fma(
              broadcast(Lanes.FLOAT, LN_2_HIGH),
              square.fma(broadcast(Lanes.FLOAT, -0.5f), tail).add(f));
      FloatVector limited = v.blend(whole, v.lt(Float.POSITIVE_INFINITY));
      FloatVector beyond =
          broadcast(Lanes.FLOAT, Float.NaN).blend(Float.NEGATIVE_INFINITY, v.eq(0f));
      beyond.blend(limited, v.compare(VectorOperators.GT, 0f)).intoArray(y, yAt + i);
    }
    return i;
  }

  private static int sqrt(float[] x, int xAt, float[] y, int yAt, int n) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector.fromArray(Lanes.FLOAT, x, xAt + i).sqrt().intoArray(y, yAt + i);
    }
    return i;
  }

  private static int rsqrt(float[] x, int xAt, float[] y, int yAt, int n) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x, xAt + i);
      broadcast(Lanes.FLOAT, 1f).div(v.sqrt()).intoArray(y, yAt + i);
    }
    return i;
  }

  private static int square(float[] x, int xAt, float[] y, int yAt, int n) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x, xAt + i);
      v.mul(v).intoArray(y, yAt + i);
    }
    return i;
  }

  private static int abs(float[] x, int xAt, float[] y, int yAt, int n) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector.fromArray(Lanes.FLOAT, x, xAt + i).abs().intoArray(y, yAt + i);
    }
    return i;
  }

  private static int reciprocal(float[] x, int xAt, float[] y, int yAt, int n) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x, xAt + i);
      broadcast(Lanes.FLOAT, 1f).div(v).intoArray(y, yAt + i);
    }
    return i;
  }

  private static int floor(float[] x, int xAt, float[] y, int yAt, int n) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x, xAt + i);
      FloatVector near = withSign(nearest(v.abs()), v);
      FloatVector below = near.blend(near.sub(1f), near.compare(VectorOperators.GT, v));
      v.blend(below, v.abs().lt(ALL_INTEGERS)).intoArray(y, yAt + i);
    }
    return i;
  }

  private static int ceil(float[] x, int xAt, float[] y, int yAt, int n) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x, xAt + i);
      FloatVector near = withSign(nearest(v.abs()), v);
      FloatVector above = near.blend(near.add(1f), near.lt(v));
      v.blend(withSign(above, v), v.abs().lt(ALL_INTEGERS)).intoArray(y, yAt + i);
    }
    return i;
  }

  private static int round(float[] x, int xAt, float[] y, int yAt, int n) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x, xAt + i);
      FloatVector magnitude = v.abs();
      FloatVector even = nearest(magnitude);
      FloatVector away = even.blend(even.add(1f), magnitude.sub(even).eq(0.5f));
      v.blend(withSign(away, v), magnitude.lt(ALL_INTEGERS)).intoArray(y, yAt + i);
    }
    return i;
  }

  /** Ties to even, for magnitudes below 2²³. */
  private static FloatVector nearest(FloatVector magnitude) {
    return magnitude.add(ALL_INTEGERS).sub(ALL_INTEGERS);
  }
}
