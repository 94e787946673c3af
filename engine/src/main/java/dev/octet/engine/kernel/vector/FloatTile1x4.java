package dev.octet.engine.kernel.vector;

import jdk.incubator.vector.FloatVector;

/** 1 row by 4 vectors. */
final class FloatTile1x4 extends FloatTile {
  FloatTile1x4() {
    super(1, 4);
  }

  @Override
  void multiply(
      int segments,
      int length,
      int segmentStride,
      float[] a,
      int aOffset,
      int[] starts,
      int first,
      int rows,
      float[] b,
      int bOffset,
      int panelStride,
      float[] initial,
      int initialOffset,
      int initialStride,
      float[] sums,
      int sumsOffset) {
    int from = initialOffset;
    int to = sumsOffset;
    for (int tile = 0; tile < rows; tile++) {
      int a0 = aOffset + starts[first + tile];
      int b0 = bOffset;
      int b1 = bOffset + panelStride;
      int b2 = bOffset + 2 * panelStride;
      int b3 = bOffset + 3 * panelStride;
      FloatVector s00 = FloatVector.fromArray(LANES, initial, from);
      FloatVector s01 = FloatVector.fromArray(LANES, initial, from + L);
      FloatVector s02 = FloatVector.fromArray(LANES, initial, from + 2 * L);
      FloatVector s03 = FloatVector.fromArray(LANES, initial, from + 3 * L);
      for (int segment = 0; segment < segments; segment++) {
        for (int k = 0; k < length; k++) {
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
        a0 += segmentStride;
        b0 += length * L;
        b1 += length * L;
        b2 += length * L;
        b3 += length * L;
      }
      s00.intoArray(sums, to);
      s01.intoArray(sums, to + L);
      s02.intoArray(sums, to + 2 * L);
      s03.intoArray(sums, to + 3 * L);
      from += initialStride;
      to += 4 * L;
    }
  }
}
