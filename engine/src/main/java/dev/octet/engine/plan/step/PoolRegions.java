package dev.octet.engine.plan.step;

import dev.octet.engine.plan.fact.WindowGeometry;

/**
 * The part of an image that each position of a pooling window covers, along one side: elements
 * {@code starts[i]} to {@code ends[i]} (exclusive; at or before the start for a window that lies in
 * the padding).
 *
 * @param extents the factors of the divisor of an average
 */
public record PoolRegions(int[] starts, int[] ends, int[] extents) {

  /**
   * @param countPadding whether the divisor counts elements of the padding. The padded side then
   *     ends {@code padTop} after the image whatever its padding at the end, as Paddle has it.
   */
  public static PoolRegions rows(WindowGeometry window, boolean countPadding) {
    return of(
        window.height(),
        window.outputHeight(),
        window.kernelHeight(),
        window.strideHeight(),
        window.padTop(),
        countPadding);
  }

  /** As {@link #rows} for the columns. */
  public static PoolRegions columns(WindowGeometry window, boolean countPadding) {
    return of(
        window.width(),
        window.outputWidth(),
        window.kernelWidth(),
        window.strideWidth(),
        window.padLeft(),
        countPadding);
  }

  /**
   * Position i of {@code outputSize} covers {@code floor(i·in/out)} to {@code ceil((i+1)·in/out)}.
   */
  public static PoolRegions adaptive(int size, int outputSize) {
    int[] starts = new int[outputSize];
    int[] ends = new int[outputSize];
    int[] extents = new int[outputSize];
    for (int i = 0; i < outputSize; i++) {
      starts[i] = (int) ((long) i * size / outputSize);
      ends[i] = (int) Math.ceilDiv((i + 1L) * size, (long) outputSize);
      extents[i] = ends[i] - starts[i];
    }
    return new PoolRegions(starts, ends, extents);
  }

  private static PoolRegions of(
      int size, int outputSize, int kernel, int stride, int pad, boolean countPadding) {
    int[] starts = new int[outputSize];
    int[] ends = new int[outputSize];
    int[] extents = new int[outputSize];
    for (int i = 0; i < outputSize; i++) {
      long start = (long) i * stride - pad;
      long end = Math.min(start + kernel, (long) size + pad);
      starts[i] = Math.clamp(start, 0, Integer.MAX_VALUE);
      ends[i] = (int) Math.min(end, size);
      extents[i] = countPadding ? (int) (end - start) : ends[i] - starts[i];
    }
    return new PoolRegions(starts, ends, extents);
  }

  /** How many elements all positions cover together. */
  long taps() {
    long taps = 0;
    for (int i = 0; i < starts.length; i++) {
      taps += Math.max(0, ends[i] - starts[i]);
    }
    return taps;
  }

  boolean isEmpty(int position) {
    return ends[position] <= starts[position];
  }
}
