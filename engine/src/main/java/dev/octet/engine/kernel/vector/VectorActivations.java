package dev.octet.engine.kernel.vector;

import static dev.octet.engine.kernel.scalar.Transcendentals.LOG1P_10;
import static dev.octet.engine.kernel.scalar.Transcendentals.LOG1P_2;
import static dev.octet.engine.kernel.scalar.Transcendentals.LOG1P_3;
import static dev.octet.engine.kernel.scalar.Transcendentals.LOG1P_4;
import static dev.octet.engine.kernel.scalar.Transcendentals.LOG1P_5;
import static dev.octet.engine.kernel.scalar.Transcendentals.LOG1P_6;
import static dev.octet.engine.kernel.scalar.Transcendentals.LOG1P_7;
import static dev.octet.engine.kernel.scalar.Transcendentals.LOG1P_8;
import static dev.octet.engine.kernel.scalar.Transcendentals.LOG1P_9;
import static dev.octet.engine.kernel.scalar.Transcendentals.TAIL_1;
import static dev.octet.engine.kernel.scalar.Transcendentals.TAIL_2;
import static dev.octet.engine.kernel.scalar.Transcendentals.TAIL_3;
import static dev.octet.engine.kernel.scalar.Transcendentals.TAIL_4;
import static dev.octet.engine.kernel.scalar.Transcendentals.TAIL_5;
import static dev.octet.engine.kernel.scalar.Transcendentals.TAIL_6;
import static dev.octet.engine.kernel.scalar.Transcendentals.TAIL_7;
import static dev.octet.engine.kernel.scalar.Transcendentals.TAIL_8;
import static dev.octet.engine.kernel.scalar.Transcendentals.TAIL_9;
import static dev.octet.engine.kernel.scalar.Transcendentals.TAIL_GREATEST;
import static dev.octet.engine.kernel.scalar.Transcendentals.TAIL_SLOPE;
import static dev.octet.engine.kernel.vector.VectorTranscendentals.clamp;
import static dev.octet.engine.kernel.vector.VectorTranscendentals.exp;
import static dev.octet.engine.kernel.vector.VectorTranscendentals.expMinus1BelowZero;
import static dev.octet.engine.kernel.vector.VectorTranscendentals.expPlus1;
import static dev.octet.engine.kernel.vector.VectorTranscendentals.tanh;
import static jdk.incubator.vector.FloatVector.broadcast;

import dev.octet.engine.kernel.scalar.Activations;
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
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The loops of the activations: one a function, because a call through an interface inside of the
 * loop would put every vector on the heap. Each runs over the whole vectors of {@code x[xAt..]} and
 * returns how many elements it has done.
 */
final class VectorActivations {
  private static final int LANES = Lanes.FLOAT.length();

  private VectorActivations() {}

  static int run(Activation function, float[] x, int xAt, float[] y, int yAt, int n) {
    return switch (function) {
      case None _ -> copy(x, xAt, y, yAt, n);
      case Relu _ -> relu(x, xAt, y, yAt, n);
      case Clip(float low, float high) -> clip(x, xAt, y, yAt, n, low, high);
      case LeakyRelu(float alpha) -> leakyRelu(x, xAt, y, yAt, n, alpha);
      case Elu(float alpha) -> elu(x, xAt, y, yAt, n, alpha);
      case HardSigmoid(float slope, float offset) -> hardSigmoid(x, xAt, y, yAt, n, slope, offset);
      case HardSwish(float threshold, float scale, float offset) ->
          hardSwish(x, xAt, y, yAt, n, threshold, scale, offset);
      case Swish(float beta) -> swish(x, xAt, y, yAt, n, beta);
      case Gelu(boolean approximate) ->
          approximate ? geluOfTanh(x, xAt, y, yAt, n) : gelu(x, xAt, y, yAt, n);
      case Mish(float threshold) -> mish(x, xAt, y, yAt, n, threshold);
      case Softplus(float beta, float threshold) -> softplus(x, xAt, y, yAt, n, beta, threshold);
      case Function f -> VectorFunctions.run(f, x, xAt, y, yAt, n);
    };
  }

  private static int copy(float[] x, int xAt, float[] y, int yAt, int n) {
    System.arraycopy(x, xAt, y, yAt, n);
    return n;
  }

