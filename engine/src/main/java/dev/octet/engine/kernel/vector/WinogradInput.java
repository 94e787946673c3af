package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.CacheLine;
import dev.octet.engine.kernel.WinogradTile;
import jdk.incubator.vector.FloatVector;

/**
 * Transforms one patch, channels as lanes. The last vector reaches back over channels that are done
 * already, so there must be at least one vector of them.
 */
final class WinogradInput {
  private static final int L = Lanes.FLOAT.length();

  /** Places of scratch. */
  static final int SCRATCH = CacheLine.FIRST_FLOAT + WinogradTile.F4X4.elements() * L;

  private WinogradInput() {}

  /**
   * @param offset where the first pixel of the patch begins
   * @param rowStride from one row of the patch to the next
   * @param scratch {@link #SCRATCH} places from its beginning
   */
  static void transform(
      WinogradTile tile,
      float[] x,
      int offset,
      int rowStride,
      int channels,
      float[] v,
      int vOffset,
      int vStride,
      float[] scratch) {
    switch (tile) {
      case F2X2 -> two(x, offset, rowStride, channels, v, vOffset, vStride);
      case F4X4 -> four(x, offset, rowStride, channels, v, vOffset, vStride, scratch);
    }
  }

  private static void two(
      float[] x, int offset, int rowStride, int channels, float[] v, int vOffset, int vStride) {
    for (int block = 0; block < channels; block += L) {
      int c = Math.min(block, channels - L);
      int r0 = offset + c;
      int r1 = r0 + rowStride;
      int r2 = r1 + rowStride;
      int r3 = r2 + rowStride;
      FloatVector a0 = FloatVector.fromArray(Lanes.FLOAT, x, r0);
      FloatVector a1 = FloatVector.fromArray(Lanes.FLOAT, x, r1);
      FloatVector a2 = FloatVector.fromArray(Lanes.FLOAT, x, r2);
      FloatVector a3 = FloatVector.fromArray(Lanes.FLOAT, x, r3);
      FloatVector a00 = a0.sub(a2);
      FloatVector a10 = a1.add(a2);
      FloatVector a20 = a2.sub(a1);
      FloatVector a30 = a1.sub(a3);
      FloatVector b0 = FloatVector.fromArray(Lanes.FLOAT, x, r0 + channels);
      FloatVector b1 = FloatVector.fromArray(Lanes.FLOAT, x, r1 + channels);
      FloatVector b2 = FloatVector.fromArray(Lanes.FLOAT, x, r2 + channels);
      FloatVector b3 = FloatVector.fromArray(Lanes.FLOAT, x, r3 + channels);
      FloatVector a01 = b0.sub(b2);
      FloatVector a11 = b1.add(b2);
      FloatVector a21 = b2.sub(b1);
      FloatVector a31 = b1.sub(b3);
      FloatVector c0 = FloatVector.fromArray(Lanes.FLOAT, x, r0 + 2 * channels);
      FloatVector c1 = FloatVector.fromArray(Lanes.FLOAT, x, r1 + 2 * channels);
      FloatVector c2 = FloatVector.fromArray(Lanes.FLOAT, x, r2 + 2 * channels);
      FloatVector c3 = FloatVector.fromArray(Lanes.FLOAT, x, r3 + 2 * channels);
      FloatVector a02 = c0.sub(c2);
      FloatVector a12 = c1.add(c2);
      FloatVector a22 = c2.sub(c1);
      FloatVector a32 = c1.sub(c3);
      FloatVector d0 = FloatVector.fromArray(Lanes.FLOAT, x, r0 + 3 * channels);
      FloatVector d1 = FloatVector.fromArray(Lanes.FLOAT, x, r1 + 3 * channels);
      FloatVector d2 = FloatVector.fromArray(Lanes.FLOAT, x, r2 + 3 * channels);
      FloatVector d3 = FloatVector.fromArray(Lanes.FLOAT, x, r3 + 3 * channels);
      FloatVector a03 = d0.sub(d2);
      FloatVector a13 = d1.add(d2);
      FloatVector a23 = d2.sub(d1);
      FloatVector a33 = d1.sub(d3);
      int to = vOffset + c;
      a00.sub(a02).intoArray(v, to);
      a01.add(a02).intoArray(v, to + vStride);
      a02.sub(a01).intoArray(v, to + 2 * vStride);
      a01.sub(a03).intoArray(v, to + 3 * vStride);
      a10.sub(a12).intoArray(v, to + 4 * vStride);
      a11.add(a12).intoArray(v, to + 5 * vStride);
      a12.sub(a11).intoArray(v, to + 6 * vStride);
      a11.sub(a13).intoArray(v, to + 7 * vStride);
      a20.sub(a22).intoArray(v, to + 8 * vStride);
      a21.add(a22).intoArray(v, to + 9 * vStride);
      a22.sub(a21).intoArray(v, to + 10 * vStride);
      a21.sub(a23).intoArray(v, to + 11 * vStride);
      a30.sub(a32).intoArray(v, to + 12 * vStride);
      a31.add(a32).intoArray(v, to + 13 * vStride);
      a32.sub(a31).intoArray(v, to + 14 * vStride);
      a31.sub(a33).intoArray(v, to + 15 * vStride);
    }
  }

