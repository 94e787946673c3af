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
    int step;
    do {
      int aAt = aOffset + done;
      int bAt = bOffset + done;
      int cAt = cOffset + done;
      int length = Math.min(Lanes.RUN, n - done);
      if (aStride != 0 && bStride != 0) {
        step = VectorBinary.runs(kind, a, aAt, b, bAt, c, cAt, length);
      } else if (aStride != 0) {
        step = VectorBinary.runAndNumber(kind, a, aAt, b0, c, cAt, length);
      } else if (bStride != 0) {
        step = VectorBinary.numberAndRun(kind, a0, b, bAt, c, cAt, length);
      } else {
        step = 0;
      }
      done += step;
    } while (step == Lanes.RUN);
    for (int i = done; i < n; i++) {
      float left = aStride == 0 ? a0 : a[aOffset + i];
      float right = bStride == 0 ? b0 : b[bOffset + i];
      c[cOffset + i] = ScalarFloatMath.apply(kind, left, right);
    }
  }

  @Override
  public void activate(Activation function, float[] x, int xOffset, float[] y, int yOffset, int n) {
    int done = 0;
    int step;
    do {
      int length = Math.min(Lanes.RUN, n - done);
      step = VectorActivations.run(function, x, xOffset + done, y, yOffset + done, length);
      done += step;
    } while (step == Lanes.RUN);
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
    int done = 0;
    int step;
    do {
      int xAt = xOffset + done;
      int scaleAt = scaleOffset + done * stride;
      int biasAt = biasOffset + done * stride;
      int yAt = yOffset + done;
      int length = Math.min(Lanes.RUN, n - done);
      step =
          stride == 0
              ? affine(x, xAt, scale[scaleAt], bias[biasAt], y, yAt, length)
              : affine(x, xAt, scale, scaleAt, bias, biasAt, y, yAt, length);
      done += step;
    } while (step == Lanes.RUN);
    for (int i = done; i < n; i++) {
      float factor = scale[scaleOffset + i * stride];
      y[yOffset + i] = x[xOffset + i] * factor + bias[biasOffset + i * stride];
    }
  }

  private static int affine(
      float[] x, int xAt, float scale, float bias, float[] y, int yAt, int n) {
    FloatVector factor = FloatVector.broadcast(Lanes.FLOAT, scale);
    FloatVector term = FloatVector.broadcast(Lanes.FLOAT, bias);
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x, xAt + i);
      v.mul(factor).add(term).intoArray(y, yAt + i);
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
      v.mul(factor).add(term).intoArray(y, yAt + i);
    }
    return i;
  }

  /** Lane numbers are constants and written out, as C2 wants them. */
  @Override
  public float sum(float[] x, int xOffset, int n) {
    int whole = n - n % PARTIALS;
    float sum = 0;
    for (int partial = 0; partial < PARTIALS; partial += LANES) {
      FloatVector parts = FloatVector.zero(Lanes.FLOAT);
      for (int i = partial; i < whole; i += PARTIALS) {
        parts = parts.add(FloatVector.fromArray(Lanes.FLOAT, x, xOffset + i));
      }
      // The elements after the last whole sixteen, one for each of the first partial sums.
      int at = xOffset + whole + partial;
      int rest = n - whole - partial;
      sum += rest > 0 ? parts.lane(0) + x[at] : parts.lane(0);
      sum += rest > 1 ? parts.lane(1) + x[at + 1] : parts.lane(1);
      sum += rest > 2 ? parts.lane(2) + x[at + 2] : parts.lane(2);
      sum += rest > 3 ? parts.lane(3) + x[at + 3] : parts.lane(3);
      if (LANES >= 8) {
        sum += rest > 4 ? parts.lane(4) + x[at + 4] : parts.lane(4);
        sum += rest > 5 ? parts.lane(5) + x[at + 5] : parts.lane(5);
        sum += rest > 6 ? parts.lane(6) + x[at + 6] : parts.lane(6);
        sum += rest > 7 ? parts.lane(7) + x[at + 7] : parts.lane(7);
      }
      if (LANES >= 16) {
        sum += rest > 8 ? parts.lane(8) + x[at + 8] : parts.lane(8);
        sum += rest > 9 ? parts.lane(9) + x[at + 9] : parts.lane(9);
        sum += rest > 10 ? parts.lane(10) + x[at + 10] : parts.lane(10);
        sum += rest > 11 ? parts.lane(11) + x[at + 11] : parts.lane(11);
        sum += rest > 12 ? parts.lane(12) + x[at + 12] : parts.lane(12);
        sum += rest > 13 ? parts.lane(13) + x[at + 13] : parts.lane(13);
        sum += rest > 14 ? parts.lane(14) + x[at + 14] : parts.lane(14);
        sum += rest > 15 ? parts.lane(15) + x[at + 15] : parts.lane(15);
      }
    }
    return sum;
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
    float factor = 1 / sum(y, yOffset, n);
    done = VectorBinary.runAndNumber(BinaryKind.MUL, y, yOffset, factor, y, yOffset, n);
    for (int i = done; i < n; i++) {
      y[yOffset + i] *= factor;
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
