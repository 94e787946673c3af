package dev.octet.quant.metric;

import dev.octet.engine.tensor.Tensor;

/**
 * The share of samples whose largest score, the first of equal ones, is that of their label. A
 * sample with a score that is NaN has no largest one: it counts as wrong.
 */
public final class Top1 {
  private long correct;
  private long undefined;
  private long total;

  /**
   * Takes in a batch.
   *
   * @param scores {@code [N,…]}, one score a class in each of the N items
   * @param labels N class numbers, whatever their type and shape
   * @throws IllegalArgumentException if the numbers of items differ or a label is no class
   */
  public void add(Tensor scores, Tensor labels) {
    int items = scores.shape().rank() == 0 ? 0 : scores.shape().dim(0);
    if (items == 0 || items != labels.elements()) {
      throw new IllegalArgumentException(
          "scores %s need as many labels as items, but got %s".formatted(scores, labels));
    }
    int classes = scores.elements() / items;
    for (int item = 0; item < items; item++) {
      long label = labels.integer(item);
      if (label < 0 || label >= classes || labels.element(item) != label) {
        String text = labels.dtype().isFloating() ? "" + labels.element(item) : "" + label;
        throw new IllegalArgumentException(
            "label %s at index %d: must be 0..%d".formatted(text, item, classes - 1));
      }
      if (hasNaN(scores, item, classes)) {
        undefined++;
      } else if (largest(scores, item, classes) == label) {
        correct++;
      }
    }
    total += items;
  }

  /** Takes in what {@code other} has counted. */
  public void merge(Top1 other) {
    correct += other.correct;
    undefined += other.undefined;
    total += other.total;
  }

  private static boolean hasNaN(Tensor scores, int item, int classes) {
    long start = (long) item * classes;
    for (int i = 0; i < classes; i++) {
      if (Double.isNaN(scores.element(start + i))) {
        return true;
      }
    }
    return false;
  }

  private static int largest(Tensor scores, int item, int classes) {
    long start = (long) item * classes;
    int best = 0;
    for (int i = 1; i < classes; i++) {
      if (scores.element(start + i) > scores.element(start + best)) {
        best = i;
      }
    }
    return best;
  }

  public long correct() {
    return correct;
  }

  /** How many samples have a score that is NaN. */
  public long undefined() {
    return undefined;
  }

  public long total() {
    return total;
  }

  /** 0..1; NaN before the first sample. */
  public double value() {
    return correct / (double) total;
  }
}
