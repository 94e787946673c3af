package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.ImageWindow;
import dev.octet.engine.kernel.IntegerEpilogue;
import dev.octet.engine.kernel.scalar.Transcendentals;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Five by five taps at stride 1, four columns of outputs at once. Each row of inputs is loaded for
 * all rows of outputs that it is a part of: written out to be loaded once, as for three by three
 * taps, it has so many operations that C2 inlines them less well, see {@link ByteTile}.
 */
final class ByteColumns5x5 extends ByteColumns {
  private static final int LANES = Lanes.FLOAT.length();

  ByteColumns5x5() {
    super(4);
  }

  @Override
  void walk(
      ImageWindow g,
      int first,
      int end,
      int column,
      byte[] x,
      int xOffset,
      float[] w,
      IntegerEpilogue e,
      byte[] bytes,
      float[] floats,
      int yOffset) {
    int channels = g.channels();
    int height = g.height();
    int rowStep = g.width() * channels;
    int outputStep = g.outputWidth() * channels;
    int left = column - g.padLeft();
    int at0 = ColumnWindow.place(g, left, 0);
    int at1 = ColumnWindow.place(g, left, 1);
    int at6 = ColumnWindow.place(g, left, 6);
    int at7 = ColumnWindow.place(g, left, 7);
    IntVector inside0 = IntVector.broadcast(Lanes.INT, ColumnWindow.mask(g, left));
    IntVector inside1 = IntVector.broadcast(Lanes.INT, ColumnWindow.mask(g, left + 1));
    IntVector inside6 = IntVector.broadcast(Lanes.INT, ColumnWindow.mask(g, left + 6));
    IntVector inside7 = IntVector.broadcast(Lanes.INT, ColumnWindow.mask(g, left + 7));
    FloatVector low = FloatVector.broadcast(Lanes.FLOAT, e.low());
    FloatVector high = FloatVector.broadcast(Lanes.FLOAT, e.high());
    FloatVector rounder = FloatVector.broadcast(Lanes.FLOAT, Transcendentals.ROUNDER);
    IntVector lowest = low.add(rounder).reinterpretAsInts();
    IntVector highest = high.add(rounder).reinterpretAsInts();
    boolean rounded = bytes.length > 0;
    int lastBlock = channels - LANES;
    for (int block = 0; block < channels; block += LANES) {
      int c = Math.min(block, lastBlock);
      FloatVector multiplier = FloatVector.fromArray(Lanes.FLOAT, e.multiplier(), c);
      FloatVector bias = FloatVector.fromArray(Lanes.FLOAT, e.bias(), c);
      int out = first * outputStep + column * channels + c;
      for (int i = first; i < end; i++) {
        int top = i - g.padTop();
        int firstTap = Math.max(0, -top);
        int endTap = Math.min(5, height - top);
        int p = xOffset + (top + firstTap) * rowStep + left * channels + c;
        int q = 5 * firstTap * channels + c;
        FloatVector sum0 = FloatVector.zero(Lanes.FLOAT);
        FloatVector sum1 = FloatVector.zero(Lanes.FLOAT);
        FloatVector sum2 = FloatVector.zero(Lanes.FLOAT);
        FloatVector sum3 = FloatVector.zero(Lanes.FLOAT);
        for (int tap = firstTap; tap < endTap; tap++) {
          FloatVector x0 =
              ((FloatVector)
                      ByteVector.fromArray(ByteLanes.SPECIES, x, p + at0).castShape(Lanes.FLOAT, 0))
                  .reinterpretAsInts()
                  .and(inside0)
                  .reinterpretAsFloats();
          FloatVector x1 =
              ((FloatVector)
                      ByteVector.fromArray(ByteLanes.SPECIES, x, p + at1).castShape(Lanes.FLOAT, 0))
                  .reinterpretAsInts()
                  .and(inside1)
                  .reinterpretAsFloats();
          FloatVector x2 =
              (FloatVector)
                  ByteVector.fromArray(ByteLanes.SPECIES, x, p + 2 * channels)
                      .castShape(Lanes.FLOAT, 0);
          FloatVector x3 =
              (FloatVector)
                  ByteVector.fromArray(ByteLanes.SPECIES, x, p + 3 * channels)
                      .castShape(Lanes.FLOAT, 0);
          FloatVector x4 =
              (FloatVector)
                  ByteVector.fromArray(ByteLanes.SPECIES, x, p + 4 * channels)
                      .castShape(Lanes.FLOAT, 0);
          FloatVector x5 =
              (FloatVector)
                  ByteVector.fromArray(ByteLanes.SPECIES, x, p + 5 * channels)
                      .castShape(Lanes.FLOAT, 0);
          FloatVector x6 =
              ((FloatVector)
                      ByteVector.fromArray(ByteLanes.SPECIES, x, p + at6).castShape(Lanes.FLOAT, 0))
                  .reinterpretAsInts()
                  .and(inside6)
                  .reinterpretAsFloats();
          FloatVector x7 =
              ((FloatVector)
                      ByteVector.fromArray(ByteLanes.SPECIES, x, p + at7).castShape(Lanes.FLOAT, 0))
                  .reinterpretAsInts()
                  .and(inside7)
                  .reinterpretAsFloats();
          FloatVector w0 = FloatVector.fromArray(Lanes.FLOAT, w, q);
          sum0 = x0.fma(w0, sum0);
          sum1 = x1.fma(w0, sum1);
          sum2 = x2.fma(w0, sum2);
          sum3 = x3.fma(w0, sum3);
          FloatVector w1 = FloatVector.fromArray(Lanes.FLOAT, w, q + channels);
          sum0 = x1.fma(w1, sum0);
          sum1 = x2.fma(w1, sum1);
          sum2 = x3.fma(w1, sum2);
          sum3 = x4.fma(w1, sum3);
          FloatVector w2 = FloatVector.fromArray(Lanes.FLOAT, w, q + 2 * channels);
          sum0 = x2.fma(w2, sum0);
          sum1 = x3.fma(w2, sum1);
          sum2 = x4.fma(w2, sum2);
          sum3 = x5.fma(w2, sum3);
          FloatVector w3 = FloatVector.fromArray(Lanes.FLOAT, w, q + 3 * channels);
          sum0 = x3.fma(w3, sum0);
          sum1 = x4.fma(w3, sum1);
          sum2 = x5.fma(w3, sum2);
          sum3 = x6.fma(w3, sum3);
          FloatVector w4 = FloatVector.fromArray(Lanes.FLOAT, w, q + 4 * channels);
          sum0 = x4.fma(w4, sum0);
          sum1 = x5.fma(w4, sum1);
          sum2 = x6.fma(w4, sum2);
          sum3 = x7.fma(w4, sum3);
          p += rowStep;
          q += 5 * channels;
        }
        sum0 = sum0.mul(multiplier).add(bias);
        sum1 = sum1.mul(multiplier).add(bias);
        sum2 = sum2.mul(multiplier).add(bias);
        sum3 = sum3.mul(multiplier).add(bias);
        if (rounded) {
          ByteVector y0 =
              (ByteVector)
                  sum0.add(rounder)
                      .reinterpretAsInts()
                      .max(lowest)
                      .min(highest)
                      .castShape(ByteLanes.NARROWED, 0);
          ByteVector y1 =
              (ByteVector)
                  sum1.add(rounder)
                      .reinterpretAsInts()
                      .max(lowest)
                      .min(highest)
                      .castShape(ByteLanes.NARROWED, 0);
          ByteVector y2 =
              (ByteVector)
                  sum2.add(rounder)
                      .reinterpretAsInts()
                      .max(lowest)
                      .min(highest)
                      .castShape(ByteLanes.NARROWED, 0);
          ByteVector y3 =
              (ByteVector)
                  sum3.add(rounder)
                      .reinterpretAsInts()
                      .max(lowest)
                      .min(highest)
                      .castShape(ByteLanes.NARROWED, 0);
          if (ByteLanes.AS_INT) {
            ByteLanes.INT.set(bytes, yOffset + out, (int) y0.reinterpretAsLongs().lane(0));
            ByteLanes.INT.set(
                bytes, yOffset + out + channels, (int) y1.reinterpretAsLongs().lane(0));
            ByteLanes.INT.set(
                bytes, yOffset + out + 2 * channels, (int) y2.reinterpretAsLongs().lane(0));
            ByteLanes.INT.set(
                bytes, yOffset + out + 3 * channels, (int) y3.reinterpretAsLongs().lane(0));
          } else {
            y0.intoArray(bytes, yOffset + out);
            y1.intoArray(bytes, yOffset + out + channels);
            y2.intoArray(bytes, yOffset + out + 2 * channels);
            y3.intoArray(bytes, yOffset + out + 3 * channels);
          }
        } else {
          sum0 = sum0.blend(high, sum0.compare(VectorOperators.GT, high));
          sum1 = sum1.blend(high, sum1.compare(VectorOperators.GT, high));
          sum2 = sum2.blend(high, sum2.compare(VectorOperators.GT, high));
          sum3 = sum3.blend(high, sum3.compare(VectorOperators.GT, high));
          sum0 = sum0.blend(low, sum0.lt(low));
          sum1 = sum1.blend(low, sum1.lt(low));
          sum2 = sum2.blend(low, sum2.lt(low));
          sum3 = sum3.blend(low, sum3.lt(low));
          sum0.intoArray(floats, yOffset + out);
          sum1.intoArray(floats, yOffset + out + channels);
          sum2.intoArray(floats, yOffset + out + 2 * channels);
          sum3.intoArray(floats, yOffset + out + 3 * channels);
        }
        out += outputStep;
      }
    }
  }
}
