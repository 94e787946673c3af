package dev.octet.engine.kernel.vector;

import jdk.incubator.vector.FloatVector;

/** 6 rows by 2 vectors. */
final class FloatTile6x2 extends FloatTile {
  FloatTile6x2() {
    super(6, 2);
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
    int a4 = aOffset + Math.min(4, last) * aStride;
    int a5 = aOffset + Math.min(5, last) * aStride;
    int b0 = bOffset;
    int b1 = bOffset + panelStride;
    FloatVector s00 = FloatVector.zero(LANES);
    FloatVector s01 = FloatVector.zero(LANES);
    FloatVector s10 = FloatVector.zero(LANES);
    FloatVector s11 = FloatVector.zero(LANES);
    FloatVector s20 = FloatVector.zero(LANES);
    FloatVector s21 = FloatVector.zero(LANES);
    FloatVector s30 = FloatVector.zero(LANES);
    FloatVector s31 = FloatVector.zero(LANES);
    FloatVector s40 = FloatVector.zero(LANES);
    FloatVector s41 = FloatVector.zero(LANES);
    FloatVector s50 = FloatVector.zero(LANES);
    FloatVector s51 = FloatVector.zero(LANES);
    for (int k = 0; k < depth; k++) {
      FloatVector w0 = FloatVector.fromArray(LANES, b, b0 + k * L);
      FloatVector w1 = FloatVector.fromArray(LANES, b, b1 + k * L);
      FloatVector x = FloatVector.broadcast(LANES, a[a0 + k]);
      s00 = x.fma(w0, s00);
      s01 = x.fma(w1, s01);
      x = FloatVector.broadcast(LANES, a[a1 + k]);
      s10 = x.fma(w0, s10);
      s11 = x.fma(w1, s11);
      x = FloatVector.broadcast(LANES, a[a2 + k]);
      s20 = x.fma(w0, s20);
      s21 = x.fma(w1, s21);
      x = FloatVector.broadcast(LANES, a[a3 + k]);
      s30 = x.fma(w0, s30);
      s31 = x.fma(w1, s31);
      x = FloatVector.broadcast(LANES, a[a4 + k]);
      s40 = x.fma(w0, s40);
      s41 = x.fma(w1, s41);
      x = FloatVector.broadcast(LANES, a[a5 + k]);
      s50 = x.fma(w0, s50);
      s51 = x.fma(w1, s51);
    }
    s00.intoArray(sums, sumsOffset);
    s01.intoArray(sums, sumsOffset + L);
    int c1 = sumsOffset + sumsStride;
    s10.intoArray(sums, c1);
    s11.intoArray(sums, c1 + L);
    int c2 = sumsOffset + 2 * sumsStride;
    s20.intoArray(sums, c2);
    s21.intoArray(sums, c2 + L);
    int c3 = sumsOffset + 3 * sumsStride;
    s30.intoArray(sums, c3);
    s31.intoArray(sums, c3 + L);
    int c4 = sumsOffset + 4 * sumsStride;
    s40.intoArray(sums, c4);
    s41.intoArray(sums, c4 + L);
    int c5 = sumsOffset + 5 * sumsStride;
    s50.intoArray(sums, c5);
    s51.intoArray(sums, c5 + L);
  }
}