  private static int relu(float[] x, int xAt, float[] y, int yAt, int n) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x, xAt + i);
      v.blend(0f, v.lt(0f)).intoArray(y, yAt + i);
    }
    return i;
  }

  private static int clip(float[] x, int xAt, float[] y, int yAt, int n, float low, float high) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x, xAt + i);
      clamp(v, low, high).intoArray(y, yAt + i);
    }
    return i;
  }

  private static int leakyRelu(float[] x, int xAt, float[] y, int yAt, int n, float alpha) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x, xAt + i);
      v.blend(v.mul(alpha), v.lt(0f)).intoArray(y, yAt + i);
    }
    return i;
  }

  private static int elu(float[] x, int xAt, float[] y, int yAt, int n, float alpha) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x, xAt + i);
      v.blend(expMinus1BelowZero(v).mul(alpha), v.lt(0f)).intoArray(y, yAt + i);
    }
    return i;
  }

  private static int hardSigmoid(
      float[] x, int xAt, float[] y, int yAt, int n, float slope, float offset) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x, xAt + i);
      clamp(v.mul(slope).add(offset), 0, 1).intoArray(y, yAt + i);
    }
    return i;
  }

  private static int hardSwish(
      float[] x, int xAt, float[] y, int yAt, int n, float threshold, float scale, float offset) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x, xAt + i);
      FloatVector gate = clamp(v.add(offset), 0, threshold);
      v.mul(gate).div(scale).blend(0f, gate.eq(0f)).intoArray(y, yAt + i);
    }
    return i;
  }

  private static int swish(float[] x, int xAt, float[] y, int yAt, int n, float beta) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x, xAt + i);
      FloatVector divisor = expPlus1(v.mul(-beta));
      v.div(divisor).blend(0f, divisor.eq(Float.POSITIVE_INFINITY)).intoArray(y, yAt + i);
    }
    return i;
  }

  private static int geluOfTanh(float[] x, int xAt, float[] y, int yAt, int n) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x, xAt + i);
      FloatVector cube = v.mul(v).mul(v).mul(Activations.GELU_CUBE);
      FloatVector twice = tanh(v.add(cube).mul(Activations.GELU_SLOPE)).add(1f);
      v.mul(0.5f).mul(twice).blend(0f, twice.eq(0f)).intoArray(y, yAt + i);
    }
    return i;
  }

  private static int gelu(float[] x, int xAt, float[] y, int yAt, int n) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x, xAt + i);
      FloatVector magnitude = v.abs();
      FloatVector bounded =
          magnitude.blend(TAIL_GREATEST, magnitude.compare(VectorOperators.GT, TAIL_GREATEST));
      FloatVector square = bounded.mul(bounded);
      FloatVector squareError = bounded.fma(bounded, square.neg());
      FloatVector e = exp(square.mul(-0.5f));
      FloatVector density = e.fma(squareError.mul(-0.5f), e);
      FloatVector t =
          broadcast(Lanes.FLOAT, 1f)
              .div(bounded.fma(broadcast(Lanes.FLOAT, TAIL_SLOPE), broadcast(Lanes.FLOAT, 1f)));
      FloatVector p = broadcast(Lanes.FLOAT, TAIL_9);
      p = p.fma(t, broadcast(Lanes.FLOAT, TAIL_8));
      p = p.fma(t, broadcast(Lanes.FLOAT, TAIL_7));
      p = p.fma(t, broadcast(Lanes.FLOAT, TAIL_6));
      p = p.fma(t, broadcast(Lanes.FLOAT, TAIL_5));
      p = p.fma(t, broadcast(Lanes.FLOAT, TAIL_4));
      p = p.fma(t, broadcast(Lanes.FLOAT, TAIL_3));
      p = p.fma(t, broadcast(Lanes.FLOAT, TAIL_2));
      p = p.fma(t, broadcast(Lanes.FLOAT, TAIL_1));
      FloatVector tail = density.mul(p.mul(t));
      var negative = v.lt(0f);
      FloatVector weight = broadcast(Lanes.FLOAT, 1f).sub(tail).blend(tail, negative);
      v.mul(weight).blend(0f, tail.eq(0f).and(negative)).intoArray(y, yAt + i);
    }
    return i;
  }

  private static int mish(float[] x, int xAt, float[] y, int yAt, int n, float threshold) {
    float greatest = Activations.MISH_GREATEST;
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x, xAt + i);
      FloatVector e = exp(v.blend(greatest, v.compare(VectorOperators.GT, greatest)));
      FloatVector m =
          e.mul(e.add(2f))
              .blend(
                  e.fma(e, broadcast(Lanes.FLOAT, -1f)), v.compare(VectorOperators.GT, threshold));
      FloatVector t = m.div(m.add(2f));
      v.mul(t).blend(0f, t.eq(0f)).intoArray(y, yAt + i);
    }
    return i;
  }

  private static int softplus(
      float[] x, int xAt, float[] y, int yAt, int n, float beta, float threshold) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x, xAt + i);
      FloatVector z = v.mul(beta);
      FloatVector u = exp(z.abs().neg());
      FloatVector p = broadcast(Lanes.FLOAT, LOG1P_10);
      p = p.fma(u, broadcast(Lanes.FLOAT, LOG1P_9));
      p = p.fma(u, broadcast(Lanes.FLOAT, LOG1P_8));
      p = p.fma(u, broadcast(Lanes.FLOAT, LOG1P_7));
      p = p.fma(u, broadcast(Lanes.FLOAT, LOG1P_6));
      p = p.fma(u, broadcast(Lanes.FLOAT, LOG1P_5));
      p = p.fma(u, broadcast(Lanes.FLOAT, LOG1P_4));
      p = p.fma(u, broadcast(Lanes.FLOAT, LOG1P_3));
      p = p.fma(u, broadcast(Lanes.FLOAT, LOG1P_2));
      FloatVector tail = u.mul(u).fma(p, u);
      FloatVector soft = z.blend(0f, z.lt(0f)).add(tail).div(beta);
      soft.blend(v, z.compare(VectorOperators.GT, threshold)).intoArray(y, yAt + i);
    }
    return i;
  }
}
