package dev.octet.engine.kernel.vector;

import jdk.incubator.vector.FloatVector;

/** 8 rows by 1 vector. */
final class FloatTile8x1 extends FloatTile {
  FloatTile8x1() {
    super(8, 1);
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
      FloatVector s00 = FloatVector.fromArray(LANES, initial, from);
      FloatVector s10 = FloatVector.fromArray(LANES, initial, from + L);
      FloatVector s20 = FloatVector.fromArray(LANES, initial, from + 2 * L);
      FloatVector s30 = FloatVector.fromArray(LANES, initial, from + 3 * L);
      FloatVector s40 = FloatVector.fromArray(LANES, initial, from + 4 * L);
      FloatVector s50 = FloatVector.fromArray(LANES, initial, from + 5 * L);
      FloatVector s60 = FloatVector.fromArray(LANES, initial, from + 6 * L);
      FloatVector s70 = FloatVector.fromArray(LANES, initial, from + 7 * L);
      for (int segment = 0; segment < segments; segment++) {
        for (int k = 0; k < length; k++) {
          FloatVector w0 = FloatVector.fromArray(LANES, b, b0 + k * L);
          FloatVector x = FloatVector.broadcast(LANES, a[a0 + k]);
          s00 = x.fma(w0, s00);
          x = FloatVector.broadcast(LANES, a[a1 + k]);
          s10 = x.fma(w0, s10);
          x = FloatVector.broadcast(LANES, a[a2 + k]);
          s20 = x.fma(w0, s20);
          x = FloatVector.broadcast(LANES, a[a3 + k]);
          s30 = x.fma(w0, s30);
          x = FloatVector.broadcast(LANES, a[a4 + k]);
          s40 = x.fma(w0, s40);
          x = FloatVector.broadcast(LANES, a[a5 + k]);
          s50 = x.fma(w0, s50);
          x = FloatVector.broadcast(LANES, a[a6 + k]);
          s60 = x.fma(w0, s60);
          x = FloatVector.broadcast(LANES, a[a7 + k]);
          s70 = x.fma(w0, s70);
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
      }
      s00.intoArray(sums, to);
      s10.intoArray(sums, to + L);
      s20.intoArray(sums, to + 2 * L);
      s30.intoArray(sums, to + 3 * L);
      s40.intoArray(sums, to + 4 * L);
      s50.intoArray(sums, to + 5 * L);
      s60.intoArray(sums, to + 6 * L);
      s70.intoArray(sums, to + 7 * L);
      from += initialStride;
      to += 8 * L;
    }
  }
}
