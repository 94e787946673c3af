package dev.octet.engine.kernel.vector;

import jdk.incubator.vector.VectorSpecies;

/**
 * The float micro-kernel: sums of rows of A times some panels of B, all those of a tile in
 * registers.
 *
 * <p>Every size is written out, one local variable an accumulator, with one loop that is not
 * unrolled: C2 boxes vectors that live in arrays or fields, and spills them when it schedules
 * several steps of such a loop together. It also loads the elements of all rows before it uses the
 * first, so a tile has at most as many accumulators, rows and one more vector as there are
 * registers: a sum that goes through the stack in each step is bound by the latency of memory.
 */
abstract class FloatTile {
  static final VectorSpecies<Float> LANES = Lanes.FLOAT;
  static final int L = LANES.length();

  /** Rows of A that are in registers at a time. */
  final int rows;

  /** Panels of B, each one vector wide, that one call multiplies. */
  final int vectors;

  FloatTile(int rows, int vectors) {
    this.rows = rows;
    this.vectors = vectors;
  }

  /**
   * Writes the sums of row i and panel j to {@code sums[sumsOffset + (i·vectors + j)·L ..]}: each
   * one chain of fma in the order of segments and their elements, which goes on from the initial
   * sums.
   *
   * @param segments runs of {@code length} elements in a row of A, {@code segmentStride} apart
   * @param starts row i of A begins at {@code aOffset + starts[first + i]}
   * @param rows 1 or more; for the last tile the last row is repeated, and {@code sums} has room
   *     for whole tiles
   * @param bOffset where panel 0 begins
   * @param panelStride from one panel to the next
   * @param initial what the sums of a tile go on from, in the order of sums, can be {@code sums}
   * @param initialStride from one tile to the next
   */
  abstract void multiply(
      int segments,
      int length,
      int segmentStride,
      float[] a,
      int aOffset,
      int[] starts,
      int first,
      int rows,
      float[] b,
      int bOffset,
      int panelStride,
      float[] initial,
      int initialOffset,
      int initialStride,
      float[] sums,
      int sumsOffset);
}
