package dev.octet.engine.kernel;

/**
 * What a float kernel does with a finished sum, in this order and each step rounded to float32: add
 * {@code bias[column]}, add the residual where there is one, clamp.
 *
 * <p>Clamping is {@code v < low ? low : v > high ? high : v}: a NaN stays.
 *
 * @param bias one element a column; zeros where the layer has none
 * @param low the least result, {@code -Infinity} for none
 * @param high the greatest result, {@code +Infinity} for none
 */
public record FloatEpilogue(float[] bias, float low, float high) {

  /** Sums as they are, but for -0, which becomes 0. */
  public static FloatEpilogue none(int columns) {
    return new FloatEpilogue(new float[columns], Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
  }
}
