package dev.octet.engine.kernel;

import dev.octet.engine.op.Activation;
import dev.octet.engine.op.BinaryKind;

/**
 * Operations on runs of float32. A result array can be an argument array at the same offset.
 *
 * <p>Transcendental functions are fixed polynomials, the same for every implementation; each states
 * its error in {@code kernel.scalar}.
 */
public interface FloatMath {
  /**
   * {@code c[i] = a[i·aStride] op b[i·bStride]} for i = 0..n-1. The maximum or minimum with a NaN
   * is NaN; -0 is below 0.
   *
   * @param aStride 1, or 0 for one element against all
   * @param bStride 1, or 0 for one element against all
   */
  void binary(
      BinaryKind kind,
      float[] a,
      int aOffset,
      int aStride,
      float[] b,
      int bOffset,
      int bStride,
      float[] c,
      int cOffset,
      int n);

  /** {@code y[i] = function(x[i])}. */
  void activate(Activation function, float[] x, int xOffset, float[] y, int yOffset, int n);

  /**
   * {@code y[i] = x[i]·scale[i·stride] + bias[i·stride]}, rounded after each of the two; a stride
   * of 0 takes one for all.
   */
  void affine(
      float[] x,
      int xOffset,
      float[] scale,
      int scaleOffset,
      float[] bias,
      int biasOffset,
      int stride,
      float[] y,
      int yOffset,
      int n);

  /**
   * The sum of n elements: 16 partial sums, element i to partial i mod 16 in rising order, added up
   * in the order of the partials.
   */
  float sum(float[] x, int xOffset, int n);

  /**
   * The greatest of n elements, {@code -Infinity} for none; NaN elements are passed over; a zero is
   * +0.
   */
  float max(float[] x, int xOffset, int n);

  /** {@code exp(x[i]-max)·(1/sum)}, with {@link #max} and {@link #sum}. */
  void softmax(float[] x, int xOffset, float[] y, int yOffset, int n);
}
