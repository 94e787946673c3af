package dev.octet.engine.kernel.vector;

import jdk.incubator.vector.FloatVector;

/** 8 rows by 2 vectors. */
final class FloatTile8x2 extends FloatTile {
  FloatTile8x2() {
    super(8, 2);
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
    int last = first + rows - 1;
    int from = initialOffset;
    int to = sumsOffset;
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
      int b1 = bOffset + panelStride;
      FloatVector s00 = FloatVector.fromArray(LANES, initial, from);
      FloatVector s01 = FloatVector.fromArray(LANES, initial, from + L);
      FloatVector s10 = FloatVector.fromArray(LANES, initial, from + 2 * L);
      FloatVector s11 = FloatVector.fromArray(LANES, initial, from + 3 * L);
      FloatVector s20 = FloatVector.fromArray(LANES, initial, from + 4 * L);
      FloatVector s21 = FloatVector.fromArray(LANES, initial, from + 5 * L);
      FloatVector s30 = FloatVector.fromArray(LANES, initial, from + 6 * L);
      FloatVector s31 = FloatVector.fromArray(LANES, initial, from + 7 * L);
      FloatVector s40 = FloatVector.fromArray(LANES, initial, from + 8 * L);
      FloatVector s41 = FloatVector.fromArray(LANES, initial, from + 9 * L);
      FloatVector s50 = FloatVector.fromArray(LANES, initial, from + 10 * L);
      FloatVector s51 = FloatVector.fromArray(LANES, initial, from + 11 * L);
      FloatVector s60 = FloatVector.fromArray(LANES, initial, from + 12 * L);
      FloatVector s61 = FloatVector.fromArray(LANES, initial, from + 13 * L);
      FloatVector s70 = FloatVector.fromArray(LANES, initial, from + 14 * L);
      FloatVector s71 = FloatVector.fromArray(LANES, initial, from + 15 * L);
      for (int segment = 0; segment < segments; segment++) {
        for (int k = 0; k < length; k++) {
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
          x = FloatVector.broadcast(LANES, a[a6 + k]);
          s60 = x.fma(w0, s60);
          s61 = x.fma(w1, s61);
          x = FloatVector.broadcast(LANES, a[a7 + k]);
          s70 = x.fma(w0, s70);
          s71 = x.fma(w1, s71);
        }
        a0 += segmentStride;
        a1 += segmentStride;
        a2 += segmentStride;
        a3 += segmentStride;
        a4 += segmentStride;
        a5 += segmentStride;
        a6 += segmentStride;
        a7 += segmentStride;
        b0 += length * L;
        b1 += length * L;
      }
      s00.intoArray(sums, to);
      s01.intoArray(sums, to + L);
      s10.intoArray(sums, to + 2 * L);
      s11.intoArray(sums, to + 3 * L);
      s20.intoArray(sums, to + 4 * L);
      s21.intoArray(sums, to + 5 * L);
      s30.intoArray(sums, to + 6 * L);
      s31.intoArray(sums, to + 7 * L);
      s40.intoArray(sums, to + 8 * L);
      s41.intoArray(sums, to + 9 * L);
      s50.intoArray(sums, to + 10 * L);
      s51.intoArray(sums, to + 11 * L);
      s60.intoArray(sums, to + 12 * L);
      s61.intoArray(sums, to + 13 * L);
      s70.intoArray(sums, to + 14 * L);
      s71.intoArray(sums, to + 15 * L);
      from += initialStride;
      to += 16 * L;
    }
  }
}
