package dev.octet.quant.observer;

/**
 * Gathers facts about the elements of one value over any number of batches. Observers of disjoint
 * parts of the data can be merged; the result is that of one observer that saw all of it.
 *
 * @param <T> the observer's own type
 */
public interface Observer<T extends Observer<T>> {
  /**
   * Takes in the elements {@code from} (inclusive) to {@code to} (exclusive), which must be finite.
   */
  void observe(float[] x, int from, int to);

  /** Takes in what {@code other} has seen. */
  void merge(T other);
}
