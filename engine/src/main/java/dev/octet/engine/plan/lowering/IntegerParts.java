package dev.octet.engine.plan.lowering;

import dev.octet.engine.kernel.WinogradTile;
import dev.octet.engine.plan.step.WinogradFilters;
import java.util.Arrays;

/**
 * Into how many parts the input channels must be cut so that Winograd's algorithm is exact on int8.
 *
 * <p>A sum of integer products by {@code fma} in float32 is exact while the sum of the magnitudes
 * of its products is at most 2^24. What follows is done in int32: the parts of an element add up to
 * at most {@code parts·2^24}, and four times a result is a sum of such elements whose factors have
 * magnitudes that sum to 16, less than 2^31.
 *
 * @param count 0 where no number of parts in reach is enough
 */
record IntegerParts(int count) {
  /** Every integer up to this magnitude is a float32. */
  private static final long LARGEST = 1 << 24;

  /** An element of a transformed patch is the sum of four int8 numbers, some of them negated. */
  private static final long LARGEST_INPUT = 4 * 128;

  private static final int MOST = 4;

  /**
   * @param filters transformed, element by element, in each {@code depth} by {@code columns}
   */
  static IntegerParts of(float[] filters, int depth, int columns) {
    for (int parts = 1; parts <= Math.min(MOST, depth); parts++) {
      if (isExact(filters, depth, columns, parts)) {
        return new IntegerParts(parts);
      }
    }
    return new IntegerParts(0);
  }

  private static boolean isExact(float[] filters, int depth, int columns, int parts) {
    long[] sums = new long[columns];
    for (int i = 0; i < WinogradTile.F2X2.elements() * parts; i++) {
      int element = i / parts;
      int first = WinogradFilters.firstChannel(depth, i % parts, parts);
      int last = WinogradFilters.firstChannel(depth, i % parts + 1, parts);
      Arrays.fill(sums, 0);
      for (int c = first; c < last; c++) {
        for (int k = 0; k < columns; k++) {
          sums[k] += (long) Math.abs(filters[(element * depth + c) * columns + k]);
        }
      }
      if (Arrays.stream(sums).anyMatch(sum -> sum * LARGEST_INPUT > LARGEST)) {
        return false;
      }
    }
    return true;
  }
}
