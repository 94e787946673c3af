package dev.octet.quant.observer;

/** The smallest and the largest magnitude of a value's elements. */
public final class MagnitudeRange implements Observer<MagnitudeRange> {
  private static final int MAGNITUDE = 0x7FFF_FFFF;
  private static final int LARGEST_FINITE = Float.floatToRawIntBits(Float.MAX_VALUE);

  // Magnitudes as the bits of a non-negative float, which order like the numbers themselves with
  // infinity and then NaN on top: the loop is an integer minimum and maximum.
  private int min = MAGNITUDE;
  private int max = 0;
  private long count;

  /** Takes in any elements; {@link #isFinite} then says whether all of them were finite. */
  @Override
  public void observe(float[] x, int from, int to) {
    int least = min;
    int largest = max;
    for (int i = from; i < to; i++) {
      int bits = Float.floatToRawIntBits(x[i]) & MAGNITUDE;
      least = Math.min(least, bits);
      largest = Math.max(largest, bits);
    }
    min = least;
    max = largest;
    count += to - from;
  }

  @Override
  public void merge(MagnitudeRange other) {
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
    count += other.count;
  }

  /** How many elements were seen. */
  public long count() {
    return count;
  }

  /** Whether no NaN and no infinity was seen. */
  public boolean isFinite() {
    return max <= LARGEST_FINITE;
  }

  /** The smallest magnitude; 0 where no element was seen. */
  public double min() {
    return count == 0 ? 0 : Float.intBitsToFloat(min);
  }

  /** The largest magnitude; 0 where no element was seen. */
  public double max() {
    return Float.intBitsToFloat(max);
  }
}
