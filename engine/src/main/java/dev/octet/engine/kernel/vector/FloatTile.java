package dev.octet.engine.kernel.vector;

import jdk.incubator.vector.VectorSpecies;

/**
 * The float micro-kernel: sums of some rows of A times some panels of B, all of them in registers.
 *
 * <p>Every size is written out, one local variable an accumulator, with one loop that is not
 * unrolled: C2 boxes vectors that live in arrays or fields, and spills them when it schedules
 * several steps of such a loop together.
 */
abstract class FloatTile {
  static final VectorSpecies<Float> LANES = Lanes.FLOAT;
  static final int L = LANES.length();

  /** Rows of A that one call multiplies at most. */
  final int rows;

  /** Panels of B, each one vector wide, that one call multiplies. */
  final int vectors;

  FloatTile(int rows, int vectors) {
    this.rows = rows;
    this.vectors = vectors;
  }

  /**
   * Writes the sums of row i and panel j to {@code sums[sumsOffset + i·sumsStride + j·L ..]}: each
   * one chain of fma from 0 in the order of k.
   *
   * @param aOffset where row 0 of A begins
   * @param rows the rows there are, 1 to {@link #rows}; the places of those beyond get repetitions
   *     of the last
   * @param bOffset where panel 0 begins
   * @param panelStride from one panel to the next
   */
  abstract void multiply(
      int depth,
      float[] a,
      int aOffset,
      int aStride,
      int rows,
      float[] b,
      int bOffset,
      int panelStride,
      float[] sums,
      int sumsOffset,
      int sumsStride);
}
