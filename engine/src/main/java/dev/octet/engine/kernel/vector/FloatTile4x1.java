package dev.octet.engine.kernel.vector;

import jdk.incubator.vector.FloatVector;

/** 4 rows by 1 vector. */
final class FloatTile4x1 extends FloatTile {
  FloatTile4x1() {
    super(4, 1);
  }

  @Override
  void multiply(
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
      int sumsStride) {
    int last = rows - 1;
    int a0 = aOffset;
    int a1 = aOffset + Math.min(1, last) * aStride;
    int a2 = aOffset + Math.min(2, last) * aStride;
    int a3 = aOffset + Math.min(3, last) * aStride;
    int b0 = bOffset;
    FloatVector s00 = FloatVector.zero(LANES);
    FloatVector s10 = FloatVector.zero(LANES);
    FloatVector s20 = FloatVector.zero(LANES);
    FloatVector s30 = FloatVector.zero(LANES);
    for (int k = 0; k < depth; k++) {
      FloatVector w0 = FloatVector.fromArray(LANES, b, b0 + k * L);
      FloatVector x = FloatVector.broadcast(LANES, a[a0 + k]);
      s00 = x.fma(w0, s00);
      x = FloatVector.broadcast(LANES, a[a1 + k]);
      s10 = x.fma(w0, s10);
      x = FloatVector.broadcast(LANES, a[a2 + k]);
      s20 = x.fma(w0, s20);
      x = FloatVector.broadcast(LANES, a[a3 + k]);
      s30 = x.fma(w0, s30);
    }
    s00.intoArray(sums, sumsOffset);
    int c1 = sumsOffset + sumsStride;
    s10.intoArray(sums, c1);
    int c2 = sumsOffset + 2 * sumsStride;
    s20.intoArray(sums, c2);
    int c3 = sumsOffset + 3 * sumsStride;
    s30.intoArray(sums, c3);
  }
}
