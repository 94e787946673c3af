package dev.octet.engine.kernel;

/**
 * What an integer kernel does with a finished int32 sum {@code acc}, each step rounded to float32:
 *
 * <pre>
 *   v = (float) acc · multiplier[column]
 *   v = v + bias[column]
 *   v = v + residual · residualMultiplier      (where there is a residual; the product rounded)
 *   v = v &lt; low ? low : v &gt; high ? high : v
 * </pre>
 *
 * <p>A float result is {@code v}; an int8 result is {@code v} rounded to the nearest integer, ties
 * to even, with low and high integers in -128..127 (the unit of v is then one step of the result).
 *
 * @param multiplier one element a column
 * @param bias one element a column; zeros where the layer has none
 */
public record IntegerEpilogue(
    float[] multiplier, float[] bias, float residualMultiplier, float low, float high) {

  /** The same with other multipliers. */
  public IntegerEpilogue withMultiplier(float[] multiplier) {
    return new IntegerEpilogue(multiplier, bias, residualMultiplier, low, high);
  }
}
