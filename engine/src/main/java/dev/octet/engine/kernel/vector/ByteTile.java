package dev.octet.engine.kernel.vector;

import jdk.incubator.vector.VectorSpecies;

/**
 * The int8 micro-kernel: exact sums of some rows of A times some panels of B.
 *
 * <p>The Vector API has no multiplication of bytes into wider sums. So one step takes two elements
 * of a row, as int16 in the halves of an int that is broadcast, and multiplies them in int16 with
 * two rows of B that lie side by side in the even and odd lanes. Products are summed in int16 for a
 * block of steps, as many as cannot overflow, and then in int32; see {@link SafeBlocks}.
 *
 * <p>A block starts at {@link #EVEN_START} in its even lanes, so that these are never negative as
 * unsigned numbers. Seen as an int, a pair of lanes is then {@code t = odd·65536 + even}; with
 * {@code S += t} and {@code H += t >> 16} the sum of the odd lanes is H and that of the even lanes
 * {@code S - 65536·H} less the starts, both together {@code S - 65535·H}.
 *
 * <p>For the shape of the code see {@link FloatTile}. The loop runs through all steps of a segment
 * and ends blocks inside, because C2 checks the bounds of all arrays wherever a loop begins. It
 * goes one step too far, to end the last block where the others end: a method of too many
 * operations on vectors exceeds what C2 inlines, and keeps boxes then, in some virtual machines and
 * not in others. What the sums start from is loaded for each tile, from the array that the sums of
 * the one before went to, or C2 would load it once for all: kept in registers, it pushes sums out
 * of them.
 */
abstract class ByteTile {
  static final VectorSpecies<Short> SHORTS = Lanes.SHORT;
  static final VectorSpecies<Integer> INTS = Lanes.INT;
  static final VectorSpecies<Float> FLOATS = Lanes.FLOAT;

  /** The lanes of a vector of int16. */
  static final int L = SHORTS.length();

  /** Columns of a panel: the lanes of a vector of int32. */
  static final int W = INTS.length();

  /** What an even lane starts a block with. */
  static final int EVEN_START = 0x8000;

  /** What the sum of the odd lanes is multiplied by, see above. */
  static final int ODD_FACTOR = -65535;

  /** Rows of A that are in registers at a time. */
  final int rows;

  /** Panels of B that one call multiplies. */
  final int panels;

  ByteTile(int rows, int panels) {
    this.rows = rows;
    this.panels = panels;
  }

  /**
   * Writes the bits of the sums of row i and panel j to {@code sums[sumsOffset + (i·panels + j)·W
   * ..]}.
   *
   * @param segments runs of {@code steps} steps in a row of A, {@code segmentStride} ints apart
   * @param steps 1 or more, each of two elements of a row
   * @param blocks how many steps int16 can sum, block by block, from {@code firstBlock} on; no
   *     block reaches over the end of a segment
   * @param a as {@link WidenedRows} makes it; an int follows each segment in the array
   * @param starts row i of A begins at {@code aOffset + starts[first + i]}
   * @param rows 1 or more; for the last tile the last row is repeated, and {@code sums} has room
   *     for whole tiles
   * @param b panels as {@link BytePanels#widen} makes them, {@code panelStride} apart; a vector
   *     follows each of them in the array
   * @param initialOffset where {@code sums} has what the sums of column j go on from, as the bits
   *     of an int32 at {@code initialOffset + j}, less {@link #EVEN_START} for each block
   */
  abstract void multiply(
      int segments,
      int steps,
      int segmentStride,
      byte[] blocks,
      int firstBlock,
      int[] a,
      int aOffset,
      int[] starts,
      int first,
      int rows,
      short[] b,
      int bOffset,
      int panelStride,
      int initialOffset,
      float[] sums,
      int sumsOffset);
}
