package dev.octet.engine.op;

/**
 * Real numbers to int8 by their own range. Input: x float. Outputs: the integers, of the shape of
 * x, and the thresholds, float32 {@code [n]}: the largest magnitude of all elements that share an
 * index of the first {@code leadingDims} dimensions. With t the threshold of an element, its
 * integer is {@code rint(x·(127·(1/t)))}, ties to even; 0 where t is below 1e-30, and where t is
 * infinite or NaN, which then spoils whatever is made real by it.
 *
 * @param leadingDims how many dimensions come before those that share a threshold; negative ones
 *     count from the last dimension back, so -1 gives a threshold to each row
 * @param transposed whether x is its last two dimensions exchanged before all that; an x of fewer
 *     dimensions stays as it is
 */
public record DynamicQuantize(int leadingDims, boolean transposed) implements Op {
  /** Of x as it is. */
  public DynamicQuantize(int leadingDims) {
    this(leadingDims, false);
  }
}
