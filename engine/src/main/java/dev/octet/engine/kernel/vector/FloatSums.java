package dev.octet.engine.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Sums of products of int8 in float32, for panels where blocks in int16 would be short: exact,
 * since every partial sum is an integer of at most 2^24, so that the order of the products does not
 * matter either. The elements at even places of the depth are summed first, then those at odd
 * places, and pairs need not be taken apart.
 *
 * <p>The array of floats holds the sums of a strip, then two panels, then the rows.
 */
final class FloatSums {
  private static final int W = ByteTile.W;

  static final FloatTile TILE = new FloatTile6x2();
  private static final FloatTile NARROW = new FloatTile8x1();

  /** Sums of a strip in whole tiles. */
  private static final int PANELS = (VectorByteGemm.STRIP_ROWS + 8) * 2 * W;

  private static final float[] ZEROS = new float[8 * 2 * W];

  private FloatSums() {}

  /** The floats that a block of rows of {@code pairs} ints needs. */
  static int floats(BytePanels b, int pairs) {
    return rows(b) + 2 * pairs;
  }

  private static int rows(BytePanels b) {
    return PANELS + 4 * b.segments() * b.steps() * W;
  }

  /** Widens one or two panels. */
  static void widenPanels(BytePanels b, int panel, int group, float[] floats) {
    b.widen(panel, group, floats, PANELS);
  }

  /** Widens rows: all elements at even places, then all at odd ones. */
  static void widenRows(BytePanels b, int[] a, int aOffset, int pairs, float[] floats) {
    int even = rows(b);
    int odd = even + pairs;
    int whole = ByteTile.INTS.loopBound(pairs);
    for (int i = 0; i < whole; i += W) {
      IntVector pair = IntVector.fromArray(ByteTile.INTS, a, aOffset + i);
      pair.lanewise(VectorOperators.LSHL, 16)
          .lanewise(VectorOperators.ASHR, 16)
          .convert(VectorOperators.I2F, 0)
          .reinterpretAsFloats()
          .intoArray(floats, even + i);
      pair.lanewise(VectorOperators.ASHR, 16)
          .convert(VectorOperators.I2F, 0)
          .reinterpretAsFloats()
          .intoArray(floats, odd + i);
    }
    for (int i = whole; i < pairs; i++) {
      floats[even + i] = (short) a[aOffset + i];
      floats[odd + i] = a[aOffset + i] >> 16;
    }
  }

  /**
   * Writes the sums of row i and panel j of a strip to {@code sums[sumsOffset + (i·group + j)·W]}.
   *
   * @param starts row i begins at {@code starts[first + i]} of the widened rows
   * @param pairs of all rows of the block
   */
  static void sum(
      int rows,
      int segmentStride,
      int[] starts,
      int first,
      int pairs,
      BytePanels b,
      int group,
      float[] floats,
      int[] sums,
      int sumsOffset) {
    FloatTile tile = group == 1 ? NARROW : TILE;
    int half = b.segments() * b.steps() * W;
    int even = rows(b);
    tile.multiply(
        b.segments(),
        b.steps(),
        segmentStride,
        floats,
        even,
        starts,
        first,
        rows,
        floats,
        PANELS,
        2 * half,
        ZEROS,
        0,
        0,
        floats,
        0);
    tile.multiply(
        b.segments(),
        b.steps(),
        segmentStride,
        floats,
        even + pairs,
        starts,
        first,
        rows,
        floats,
        PANELS + half,
        2 * half,
        floats,
        0,
        tile.rows * group * W,
        floats,
        0);
    for (int i = 0; i < rows * group * W; i += W) {
      FloatVector.fromArray(FloatTile.LANES, floats, i)
          .convert(VectorOperators.F2I, 0)
          .reinterpretAsInts()
          .intoArray(sums, sumsOffset + i);
    }
  }
}
