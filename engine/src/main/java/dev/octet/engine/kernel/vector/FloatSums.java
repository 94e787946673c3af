package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.CacheLine;

/**
 * Sums of products of int8 in float32, for panels where blocks in int16 would be short: exact,
 * since every partial sum is an integer of at most 2^24, so that the order of the products does not
 * matter either.
 *
 * <p>The array of floats holds the sums of a strip from {@link #SUMS} on, then two panels, then the
 * rows.
 */
final class FloatSums {
  private static final int W = ByteTile.W;

  static final FloatTile TILE =
      VectorRegisters.COUNT >= 32 ? new FloatTile8x2() : new FloatTile6x2();
  private static final FloatTile NARROW = new FloatTile8x1();

  /** Where the sums of a strip begin. */
  static final int SUMS = CacheLine.FIRST_FLOAT;

  /** Behind the sums of a strip in whole tiles, and what sums in int16 go on from. */
  static final int PANELS = SUMS + (VectorByteGemm.STRIP_ROWS + 8) * 2 * W + 2 * W;

  private static final float[] ZEROS = new float[8 * 2 * W];

  private FloatSums() {}

  /** The floats that rows of so many elements need. */
  static int floats(BytePanels b, int elements) {
    return rows(b) + elements;
  }

  /** Where the rows begin. A vector that fills up the panels may lie before them. */
  static int rows(BytePanels b) {
    return PANELS + (2 * b.depth() + 1) * W;
  }

  /** Widens rows, which follow one another in {@code to}. */
  static void widen(
      int rows, int depth, byte[] a, int aOffset, int aStride, float[] to, int toOffset) {
    if (aStride == depth) {
      widen(rows * depth, a, aOffset, to, toOffset);
      return;
    }
    for (int i = 0; i < rows; i++) {
      widen(depth, a, aOffset + i * aStride, to, toOffset + i * depth);
    }
  }

  private static void widen(int elements, byte[] a, int aOffset, float[] to, int toOffset) {
    if (elements >= W) {
      // The last vector overlaps the one before it: C2 leaves boxes where a second load follows.
      for (int i = 0; i < elements; i += W) {
        int at = Math.min(i, elements - W);
        ByteLanes.load(a, aOffset + at).intoArray(to, toOffset + at);
      }
      return;
    }
    for (int i = 0; i < elements; i++) {
      to[toOffset + i] = a[aOffset + i];
    }
  }

  /**
   * Writes the sums of row i and panel j of a strip to {@code floats[SUMS + (i·group + j)·W]}.
   *
   * @param starts row i begins at {@code starts[first + i]} of the widened rows
   */
  static void sum(
      int rows,
      int segments,
      int segmentStride,
      int[] starts,
      int first,
      BytePanels b,
      int group,
      float[] floats) {
    FloatTile tile = group == 1 ? NARROW : TILE;
    tile.multiply(
        segments,
        b.depth() / segments,
        segmentStride,
        floats,
        rows(b),
        starts,
        first,
        rows,
        floats,
        PANELS,
        b.depth() * W,
        ZEROS,
        0,
        0,
        floats,
        SUMS);
  }
}
