package dev.octet.engine.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/** 8 rows by 1 panel. */
final class ByteTile8x1 extends ByteTile {
  ByteTile8x1() {
    super(8, 1);
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
    int tiles = Math.ceilDiv(rows, 8);
    for (int tile = 0; tile < tiles; tile++) {
      int row = first + 8 * tile;
      int a0 = aOffset + starts[row];
      int a1 = aOffset + starts[Math.min(row + 1, last)];
      int a2 = aOffset + starts[Math.min(row + 2, last)];
      int a3 = aOffset + starts[Math.min(row + 3, last)];
      int a4 = aOffset + starts[Math.min(row + 4, last)];
      int a5 = aOffset + starts[Math.min(row + 5, last)];
      int a6 = aOffset + starts[Math.min(row + 6, last)];
      int a7 = aOffset + starts[Math.min(row + 7, last)];
      int b0 = bOffset;
      IntVector initial0 = FloatVector.fromArray(FLOATS, sums, initialOffset).reinterpretAsInts();
      IntVector s00 = initial0;
      IntVector h00 = IntVector.zero(INTS);
      IntVector s10 = initial0;
      IntVector h10 = IntVector.zero(INTS);
      IntVector s20 = initial0;
      IntVector h20 = IntVector.zero(INTS);
      IntVector s30 = initial0;
      IntVector h30 = IntVector.zero(INTS);
      IntVector s40 = initial0;
      IntVector h40 = IntVector.zero(INTS);
      IntVector s50 = initial0;
      IntVector h50 = IntVector.zero(INTS);
      IntVector s60 = initial0;
      IntVector h60 = IntVector.zero(INTS);
      IntVector s70 = initial0;
      IntVector h70 = IntVector.zero(INTS);
      int block = firstBlock;
      for (int segment = 0; segment < segments; segment++) {
        int end = blocks[block++];
        ShortVector p00 = start;
        ShortVector p10 = start;
        ShortVector p20 = start;
        ShortVector p30 = start;
        ShortVector p40 = start;
        ShortVector p50 = start;
        ShortVector p60 = start;
        ShortVector p70 = start;
        for (int k = 0; k <= steps; k++) {
          if (k == end) {
            IntVector t = p00.reinterpretAsInts();
            s00 = s00.add(t);
            h00 = h00.add(t.lanewise(VectorOperators.ASHR, 16));
            t = p10.reinterpretAsInts();
            s10 = s10.add(t);
            h10 = h10.add(t.lanewise(VectorOperators.ASHR, 16));
            t = p20.reinterpretAsInts();
            s20 = s20.add(t);
            h20 = h20.add(t.lanewise(VectorOperators.ASHR, 16));
            t = p30.reinterpretAsInts();
            s30 = s30.add(t);
            h30 = h30.add(t.lanewise(VectorOperators.ASHR, 16));
            t = p40.reinterpretAsInts();
            s40 = s40.add(t);
            h40 = h40.add(t.lanewise(VectorOperators.ASHR, 16));
            t = p50.reinterpretAsInts();
            s50 = s50.add(t);
            h50 = h50.add(t.lanewise(VectorOperators.ASHR, 16));
            t = p60.reinterpretAsInts();
            s60 = s60.add(t);
            h60 = h60.add(t.lanewise(VectorOperators.ASHR, 16));
            t = p70.reinterpretAsInts();
            s70 = s70.add(t);
            h70 = h70.add(t.lanewise(VectorOperators.ASHR, 16));
            if (k == steps) {
              break;
            }
            end += blocks[block++];
            p00 = start;
            p10 = start;
            p20 = start;
            p30 = start;
            p40 = start;
            p50 = start;
            p60 = start;
            p70 = start;
          }
          ShortVector w0 = ShortVector.fromArray(SHORTS, b, b0 + k * L);
          ShortVector x = IntVector.broadcast(INTS, a[a0 + k]).reinterpretAsShorts();
          p00 = p00.add(x.mul(w0));
          x = IntVector.broadcast(INTS, a[a1 + k]).reinterpretAsShorts();
          p10 = p10.add(x.mul(w0));
          x = IntVector.broadcast(INTS, a[a2 + k]).reinterpretAsShorts();
          p20 = p20.add(x.mul(w0));
          x = IntVector.broadcast(INTS, a[a3 + k]).reinterpretAsShorts();
          p30 = p30.add(x.mul(w0));
          x = IntVector.broadcast(INTS, a[a4 + k]).reinterpretAsShorts();
          p40 = p40.add(x.mul(w0));
          x = IntVector.broadcast(INTS, a[a5 + k]).reinterpretAsShorts();
          p50 = p50.add(x.mul(w0));
          x = IntVector.broadcast(INTS, a[a6 + k]).reinterpretAsShorts();
          p60 = p60.add(x.mul(w0));
          x = IntVector.broadcast(INTS, a[a7 + k]).reinterpretAsShorts();
          p70 = p70.add(x.mul(w0));
        }
        a0 += segmentStride;
        a1 += segmentStride;
        a2 += segmentStride;
        a3 += segmentStride;
        a4 += segmentStride;
        a5 += segmentStride;
        a6 += segmentStride;
        a7 += segmentStride;
        b0 += steps * L;
      }
      IntVector odd = IntVector.broadcast(INTS, ODD_FACTOR);
      s00.add(h00.mul(odd)).reinterpretAsFloats().intoArray(sums, to);
      s10.add(h10.mul(odd)).reinterpretAsFloats().intoArray(sums, to + W);
      s20.add(h20.mul(odd)).reinterpretAsFloats().intoArray(sums, to + 2 * W);
      s30.add(h30.mul(odd)).reinterpretAsFloats().intoArray(sums, to + 3 * W);
      s40.add(h40.mul(odd)).reinterpretAsFloats().intoArray(sums, to + 4 * W);
      s50.add(h50.mul(odd)).reinterpretAsFloats().intoArray(sums, to + 5 * W);
      s60.add(h60.mul(odd)).reinterpretAsFloats().intoArray(sums, to + 6 * W);
      s70.add(h70.mul(odd)).reinterpretAsFloats().intoArray(sums, to + 7 * W);
      to += 8 * W;
    }
  }
}
