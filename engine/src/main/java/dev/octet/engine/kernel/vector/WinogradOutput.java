package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.CacheLine;
import dev.octet.engine.kernel.WinogradTile;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Transforms the products of one tile back, channels as lanes. The last vector reaches back over
 * channels that are done already, so there must be at least one vector of them.
 */
final class WinogradOutput {
  private static final int L = Lanes.FLOAT.length();

  /** Places of scratch. */
  static final int SCRATCH = CacheLine.FIRST_FLOAT + 24 * L;

  private WinogradOutput() {}

  /**
   * @param y gets the sums: pixel (i, j) at {@code yOffset + i·rowStride + j·channels}
   * @param scratch {@link #SCRATCH} places from its beginning
   */
  static void transform(
      WinogradTile tile,
      float[] m,
      int mOffset,
      int mStride,
      int channels,
      float[] y,
      int yOffset,
      int rowStride,
      float[] scratch) {
    switch (tile) {
      case F2X2 -> two(m, mOffset, mStride, channels, y, yOffset, rowStride);
      case F4X4 -> four(m, mOffset, mStride, channels, y, yOffset, rowStride, scratch);
    }
  }

  private static void two(
      float[] m, int mOffset, int mStride, int channels, float[] y, int yOffset, int rowStride) {
    for (int block = 0; block < channels; block += L) {
      int c = Math.min(block, channels - L);
      int r0 = mOffset + c;
      int r1 = r0 + 4 * mStride;
      int r2 = r1 + 4 * mStride;
      int r3 = r2 + 4 * mStride;
      FloatVector a1 = FloatVector.fromArray(Lanes.FLOAT, m, r1);
      FloatVector a2 = FloatVector.fromArray(Lanes.FLOAT, m, r2);
      FloatVector a00 = FloatVector.fromArray(Lanes.FLOAT, m, r0).add(a1.add(a2));
      FloatVector a10 = a1.sub(a2).sub(FloatVector.fromArray(Lanes.FLOAT, m, r3));
      FloatVector b1 = FloatVector.fromArray(Lanes.FLOAT, m, r1 + mStride);
      FloatVector b2 = FloatVector.fromArray(Lanes.FLOAT, m, r2 + mStride);
      FloatVector a01 = FloatVector.fromArray(Lanes.FLOAT, m, r0 + mStride).add(b1.add(b2));
      FloatVector a11 = b1.sub(b2).sub(FloatVector.fromArray(Lanes.FLOAT, m, r3 + mStride));
      FloatVector c1 = FloatVector.fromArray(Lanes.FLOAT, m, r1 + 2 * mStride);
      FloatVector c2 = FloatVector.fromArray(Lanes.FLOAT, m, r2 + 2 * mStride);
      FloatVector a02 = FloatVector.fromArray(Lanes.FLOAT, m, r0 + 2 * mStride).add(c1.add(c2));
      FloatVector a12 = c1.sub(c2).sub(FloatVector.fromArray(Lanes.FLOAT, m, r3 + 2 * mStride));
      FloatVector d1 = FloatVector.fromArray(Lanes.FLOAT, m, r1 + 3 * mStride);
      FloatVector d2 = FloatVector.fromArray(Lanes.FLOAT, m, r2 + 3 * mStride);
      FloatVector a03 = FloatVector.fromArray(Lanes.FLOAT, m, r0 + 3 * mStride).add(d1.add(d2));
      FloatVector a13 = d1.sub(d2).sub(FloatVector.fromArray(Lanes.FLOAT, m, r3 + 3 * mStride));
      int to = yOffset + c;
      a00.add(a01.add(a02)).intoArray(y, to);
      a01.sub(a02).sub(a03).intoArray(y, to + channels);
      a10.add(a11.add(a12)).intoArray(y, to + rowStride);
      a11.sub(a12).sub(a13).intoArray(y, to + rowStride + channels);
    }
  }

