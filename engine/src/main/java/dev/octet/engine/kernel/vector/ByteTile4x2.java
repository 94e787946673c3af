package dev.octet.engine.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/** 4 rows by 2 panels. */
final class ByteTile4x2 extends ByteTile {
  ByteTile4x2() {
    super(4, 2);
  }

  @Override
  void multiply(
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
      int sumsOffset) {
    int last = first + rows - 1;
    int to = sumsOffset;
    ShortVector start = IntVector.broadcast(INTS, EVEN_START).reinterpretAsShorts();
    int tiles = Math.ceilDiv(rows, 4);
    for (int tile = 0; tile < tiles; tile++) {
      int row = first + 4 * tile;
      int a0 = aOffset + starts[row];
      int a1 = aOffset + starts[Math.min(row + 1, last)];
      int a2 = aOffset + starts[Math.min(row + 2, last)];
      int a3 = aOffset + starts[Math.min(row + 3, last)];
      int b0 = bOffset;
      int b1 = bOffset + panelStride;
      IntVector initial0 = FloatVector.fromArray(FLOATS, sums, initialOffset).reinterpretAsInts();
      IntVector initial1 =
          FloatVector.fromArray(FLOATS, sums, initialOffset + W).reinterpretAsInts();
      IntVector s00 = initial0;
      IntVector h00 = IntVector.zero(INTS);
      IntVector s01 = initial1;
      IntVector h01 = IntVector.zero(INTS);
      IntVector s10 = initial0;
      IntVector h10 = IntVector.zero(INTS);
      IntVector s11 = initial1;
      IntVector h11 = IntVector.zero(INTS);
      IntVector s20 = initial0;
      IntVector h20 = IntVector.zero(INTS);
      IntVector s21 = initial1;
      IntVector h21 = IntVector.zero(INTS);
      IntVector s30 = initial0;
      IntVector h30 = IntVector.zero(INTS);
      IntVector s31 = initial1;
      IntVector h31 = IntVector.zero(INTS);
      int block = firstBlock;
      for (int segment = 0; segment < segments; segment++) {
        int end = blocks[block++];
        ShortVector p00 = start;
        ShortVector p01 = start;
        ShortVector p10 = start;
        ShortVector p11 = start;
        ShortVector p20 = start;
        ShortVector p21 = start;
        ShortVector p30 = start;
        ShortVector p31 = start;
        for (int k = 0; k <= steps; k++) {
          if (k == end) {
            IntVector t = p00.reinterpretAsInts();
            s00 = s00.add(t);
            h00 = h00.add(t.lanewise(VectorOperators.ASHR, 16));
            t = p01.reinterpretAsInts();
            s01 = s01.add(t);
            h01 = h01.add(t.lanewise(VectorOperators.ASHR, 16));
            t = p10.reinterpretAsInts();
            s10 = s10.add(t);
            h10 = h10.add(t.lanewise(VectorOperators.ASHR, 16));
            t = p11.reinterpretAsInts();
            s11 = s11.add(t);
            h11 = h11.add(t.lanewise(VectorOperators.ASHR, 16));
            t = p20.reinterpretAsInts();
            s20 = s20.add(t);
            h20 = h20.add(t.lanewise(VectorOperators.ASHR, 16));
            t = p21.reinterpretAsInts();
            s21 = s21.add(t);
            h21 = h21.add(t.lanewise(VectorOperators.ASHR, 16));
            t = p30.reinterpretAsInts();
            s30 = s30.add(t);
            h30 = h30.add(t.lanewise(VectorOperators.ASHR, 16));
            t = p31.reinterpretAsInts();
            s31 = s31.add(t);
            h31 = h31.add(t.lanewise(VectorOperators.ASHR, 16));
            if (k == steps) {
              break;
            }
            end += blocks[block++];
            p00 = start;
            p01 = start;
            p10 = start;
            p11 = start;
            p20 = start;
            p21 = start;
            p30 = start;
            p31 = start;
          }
          ShortVector w0 = ShortVector.fromArray(SHORTS, b, b0 + k * L);
          ShortVector w1 = ShortVector.fromArray(SHORTS, b, b1 + k * L);
          ShortVector x = IntVector.broadcast(INTS, a[a0 + k]).reinterpretAsShorts();
          p00 = p00.add(x.mul(w0));
          p01 = p01.add(x.mul(w1));
          x = IntVector.broadcast(INTS, a[a1 + k]).reinterpretAsShorts();
          p10 = p10.add(x.mul(w0));
          p11 = p11.add(x.mul(w1));
          x = IntVector.broadcast(INTS, a[a2 + k]).reinterpretAsShorts();
          p20 = p20.add(x.mul(w0));
          p21 = p21.add(x.mul(w1));
          x = IntVector.broadcast(INTS, a[a3 + k]).reinterpretAsShorts();
          p30 = p30.add(x.mul(w0));
          p31 = p31.add(x.mul(w1));
        }
        a0 += segmentStride;
        a1 += segmentStride;
        a2 += segmentStride;
        a3 += segmentStride;
        b0 += steps * L;
        b1 += steps * L;
      }
      IntVector odd = IntVector.broadcast(INTS, ODD_FACTOR);
      s00.add(h00.mul(odd)).reinterpretAsFloats().intoArray(sums, to);
      s01.add(h01.mul(odd)).reinterpretAsFloats().intoArray(sums, to + W);
      s10.add(h10.mul(odd)).reinterpretAsFloats().intoArray(sums, to + 2 * W);
      s11.add(h11.mul(odd)).reinterpretAsFloats().intoArray(sums, to + 3 * W);
      s20.add(h20.mul(odd)).reinterpretAsFloats().intoArray(sums, to + 4 * W);
      s21.add(h21.mul(odd)).reinterpretAsFloats().intoArray(sums, to + 5 * W);
      s30.add(h30.mul(odd)).reinterpretAsFloats().intoArray(sums, to + 6 * W);
      s31.add(h31.mul(odd)).reinterpretAsFloats().intoArray(sums, to + 7 * W);
      to += 8 * W;
    }
  }
}
