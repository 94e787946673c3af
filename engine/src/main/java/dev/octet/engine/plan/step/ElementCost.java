package dev.octet.engine.plan.step;

/** What work on one element takes, in products that a matrix product sums in the same time. */
public enum ElementCost {
  /** To load, change and store it, many at once. */
  MOVE(8),

  /** To move it alone, by an index of its own. */
  INDEXED(32),

  /** To apply a function that is more than a few operations. */
  FUNCTION(64);

  private final int products;

  ElementCost(int products) {
    this.products = products;
  }

  /** What {@code elements} take. */
  long of(long elements) {
    return elements * products;
  }
}
