package dev.octet.engine.kernel.vector;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows of int8 as {@link ByteTile} reads them: each element less a centre, as int16 in both halves
 * of an int.
 */
final class WidenedRows {
  private static final VectorSpecies<Byte> BYTES = Lanes.BYTE;
  private static final VectorSpecies<Integer> INTS = Lanes.INT;
  private static final int W = INTS.length();

  /** A quarter of a vector, which widens to a whole one; where there is none that small, more. */
  private static final VectorSpecies<Byte> QUARTER =
      ByteVector.SPECIES_64.withShape(VectorShape.forBitSize(Math.max(64, Lanes.BITS / 4)));

  private WidenedRows() {}

  /** Writes the least and the greatest element of some rows to {@code range[0..1]}. */
  static void range(int rows, int depth, byte[] a, int aOffset, int aStride, int[] range) {
    if (aStride == depth) {
      depth *= rows;
      rows = 1;
    }
    int least = Byte.MAX_VALUE;
    int greatest = Byte.MIN_VALUE;
    ByteVector low = ByteVector.broadcast(BYTES, Byte.MAX_VALUE);
    ByteVector high = ByteVector.broadcast(BYTES, Byte.MIN_VALUE);
    for (int i = 0; i < rows; i++) {
      int row = aOffset + i * aStride;
      int whole = BYTES.loopBound(depth);
      for (int p = 0; p < whole; p += BYTES.length()) {
        ByteVector v = ByteVector.fromArray(BYTES, a, row + p);
        low = low.min(v);
        high = high.max(v);
      }
      for (int p = whole; p < depth; p++) {
        least = Math.min(least, a[row + p]);
        greatest = Math.max(greatest, a[row + p]);
      }
    }
    range[0] = Math.min(least, low.reduceLanes(VectorOperators.MIN));
    range[1] = Math.max(greatest, high.reduceLanes(VectorOperators.MAX));
  }

  /**
   * Widens; row i goes to {@code to[toOffset + i·toStride ..]}. Places of a row of {@code to}
   * beyond the depth become 0.
   */
  static void widen(
      int rows,
      int depth,
      byte[] a,
      int aOffset,
      int aStride,
      int centre,
      int[] to,
      int toOffset,
      int toStride) {
    for (int i = 0; i < rows; i++) {
      int from = aOffset + i * aStride;
      int into = toOffset + i * toStride;
      int p = 0;
      for (; p <= depth - QUARTER.length(); p += W) {
        IntVector v =
            ((IntVector) ByteVector.fromArray(QUARTER, a, from + p).castShape(INTS, 0)).sub(centre);
        v.lanewise(VectorOperators.LSHL, 16).or(v.and(0xffff)).intoArray(to, into + p);
      }
      for (; p < depth; p++) {
        int v = a[from + p] - centre;
        to[into + p] = v << 16 | v & 0xffff;
      }
      for (; p < toStride; p++) {
        to[into + p] = 0;
      }
    }
  }
}
