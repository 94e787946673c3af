package dev.octet.quant.observer;

/** The smallest and the largest of a value's elements. */
public final class NumberRange implements Observer<NumberRange> {
  private float min = Float.POSITIVE_INFINITY;
  private float max = Float.NEGATIVE_INFINITY;

  @Override
  public void observe(float[] x, int from, int to) {
    float least = min;
    float largest = max;
    for (int i = from; i < to; i++) {
      least = Math.min(least, x[i]);
      largest = Math.max(largest, x[i]);
    }
    min = least;
    max = largest;
  }

  @Override
  public void merge(NumberRange other) {
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
  }

  /** The smallest element; infinity where none was seen. */
  public double min() {
    return min;
  }

  /** The largest element; negative infinity where none was seen. */
  public double max() {
    return max;
  }
}
