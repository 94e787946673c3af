package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.ImageWindow;
import dev.octet.engine.kernel.IntegerEpilogue;
import dev.octet.engine.kernel.scalar.Transcendentals;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** Three by three taps at stride 1, four columns of outputs at once. */
final class ByteColumns3x3 extends ByteColumns {
  private static final int LANES = Lanes.FLOAT.length();

  ByteColumns3x3() {
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
    int at5 = ColumnWindow.place(g, left, 5);
    IntVector inside0 = IntVector.broadcast(Lanes.INT, ColumnWindow.mask(g, left));
    IntVector inside5 = IntVector.broadcast(Lanes.INT, ColumnWindow.mask(g, left + 5));
    FloatVector low = FloatVector.broadcast(Lanes.FLOAT, e.low());
    FloatVector high = FloatVector.broadcast(Lanes.FLOAT, e.high());
    FloatVector rounder = FloatVector.broadcast(Lanes.FLOAT, Transcendentals.ROUNDER);
    IntVector lowest = low.add(rounder).reinterpretAsInts();
    IntVector highest = high.add(rounder).reinterpretAsInts();
    boolean rounded = bytes.length > 0;
    int lastBlock = channels - LANES;
    for (int block = 0; block < channels; block += LANES) {
      int c = Math.min(block, lastBlock);
      FloatVector w00 = FloatVector.fromArray(Lanes.FLOAT, w, c);
      FloatVector w01 = FloatVector.fromArray(Lanes.FLOAT, w, c + channels);
      FloatVector w02 = FloatVector.fromArray(Lanes.FLOAT, w, c + 2 * channels);
      FloatVector w10 = FloatVector.fromArray(Lanes.FLOAT, w, c + 3 * channels);
      FloatVector w11 = FloatVector.fromArray(Lanes.FLOAT, w, c + 4 * channels);
      FloatVector w12 = FloatVector.fromArray(Lanes.FLOAT, w, c + 5 * channels);
      FloatVector w20 = FloatVector.fromArray(Lanes.FLOAT, w, c + 6 * channels);
      FloatVector w21 = FloatVector.fromArray(Lanes.FLOAT, w, c + 7 * channels);
      FloatVector w22 = FloatVector.fromArray(Lanes.FLOAT, w, c + 8 * channels);
      FloatVector multiplier = FloatVector.fromArray(Lanes.FLOAT, e.multiplier(), c);
      FloatVector bias = FloatVector.fromArray(Lanes.FLOAT, e.bias(), c);
      FloatVector sum00 = FloatVector.zero(Lanes.FLOAT);
      FloatVector sum01 = sum00;
      FloatVector sum02 = sum00;
      FloatVector sum03 = sum00;
      FloatVector sum10 = sum00;
      FloatVector sum11 = sum00;
      FloatVector sum12 = sum00;
      FloatVector sum13 = sum00;
      int row = first - g.padTop();
      int p = xOffset + row * rowStep + left * channels + c;
      int out = (first - 2) * outputStep + column * channels + c;
      for (int i = first - 2; i < end; i++) {
        FloatVector sum20 = FloatVector.zero(Lanes.FLOAT);
        FloatVector sum21 = sum20;
        FloatVector sum22 = sum20;
        FloatVector sum23 = sum20;
        if (row >= 0 && row < height) {
          FloatVector x0 =
              ((FloatVector)
                      ByteVector.fromArray(ByteLanes.SPECIES, x, p + at0).castShape(Lanes.FLOAT, 0))
                  .reinterpretAsInts()
                  .and(inside0)
                  .reinterpretAsFloats();
          sum00 = x0.fma(w20, sum00);
          sum10 = x0.fma(w10, sum10);
          sum20 = x0.fma(w00, sum20);
          FloatVector x1 =
              (FloatVector)
                  ByteVector.fromArray(ByteLanes.SPECIES, x, p + channels)
                      .castShape(Lanes.FLOAT, 0);
          sum00 = x1.fma(w21, sum00);
          sum01 = x1.fma(w20, sum01);
          sum10 = x1.fma(w11, sum10);
          sum11 = x1.fma(w10, sum11);
          sum20 = x1.fma(w01, sum20);
          sum21 = x1.fma(w00, sum21);
          FloatVector x2 =
              (FloatVector)
                  ByteVector.fromArray(ByteLanes.SPECIES, x, p + 2 * channels)
                      .castShape(Lanes.FLOAT, 0);
          sum00 = x2.fma(w22, sum00);
          sum01 = x2.fma(w21, sum01);
          sum02 = x2.fma(w20, sum02);
          sum10 = x2.fma(w12, sum10);
          sum11 = x2.fma(w11, sum11);
          sum12 = x2.fma(w10, sum12);
          sum20 = x2.fma(w02, sum20);
          sum21 = x2.fma(w01, sum21);
          sum22 = x2.fma(w00, sum22);
          FloatVector x3 =
              (FloatVector)
                  ByteVector.fromArray(ByteLanes.SPECIES, x, p + 3 * channels)
                      .castShape(Lanes.FLOAT, 0);
          sum01 = x3.fma(w22, sum01);
          sum02 = x3.fma(w21, sum02);
          sum03 = x3.fma(w20, sum03);
          sum11 = x3.fma(w12, sum11);
          sum12 = x3.fma(w11, sum12);
          sum13 = x3.fma(w10, sum13);
          sum21 = x3.fma(w02, sum21);
          sum22 = x3.fma(w01, sum22);
          sum23 = x3.fma(w00, sum23);
          FloatVector x4 =
              (FloatVector)
                  ByteVector.fromArray(ByteLanes.SPECIES, x, p + 4 * channels)
                      .castShape(Lanes.FLOAT, 0);
          sum02 = x4.fma(w22, sum02);
          sum03 = x4.fma(w21, sum03);
          sum12 = x4.fma(w12, sum12);
          sum13 = x4.fma(w11, sum13);
          sum22 = x4.fma(w02, sum22);
          sum23 = x4.fma(w01, sum23);
          FloatVector x5 =
              ((FloatVector)
                      ByteVector.fromArray(ByteLanes.SPECIES, x, p + at5).castShape(Lanes.FLOAT, 0))
                  .reinterpretAsInts()
                  .and(inside5)
                  .reinterpretAsFloats();
          sum03 = x5.fma(w22, sum03);
          sum13 = x5.fma(w12, sum13);
          sum23 = x5.fma(w02, sum23);
        }
        row++;
        p += rowStep;
        if (i >= first) {
          sum00 = sum00.mul(multiplier).add(bias);
          sum01 = sum01.mul(multiplier).add(bias);
          sum02 = sum02.mul(multiplier).add(bias);
          sum03 = sum03.mul(multiplier).add(bias);
          if (rounded) {
            ByteVector y0 =
                (ByteVector)
                    sum00
                        .add(rounder)
                        .reinterpretAsInts()
                        .max(lowest)
                        .min(highest)
                        .castShape(ByteLanes.NARROWED, 0);
            ByteVector y1 =
                (ByteVector)
                    sum01
                        .add(rounder)
                        .reinterpretAsInts()
                        .max(lowest)
                        .min(highest)
                        .castShape(ByteLanes.NARROWED, 0);
            ByteVector y2 =
                (ByteVector)
                    sum02
                        .add(rounder)
                        .reinterpretAsInts()
                        .max(lowest)
                        .min(highest)
                        .castShape(ByteLanes.NARROWED, 0);
            ByteVector y3 =
                (ByteVector)
                    sum03
                        .add(rounder)
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
            sum00 = sum00.blend(high, sum00.compare(VectorOperators.GT, high));
            sum01 = sum01.blend(high, sum01.compare(VectorOperators.GT, high));
            sum02 = sum02.blend(high, sum02.compare(VectorOperators.GT, high));
            sum03 = sum03.blend(high, sum03.compare(VectorOperators.GT, high));
            sum00 = sum00.blend(low, sum00.lt(low));
            sum01 = sum01.blend(low, sum01.lt(low));
            sum02 = sum02.blend(low, sum02.lt(low));
            sum03 = sum03.blend(low, sum03.lt(low));
            sum00.intoArray(floats, yOffset + out);
            sum01.intoArray(floats, yOffset + out + channels);
            sum02.intoArray(floats, yOffset + out + 2 * channels);
            sum03.intoArray(floats, yOffset + out + 3 * channels);
          }
        }
        out += outputStep;
        sum00 = sum10;
        sum01 = sum11;
        sum02 = sum12;
        sum03 = sum13;
        sum10 = sum20;
        sum11 = sum21;
        sum12 = sum22;
        sum13 = sum23;
      }
    }
  }
}
