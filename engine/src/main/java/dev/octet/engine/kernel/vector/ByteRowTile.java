package dev.octet.engine.kernel.vector;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * 1 row by 2 panels as they are packed, see {@link ByteTile}. A matrix that one row is multiplied
 * with is read once, and memory bounds the speed; so its bytes are widened as they are loaded.
 */
final class ByteRowTile {
  private static final VectorSpecies<Byte> HALF = BytePanels.HALF;
  private static final VectorSpecies<Short> SHORTS = ByteTile.SHORTS;
  private static final VectorSpecies<Integer> INTS = ByteTile.INTS;
  private static final VectorSpecies<Float> FLOATS = ByteTile.FLOATS;
  private static final int L = ByteTile.L;
  private static final int W = ByteTile.W;

  private ByteRowTile() {}

  /**
   * Writes the bits of the sums of panel j to {@code sums[sumsOffset + j·W ..]}.
   *
   * @param segments runs of {@code steps} steps in the row, {@code segmentStride} ints apart
   * @param blocks as {@link ByteTile} takes them
   * @param a as {@link WidenedRows} makes it, the row at {@code aOffset}
   * @param b as in {@link BytePanels}, from {@code bOffset} on
   * @param initialOffset as {@link ByteTile} takes it
   */
  static void multiply(
      int segments,
      int steps,
      int segmentStride,
      byte[] blocks,
      int firstBlock,
      int[] a,
      int aOffset,
      byte[] b,
      int bOffset,
      int panelStride,
      int initialOffset,
      float[] sums,
      int sumsOffset) {
    int a0 = aOffset;
    int b0 = bOffset;
    int b1 = bOffset + panelStride;
    IntVector s0 = FloatVector.fromArray(FLOATS, sums, initialOffset).reinterpretAsInts();
    IntVector h0 = IntVector.zero(INTS);
    IntVector s1 = FloatVector.fromArray(FLOATS, sums, initialOffset + W).reinterpretAsInts();
    IntVector h1 = IntVector.zero(INTS);
    int block = firstBlock;
    for (int segment = 0; segment < segments; segment++) {
      int end = blocks[block++];
      ShortVector p0 = IntVector.broadcast(INTS, ByteTile.EVEN_START).reinterpretAsShorts();
      ShortVector p1 = IntVector.broadcast(INTS, ByteTile.EVEN_START).reinterpretAsShorts();
      for (int k = 0; k <= steps; k++) {
        if (k == end) {
          IntVector t = p0.reinterpretAsInts();
          s0 = s0.add(t);
          h0 = h0.add(t.lanewise(VectorOperators.ASHR, 16));
          t = p1.reinterpretAsInts();
          s1 = s1.add(t);
          h1 = h1.add(t.lanewise(VectorOperators.ASHR, 16));
          if (k == steps) {
            break;
          }
          end += blocks[block++];
          p0 = IntVector.broadcast(INTS, ByteTile.EVEN_START).reinterpretAsShorts();
          p1 = IntVector.broadcast(INTS, ByteTile.EVEN_START).reinterpretAsShorts();
        }
        ShortVector w0 =
            (ShortVector) ByteVector.fromArray(HALF, b, b0 + k * L).castShape(SHORTS, 0);
        ShortVector w1 =
            (ShortVector) ByteVector.fromArray(HALF, b, b1 + k * L).castShape(SHORTS, 0);
        ShortVector x = IntVector.broadcast(INTS, a[a0 + k]).reinterpretAsShorts();
        p0 = p0.add(x.mul(w0));
        p1 = p1.add(x.mul(w1));
      }
      a0 += segmentStride;
      b0 += steps * L;
      b1 += steps * L;
    }
    IntVector odd = IntVector.broadcast(INTS, ByteTile.ODD_FACTOR);
    s0.add(h0.mul(odd)).reinterpretAsFloats().intoArray(sums, sumsOffset);
    s1.add(h1.mul(odd)).reinterpretAsFloats().intoArray(sums, sumsOffset + W);
  }
}