  private static void four(
      float[] m,
      int mOffset,
      int mStride,
      int channels,
      float[] y,
      int yOffset,
      int rowStride,
      float[] scratch) {
    for (int block = 0; block < channels; block += L) {
      int c = Math.min(block, channels - L);
      for (int j = 0; j < 6; j++) {
        int from = mOffset + j * mStride + c;
        FloatVector m1 = FloatVector.fromArray(Lanes.FLOAT, m, from + 6 * mStride);
        FloatVector m2 = FloatVector.fromArray(Lanes.FLOAT, m, from + 12 * mStride);
        FloatVector m3 = FloatVector.fromArray(Lanes.FLOAT, m, from + 18 * mStride);
        FloatVector m4 = FloatVector.fromArray(Lanes.FLOAT, m, from + 24 * mStride);
        FloatVector s = m1.add(m2);
        FloatVector d = m1.sub(m2);
        int to = CacheLine.FIRST_FLOAT + j * L;
        FloatVector.fromArray(Lanes.FLOAT, m, from).add(s).add(m3.add(m4)).intoArray(scratch, to);
        m4.fma(
                FloatVector.broadcast(Lanes.FLOAT, -2f),
                m3.fma(FloatVector.broadcast(Lanes.FLOAT, 0.5f), d))
            .intoArray(scratch, to + 6 * L);
        m4.fma(
                FloatVector.broadcast(Lanes.FLOAT, 4f),
                m3.fma(FloatVector.broadcast(Lanes.FLOAT, 0.25f), s))
            .intoArray(scratch, to + 12 * L);
        m4.fma(
                FloatVector.broadcast(Lanes.FLOAT, -8f),
                m3.fma(FloatVector.broadcast(Lanes.FLOAT, 0.125f), d))
            .add(FloatVector.fromArray(Lanes.FLOAT, m, from + 30 * mStride))
            .intoArray(scratch, to + 18 * L);
      }
      for (int i = 0; i < 4; i++) {
        int from = CacheLine.FIRST_FLOAT + 6 * i * L;
        FloatVector m1 = FloatVector.fromArray(Lanes.FLOAT, scratch, from + L);
        FloatVector m2 = FloatVector.fromArray(Lanes.FLOAT, scratch, from + 2 * L);
        FloatVector m3 = FloatVector.fromArray(Lanes.FLOAT, scratch, from + 3 * L);
        FloatVector m4 = FloatVector.fromArray(Lanes.FLOAT, scratch, from + 4 * L);
        FloatVector s = m1.add(m2);
        FloatVector d = m1.sub(m2);
        int to = yOffset + i * rowStride + c;
        FloatVector.fromArray(Lanes.FLOAT, scratch, from).add(s).add(m3.add(m4)).intoArray(y, to);
        m4.fma(
                FloatVector.broadcast(Lanes.FLOAT, -2f),
                m3.fma(FloatVector.broadcast(Lanes.FLOAT, 0.5f), d))
            .intoArray(y, to + channels);
        m4.fma(
                FloatVector.broadcast(Lanes.FLOAT, 4f),
                m3.fma(FloatVector.broadcast(Lanes.FLOAT, 0.25f), s))
            .intoArray(y, to + 2 * channels);
        m4.fma(
                FloatVector.broadcast(Lanes.FLOAT, -8f),
                m3.fma(FloatVector.broadcast(Lanes.FLOAT, 0.125f), d))
            .add(FloatVector.fromArray(Lanes.FLOAT, scratch, from + 5 * L))
            .intoArray(y, to + 3 * channels);
      }
    }
  }

  /**
   * The integer products of {@code F(2×2, 3×3)}, exactly; the sums are rounded to float32.
   *
   * @param scratch {@link #SCRATCH} places from its beginning
   */
  static void transform(
      int parts,
      float[] m,
      int mOffset,
      int mStride,
      int channels,
      float[] y,
      int yOffset,
      int rowStride,
      int[] scratch) {
    for (int block = 0; block < channels; block += L) {
      int c = Math.min(block, channels - L);
      for (int j = 0; j < 4; j++) {
        int from = mOffset + j * mStride + c;
        IntVector m0 =
            (IntVector) FloatVector.fromArray(Lanes.FLOAT, m, from).castShape(Lanes.INT, 0);
        IntVector m1 =
            (IntVector)
                FloatVector.fromArray(Lanes.FLOAT, m, from + 4 * mStride).castShape(Lanes.INT, 0);
        IntVector m2 =
            (IntVector)
                FloatVector.fromArray(Lanes.FLOAT, m, from + 8 * mStride).castShape(Lanes.INT, 0);
        IntVector m3 =
            (IntVector)
                FloatVector.fromArray(Lanes.FLOAT, m, from + 12 * mStride).castShape(Lanes.INT, 0);
        for (int p = 1; p < parts; p++) {
          from += 16 * mStride;
          m0 = m0.add(FloatVector.fromArray(Lanes.FLOAT, m, from).castShape(Lanes.INT, 0));
          m1 =
              m1.add(
                  FloatVector.fromArray(Lanes.FLOAT, m, from + 4 * mStride)
                      .castShape(Lanes.INT, 0));
          m2 =
              m2.add(
                  FloatVector.fromArray(Lanes.FLOAT, m, from + 8 * mStride)
                      .castShape(Lanes.INT, 0));
          m3 =
              m3.add(
                  FloatVector.fromArray(Lanes.FLOAT, m, from + 12 * mStride)
                      .castShape(Lanes.INT, 0));
        }
        m0.add(m0).add(m1.add(m2)).intoArray(scratch, CacheLine.FIRST_FLOAT + j * L);
        m1.sub(m2).sub(m3.add(m3)).intoArray(scratch, CacheLine.FIRST_FLOAT + (4 + j) * L);
      }
      for (int i = 0; i < 2; i++) {
        int from = CacheLine.FIRST_FLOAT + 4 * i * L;
        IntVector m0 = IntVector.fromArray(Lanes.INT, scratch, from);
        IntVector m1 = IntVector.fromArray(Lanes.INT, scratch, from + L);
        IntVector m2 = IntVector.fromArray(Lanes.INT, scratch, from + 2 * L);
        IntVector m3 = IntVector.fromArray(Lanes.INT, scratch, from + 3 * L);
        int to = yOffset + i * rowStride + c;
        FloatVector y0 =
            (FloatVector)
                m0.add(m0)
                    .add(m1.add(m2))
                    .lanewise(VectorOperators.ASHR, 2)
                    .castShape(Lanes.FLOAT, 0);
        y0.intoArray(y, to);
        FloatVector y1 =
            (FloatVector)
                m1.sub(m2)
                    .sub(m3.add(m3))
                    .lanewise(VectorOperators.ASHR, 2)
                    .castShape(Lanes.FLOAT, 0);
        y1.intoArray(y, to + channels);
      }
    }
  }
}
