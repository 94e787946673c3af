package dev.octet.engine.kernel.vector;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/**
 * 1 row by 2 panels, in blocks of two products whatever longer ones would be safe. Two steps
 * written out save the inner loop that longer blocks need.
 */
final class ByteTile1x2Pairs extends ByteTile {
  ByteTile1x2Pairs() {
    super(1, 2);
  }

  @Override
  void multiply(
      int depth,
      int block,
      int[] a,
      int aOffset,
      int aStride,
      int rows,
      short[] b,
      int bOffset,
      int panelStride,
      int[] sums,
      int sumsOffset) {
    int a0 = aOffset;
    int b0 = bOffset;
    int b1 = bOffset + panelStride;
    ShortVector start = IntVector.broadcast(INTS, EVEN_START).reinterpretAsShorts();
    IntVector s00 = IntVector.zero(INTS);
    IntVector h00 = IntVector.zero(INTS);
    IntVector s01 = IntVector.zero(INTS);
    IntVector h01 = IntVector.zero(INTS);
    for (int k = 0; k < depth; k += 2) {
      ShortVector w0 = ShortVector.fromArray(SHORTS, b, b0 + k * L);
      ShortVector w1 = ShortVector.fromArray(SHORTS, b, b1 + k * L);
      ShortVector x = IntVector.broadcast(INTS, a[a0 + k]).reinterpretAsShorts();
      ShortVector p00 = start.add(x.mul(w0));
      ShortVector p01 = start.add(x.mul(w1));
      w0 = ShortVector.fromArray(SHORTS, b, b0 + (k + 1) * L);
      w1 = ShortVector.fromArray(SHORTS, b, b1 + (k + 1) * L);
      x = IntVector.broadcast(INTS, a[a0 + k + 1]).reinterpretAsShorts();
      p00 = p00.add(x.mul(w0));
      p01 = p01.add(x.mul(w1));
      IntVector t = p00.reinterpretAsInts();
      s00 = s00.add(t);
      h00 = h00.add(t.lanewise(VectorOperators.ASHR, 16));
      t = p01.reinterpretAsInts();
      s01 = s01.add(t);
      h01 = h01.add(t.lanewise(VectorOperators.ASHR, 16));
    }
    int starts = depth / 2 * EVEN_START;
    s00.sub(h00.lanewise(VectorOperators.LSHL, 16)).sub(starts).intoArray(sums, sumsOffset);
    h00.intoArray(sums, sumsOffset + W);
    s01.sub(h01.lanewise(VectorOperators.LSHL, 16)).sub(starts).intoArray(sums, sumsOffset + L);
    h01.intoArray(sums, sumsOffset + L + W);
  }
}
