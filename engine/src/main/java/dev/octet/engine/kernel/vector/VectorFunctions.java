package dev.octet.engine.kernel.vector;

import static dev.octet.engine.kernel.vector.VectorTranscendentals.splat;
import static dev.octet.engine.kernel.vector.VectorTranscendentals.withSign;

import dev.octet.engine.op.Activation.Function;
import jdk.incubator.vector.FloatVector;
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
      VectorTranscendentals.sigmoid(v).intoArray(y, yAt + i);
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
      VectorTranscendentals.log(v).intoArray(y, yAt + i);
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
      splat(1f).div(v.sqrt()).intoArray(y, yAt + i);
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
      splat(1f).div(v).intoArray(y, yAt + i);
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
