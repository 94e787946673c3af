package dev.octet.engine.kernel.vector;

import jdk.incubator.vector.FloatVector;

/** 1 row by 4 vectors. */
final class FloatTile1x4 extends FloatTile {
  FloatTile1x4() {
    super(1, 4);
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
    int a0 = aOffset;
    int b0 = bOffset;
    int b1 = bOffset + panelStride;
    int b2 = bOffset + 2 * panelStride;
    int b3 = bOffset + 3 * panelStride;
    FloatVector s00 = FloatVector.zero(LANES);
    FloatVector s01 = FloatVector.zero(LANES);
    FloatVector s02 = FloatVector.zero(LANES);
    FloatVector s03 = FloatVector.zero(LANES);
    for (int k = 0; k < depth; k++) {
      FloatVector w0 = FloatVector.fromArray(LANES, b, b0 + k * L);
      FloatVector w1 = FloatVector.fromArray(LANES, b, b1 + k * L);
      FloatVector w2 = FloatVector.fromArray(LANES, b, b2 + k * L);
      FloatVector w3 = FloatVector.fromArray(LANES, b, b3 + k * L);
      FloatVector x = FloatVector.broadcast(LANES, a[a0 + k]);
      s00 = x.fma(w0, s00);
      s01 = x.fma(w1, s01);
      s02 = x.fma(w2, s02);
      s03 = x.fma(w3, s03);
    }
    s00.intoArray(sums, sumsOffset);
    s01.intoArray(sums, sumsOffset + L);
    s02.intoArray(sums, sumsOffset + 2 * L);
    s03.intoArray(sums, sumsOffset + 3 * L);
  }
}
