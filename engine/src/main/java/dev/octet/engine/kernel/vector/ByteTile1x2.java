package dev.octet.engine.kernel.vector;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/** 1 row by 2 panels. */
final class ByteTile1x2 extends ByteTile {
  ByteTile1x2() {
    super(1, 2);
  }

  @Override
  void multiply(
      int segments,
      int steps,
      int segmentStride,
      int block,
      int[] a,
      int aOffset,
      int[] starts,
      int first,
      int rows,
      short[] b,
      int bOffset,
      int panelStride,
      int[] sums,
      int sumsOffset) {
    int last = first + rows - 1;
    int to = sumsOffset;
    int evenStarts = segments * Math.ceilDiv(steps, block) * EVEN_START;
    ShortVector start = IntVector.broadcast(INTS, EVEN_START).reinterpretAsShorts();
    for (int row = first; row <= last; row += 1) {
      int a0 = aOffset + starts[row];
      int b0 = bOffset;
      int b1 = bOffset + panelStride;
      IntVector s00 = IntVector.zero(INTS);
      IntVector h00 = IntVector.zero(INTS);
      IntVector s01 = IntVector.zero(INTS);
      IntVector h01 = IntVector.zero(INTS);
      for (int segment = 0; segment < segments; segment++) {
        for (int from = 0; from < steps; from += block) {
          int end = Math.min(from + block, steps);
          ShortVector p00 = start;
          ShortVector p01 = start;
          for (int k = from; k < end; k++) {
            ShortVector w0 = ShortVector.fromArray(SHORTS, b, b0 + k * L);
            ShortVector w1 = ShortVector.fromArray(SHORTS, b, b1 + k * L);
            ShortVector x = IntVector.broadcast(INTS, a[a0 + k]).reinterpretAsShorts();
            p00 = p00.add(x.mul(w0));
            p01 = p01.add(x.mul(w1));
          }
          IntVector t = p00.reinterpretAsInts();
          s00 = s00.add(t);
          h00 = h00.add(t.lanewise(VectorOperators.ASHR, 16));
          t = p01.reinterpretAsInts();
          s01 = s01.add(t);
          h01 = h01.add(t.lanewise(VectorOperators.ASHR, 16));
        }
        a0 += segmentStride;
        b0 += steps * L;
        b1 += steps * L;
      }
      s00.sub(h00.lanewise(VectorOperators.LSHL, 16)).add(h00).sub(evenStarts).intoArray(sums, to);
      s01.sub(h01.lanewise(VectorOperators.LSHL, 16))
          .add(h01)
          .sub(evenStarts)
          .intoArray(sums, to + W);
      to += 2 * W;
    }
  }
}
