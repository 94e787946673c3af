package dev.octet.engine.plan.lowering;

import dev.octet.engine.kernel.WinogradTile;
import dev.octet.engine.plan.step.WinogradFilters;

/**
 * Into how many parts the input channels must be cut so that each sum of integer products is exact
 * in float32.
 *
 * @param count 0 where no number of parts in reach is enough
 */
record IntegerParts(int count) {
  /** Every integer up to this magnitude is a float32. */
  private static final long LARGEST = 1 << 24;

  private static final int MOST = 8;

  /**
   * @param filters transformed, element by element, in each {@code depth} by {@code columns}
   * @param magnitude the largest that an element of a transformed patch can have
   */
  static IntegerParts of(float[] filters, int depth, int columns, int magnitude) {
    for (int parts = 1; parts <= Math.min(MOST, depth); parts++) {
      if (isExact(filters, depth, columns, magnitude, parts)) {
        return new IntegerParts(parts);
      }
    }
    return new IntegerParts(0);
  }

  private static boolean isExact(
      float[] filters, int depth, int columns, int magnitude, int parts) {
    long[] sums = new long[columns];
    for (int e = 0; e < WinogradTile.F2X2.elements(); e++) {
      for (int part = 0; part < parts; part++) {
        java.util.Arrays.fill(sums, 0);
        for (int c = WinogradFilters.firstChannel(depth, part, parts);
            c < WinogradFilters.firstChannel(depth, part + 1, parts);
            c++) {
          for (int k = 0; k < columns; k++) {
            sums[k] += (long) Math.abs(filters[(e * depth + c) * columns + k]);
          }
        }
        for (long sum : sums) {
          if (sum * magnitude > LARGEST) {
            return false;
          }
        }
      }
    }
    return true;
  }
}
