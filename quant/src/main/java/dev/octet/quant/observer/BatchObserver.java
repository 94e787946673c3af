package dev.octet.quant.observer;

/** Finds a threshold from all that a value holds over whole batches. */
public interface BatchObserver {
  /** Takes in a batch, the first {@code count} elements of {@code x}, which must be finite. */
  void batch(float[] x, int count);

  /** The threshold that the batches so far give; 0 where all their elements were 0. */
  double threshold();
}
