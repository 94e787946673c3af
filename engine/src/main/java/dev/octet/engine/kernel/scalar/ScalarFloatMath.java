package dev.octet.engine.kernel.scalar;

import dev.octet.engine.kernel.FloatMath;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.BinaryKind;

/** Float arithmetic, element by element. */
public final class ScalarFloatMath implements FloatMath {
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
    // Read before the loop writes: c can be the array of an operand of stride 0.
    float a0 = n > 0 ? a[aOffset] : 0;
    float b0 = n > 0 ? b[bOffset] : 0;
    for (int i = 0; i < n; i++) {
      float left = aStride == 0 ? a0 : a[aOffset + i];
      float right = bStride == 0 ? b0 : b[bOffset + i];
      c[cOffset + i] = apply(kind, left, right);
    }
  }

  /** {@code a op b}; maximum and minimum of a NaN are NaN, and -0 is below 0. */
  public static float apply(BinaryKind kind, float a, float b) {
    return switch (kind) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> a / b;
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
      case POW -> Power.pow(a, b);
      case MOD -> floorMod(a, b);
      case FLOOR_DIV -> (float) Math.floor(a / b);
    };
  }

  private static float floorMod(float a, float b) {
    float remainder = a % b;
    return remainder != 0 && remainder < 0 != b < 0 ? remainder + b : remainder;
  }

  @Override
  public void activate(Activation function, float[] x, int xOffset, float[] y, int yOffset, int n) {
    for (int i = 0; i < n; i++) {
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
    for (int i = 0; i < n; i++) {
      float factor = scale[scaleOffset + i * stride];
      y[yOffset + i] = x[xOffset + i] * factor + bias[biasOffset + i * stride];
    }
  }

  @Override
  public float sum(float[] x, int xOffset, int n) {
    float sum = 0;
    for (int partial = 0; partial < PARTIALS; partial++) {
      float part = 0;
      for (int i = partial; i < n; i += PARTIALS) {
        part += x[xOffset + i];
      }
      sum += part;
    }
    return sum;
  }

  @Override
  public float max(float[] x, int xOffset, int n) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      max = x[xOffset + i] > max ? x[xOffset + i] : max;
    }
    return max + 0f; // -0 and 0 are equal: the result of either is 0, whatever the order
  }

  @Override
  public void softmax(float[] x, int xOffset, float[] y, int yOffset, int n) {
    float max = max(x, xOffset, n);
    for (int i = 0; i < n; i++) {
      y[yOffset + i] = Transcendentals.exp(x[xOffset + i] - max);
    }
    float factor = 1 / sum(y, yOffset, n);
    for (int i = 0; i < n; i++) {
      y[yOffset + i] *= factor;
    }
  }
}
