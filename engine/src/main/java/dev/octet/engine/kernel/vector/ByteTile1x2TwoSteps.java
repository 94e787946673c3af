package dev.octet.engine.kernel.vector;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/**
 * 1 row by 2 panels, in blocks of two steps, written out: that saves the inner loop of longer
 * blocks.
 */
final class ByteTile1x2TwoSteps extends ByteTile {
  ByteTile1x2TwoSteps() {
    super(1, 2);
  }

  @Override
  void multiply(
      int steps,
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
    for (int k = 0; k < steps; k += 2) {
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
    int starts = steps / 2 * EVEN_START;
    s00.sub(h00.lanewise(VectorOperators.LSHL, 16))
        .add(h00)
        .sub(starts)
        .intoArray(sums, sumsOffset);
    s01.sub(h01.lanewise(VectorOperators.LSHL, 16))
        .add(h01)
        .sub(starts)
        .intoArray(sums, sumsOffset + W);
  }
}
