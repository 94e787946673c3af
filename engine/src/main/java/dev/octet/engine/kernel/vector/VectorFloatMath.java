package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.FloatMath;
import dev.octet.engine.kernel.scalar.Activations;
import dev.octet.engine.kernel.scalar.ScalarFloatMath;
import dev.octet.engine.kernel.scalar.Transcendentals;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.BinaryKind;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Float arithmetic by vectors; the last elements of a run one at a time. */
final class VectorFloatMath implements FloatMath {
  private static final int LANES = Lanes.FLOAT.length();

  /** Partial sums, see {@link FloatMath#sum}: whole vectors at every width. */
  private static final int PARTIALS = 16;

  @Override
  public void binary(
      BinaryKind kind,
      float[] a,
      int aOffset,
      int aStride,
      float[] b,
      int bOffset,
      int bStride,
      float[] c,
      int cOffset,
      int n) {
    if (n == 0) {
      return;
    }
    // Read before the loops write: c can be the array of an operand of stride 0.
    float a0 = a[aOffset];
    float b0 = b[bOffset];
    int done = 0;
    if (aStride != 0 && bStride != 0) {
      done = VectorBinary.runs(kind, a, aOffset, b, bOffset, c, cOffset, n);
    } else if (aStride != 0) {
      done = VectorBinary.runAndNumber(kind, a, aOffset, b0, c, cOffset, n);
    } else if (bStride != 0) {
      done = VectorBinary.numberAndRun(kind, a0, b, bOffset, c, cOffset, n);
    }
    for (int i = done; i < n; i++) {
      float left = aStride == 0 ? a0 : a[aOffset + i];
      float right = bStride == 0 ? b0 : b[bOffset + i];
      c[cOffset + i] = ScalarFloatMath.apply(kind, left, right);
    }
  }

  @Override
  public void activate(Activation function, float[] x, int xOffset, float[] y, int yOffset, int n) {
    int done = VectorActivations.run(function, x, xOffset, y, yOffset, n);
    for (int i = done; i < n; i++) {
      y[yOffset + i] = Activations.apply(function, x[xOffset + i]);
    }
  }

  @Override
  public void affine(
      float[] x,
      int xOffset,
      float[] scale,
      int scaleOffset,
      float[] bias,
      int biasOffset,
      int stride,
      float[] y,
      int yOffset,
      int n) {
    int done =
        stride == 0
            ? affine(x, xOffset, scale[scaleOffset], bias[biasOffset], y, yOffset, n)
            : affine(x, xOffset, scale, scaleOffset, bias, biasOffset, y, yOffset, n);
    for (int i = done; i < n; i++) {
      float factor = scale[scaleOffset + i * stride];
      y[yOffset + i] = Math.fma(x[xOffset + i], factor, bias[biasOffset + i * stride]);
    }
  }

  private static int affine(
      float[] x, int xAt, float scale, float bias, float[] y, int yAt, int n) {
    FloatVector factor = FloatVector.broadcast(Lanes.FLOAT, scale);
    FloatVector term = FloatVector.broadcast(Lanes.FLOAT, bias);
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x, xAt + i);
      v.fma(factor, term).intoArray(y, yAt + i);
    }
    return i;
  }

  private static int affine(
      float[] x,
      int xAt,
      float[] scale,
      int scaleAt,
      float[] bias,
      int biasAt,
      float[] y,
      int yAt,
      int n) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x, xAt + i);
      FloatVector factor = FloatVector.fromArray(Lanes.FLOAT, scale, scaleAt + i);
      FloatVector term = FloatVector.fromArray(Lanes.FLOAT, bias, biasAt + i);
      v.fma(factor, term).intoArray(y, yAt + i);
    }
    return i;
  }

  @Override
  public float sum(float[] x, int xOffset, int n) {
    int whole = n - n % PARTIALS;
    float sum = 0;
    for (int partial = 0; partial < PARTIALS; partial += LANES) {
      FloatVector parts = FloatVector.zero(Lanes.FLOAT);
      for (int i = partial; i < whole; i += PARTIALS) {
        parts = parts.add(FloatVector.fromArray(Lanes.FLOAT, x, xOffset + i));
      }
      sum = addLanes(sum, parts, x, xOffset + whole + partial, n - whole - partial);
    }
    return sum;
  }

  /**
   * Adds the lanes to {@code sum} in their order, each after the element of the rest {@code
   * x[at..at+rest-1]} that belongs to it. Lane numbers are constants, as C2 wants them.
   */
  private static float addLanes(float sum, FloatVector v, float[] x, int at, int rest) {
    float s = sum;
    s += rest > 0 ? v.lane(0) + x[at] : v.lane(0);
    s += rest > 1 ? v.lane(1) + x[at + 1] : v.lane(1);
    s += rest > 2 ? v.lane(2) + x[at + 2] : v.lane(2);
    s += rest > 3 ? v.lane(3) + x[at + 3] : v.lane(3);
    if (LANES >= 8) {
      s += rest > 4 ? v.lane(4) + x[at + 4] : v.lane(4);
      s += rest > 5 ? v.lane(5) + x[at + 5] : v.lane(5);
      s += rest > 6 ? v.lane(6) + x[at + 6] : v.lane(6);
      s += rest > 7 ? v.lane(7) + x[at + 7] : v.lane(7);
    }
    if (LANES >= 16) {
      s += rest > 8 ? v.lane(8) + x[at + 8] : v.lane(8);
      s += rest > 9 ? v.lane(9) + x[at + 9] : v.lane(9);
      s += rest > 10 ? v.lane(10) + x[at + 10] : v.lane(10);
      s += rest > 11 ? v.lane(11) + x[at + 11] : v.lane(11);
      s += rest > 12 ? v.lane(12) + x[at + 12] : v.lane(12);
      s += rest > 13 ? v.lane(13) + x[at + 13] : v.lane(13);
      s += rest > 14 ? v.lane(14) + x[at + 14] : v.lane(14);
      s += rest > 15 ? v.lane(15) + x[at + 15] : v.lane(15);
    }
    return s;
  }

  @Override
  public float max(float[] x, int xOffset, int n) {
    FloatVector greatest = FloatVector.broadcast(Lanes.FLOAT, Float.NEGATIVE_INFINITY);
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x, xOffset + i);
      greatest = greatest.blend(v, v.compare(VectorOperators.GT, greatest));
    }
    float max = greatest.reduceLanes(VectorOperators.MAX);
    for (; i < n; i++) {
      max = x[xOffset + i] > max ? x[xOffset + i] : max;
    }
    return max + 0f;
  }

  @Override
  public void softmax(float[] x, int xOffset, float[] y, int yOffset, int n) {
    float max = max(x, xOffset, n);
    int done = expOfDifference(x, xOffset, max, y, yOffset, n);
    for (int i = done; i < n; i++) {
      y[yOffset + i] = Transcendentals.exp(x[xOffset + i] - max);
    }
    float sum = sum(y, yOffset, n);
    done = VectorBinary.runAndNumber(BinaryKind.DIV, y, yOffset, sum, y, yOffset, n);
    for (int i = done; i < n; i++) {
      y[yOffset + i] /= sum;
    }
  }

  private static int expOfDifference(float[] x, int xAt, float max, float[] y, int yAt, int n) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x, xAt + i);
      VectorTranscendentals.exp(v.sub(max)).intoArray(y, yAt + i);
    }
    return i;
  }
}