  private static void four(
      float[] x,
      int offset,
      int rowStride,
      int channels,
      float[] v,
      int vOffset,
      int vStride,
      float[] scratch) {
    FloatVector k15 = FloatVector.broadcast(Lanes.FLOAT, 1.5f);
    FloatVector k2 = FloatVector.broadcast(Lanes.FLOAT, 2f);
    FloatVector kHalf = FloatVector.broadcast(Lanes.FLOAT, -0.5f);
    for (int block = 0; block < channels; block += L) {
      int c = Math.min(block, channels - L);
      for (int j = 0; j < 6; j++) {
        int from = offset + j * channels + c;
        FloatVector d0 = FloatVector.fromArray(Lanes.FLOAT, x, from);
        FloatVector d1 = FloatVector.fromArray(Lanes.FLOAT, x, from + rowStride);
        FloatVector d2 = FloatVector.fromArray(Lanes.FLOAT, x, from + 2 * rowStride);
        FloatVector d3 = FloatVector.fromArray(Lanes.FLOAT, x, from + 3 * rowStride);
        FloatVector d4 = FloatVector.fromArray(Lanes.FLOAT, x, from + 4 * rowStride);
        FloatVector d5 = FloatVector.fromArray(Lanes.FLOAT, x, from + 5 * rowStride);
        FloatVector e = d4.sub(d2);
        FloatVector f = d3.sub(d1);
        int to = CacheLine.FIRST_FLOAT + j * L;
        f.fma(k15, d0.sub(d2).add(e)).intoArray(scratch, to);
        d2.add(d3).fma(k15, e.add(f)).intoArray(scratch, to + 6 * L);
        d3.sub(d2).fma(k15, e.sub(f)).intoArray(scratch, to + 12 * L);
        f.fma(k2, e).intoArray(scratch, to + 18 * L);
        f.fma(kHalf, e).intoArray(scratch, to + 24 * L);
        e.fma(k15, d5.sub(d3).sub(f)).intoArray(scratch, to + 30 * L);
      }
      for (int i = 0; i < 6; i++) {
        int from = CacheLine.FIRST_FLOAT + 6 * i * L;
        FloatVector d0 = FloatVector.fromArray(Lanes.FLOAT, scratch, from);
        FloatVector d1 = FloatVector.fromArray(Lanes.FLOAT, scratch, from + L);
        FloatVector d2 = FloatVector.fromArray(Lanes.FLOAT, scratch, from + 2 * L);
        FloatVector d3 = FloatVector.fromArray(Lanes.FLOAT, scratch, from + 3 * L);
        FloatVector d4 = FloatVector.fromArray(Lanes.FLOAT, scratch, from + 4 * L);
        FloatVector d5 = FloatVector.fromArray(Lanes.FLOAT, scratch, from + 5 * L);
        FloatVector e = d4.sub(d2);
        FloatVector f = d3.sub(d1);
        int to = vOffset + 6 * i * vStride + c;
        f.fma(k15, d0.sub(d2).add(e)).intoArray(v, to);
        d2.add(d3).fma(k15, e.add(f)).intoArray(v, to + vStride);
        d3.sub(d2).fma(k15, e.sub(f)).intoArray(v, to + 2 * vStride);
        f.fma(k2, e).intoArray(v, to + 3 * vStride);
        f.fma(kHalf, e).intoArray(v, to + 4 * vStride);
        e.fma(k15, d5.sub(d3).sub(f)).intoArray(v, to + 5 * vStride);
      }
    }
  }
}
