package dev.octet.engine.pass;

/** Which linear operators with int8 weights and a float input quantize that input in each run. */
public enum DynamicInt8 {
  /** None of them. */
  OFF,

  /**
   * Those for which it is worth it. Quantizing a number and finishing an integer sum cost more than
   * finishing a float sum does, and a product of integers costs less than one of floats, so the sum
   * must be long enough; in a depthwise convolution it is not. The choice follows from the operator
   * alone, so that results are the same on every machine.
   */
  WHERE_FASTER,

  /** All that can. */
  EVERYWHERE;

  /** The fewest products whose sum is worth it. */
  private static final int LEAST_DEPTH = 24;

  /** Whether an operator whose sums have {@code depth} products is left in float. */
  boolean leavesInFloat(long depth) {
    return this == WHERE_FASTER && depth < LEAST_DEPTH;
  }
}
