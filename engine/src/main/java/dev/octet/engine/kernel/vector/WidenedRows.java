package dev.octet.engine.kernel.vector;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows of int8 as {@link ByteTile} reads them: each element less a centre, as int16, and two in an
 * int, the first in its low half.
 */
final class WidenedRows {
  private static final VectorSpecies<Byte> BYTES = Lanes.BYTE;
  private static final VectorSpecies<Short> SHORTS = Lanes.SHORT;
  private static final int L = SHORTS.length();

  /** Half a vector, which widens to a whole one. */
  private static final VectorSpecies<Byte> HALF =
      ByteVector.SPECIES_64.withShape(VectorShape.forBitSize(Lanes.BITS / 2));

  private WidenedRows() {}

  /**
   * Writes the centre of the range of some rows to {@code range[rangeOffset]}, and behind it the
   * largest distance from the centre, 0 to 128.
   */
  static void range(
      int rows, int depth, byte[] a, int aOffset, int aStride, int[] range, int rangeOffset) {
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
    least = Math.min(least, low.reduceLanes(VectorOperators.MIN));
    greatest = Math.max(greatest, high.reduceLanes(VectorOperators.MAX));
    int centre = (least + greatest) >> 1;
    range[rangeOffset] = centre;
    range[rangeOffset + 1] = Math.max(greatest - centre, centre - least);
  }

  /**
   * Widens; row i goes to {@code to[toOffset + i·toStride ..]}. Places of a row of {@code to}
   * beyond the depth become 0. What follows the last row in {@code to} can be overwritten.
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
    if (aStride == depth && depth == 2 * toStride) {
      depth *= rows;
      toStride *= rows;
      rows = 1;
    }
    int even = depth & ~1;
    int whole = SHORTS.loopBound(depth);
    for (int i = 0; i < rows; i++) {
      int from = aOffset + i * aStride;
      int into = toOffset + i * toStride;
      for (int p = 0; p < whole; p += L) {
        widenVector(a, from + p, centre, to, into + p / 2);
      }
      int done = even;
      if (whole < even) {
        if (even >= L) {
          // The last vector goes back over elements that are done; pairs stay pairs.
          widenVector(a, from + even - L, centre, to, into + (even - L) / 2);
        } else if (from + L <= a.length && into + L / 2 <= to.length) {
          // A vector that goes on into the place of the next row, which is written later.
          widenVector(a, from, centre, to, into);
        } else {
          done = 0;
        }
      }
      for (int p = done; p < 2 * toStride; p += 2) {
        int low = p < depth ? a[from + p] - centre : 0;
        int high = p + 1 < depth ? a[from + p + 1] - centre : 0;
        to[into + p / 2] = high << 16 | low & 0xffff;
      }
    }
  }

  private static void widenVector(byte[] a, int from, int centre, int[] to, int into) {
    ((ShortVector) ByteVector.fromArray(HALF, a, from).castShape(SHORTS, 0))
        .sub((short) centre)
        .reinterpretAsInts()
        .intoArray(to, into);
  }
}
