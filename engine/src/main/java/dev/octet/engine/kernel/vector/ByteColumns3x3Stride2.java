package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.ImageWindow;
import dev.octet.engine.kernel.IntegerEpilogue;
import dev.octet.engine.kernel.scalar.Transcendentals;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Three by three taps at stride 2, three columns of outputs at once. With four there are so many
 * operations that C2 inlines them less well, see {@link ByteTile}.
 */
final class ByteColumns3x3Stride2 extends ByteColumns {
  private static final int LANES = Lanes.FLOAT.length();

  ByteColumns3x3Stride2() {
    super(3);
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
    int left = column * 2 - g.padLeft();
    int at0 = ColumnWindow.place(g, left, 0);
    int at6 = ColumnWindow.place(g, left, 6);
    IntVector inside0 = IntVector.broadcast(Lanes.INT, ColumnWindow.mask(g, left));
    IntVector inside6 = IntVector.broadcast(Lanes.INT, ColumnWindow.mask(g, left + 6));
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
      int row = 2 * first - 1 - g.padTop();
      int p = xOffset + row * rowStep + left * channels + c;
      int out = (first - 1) * outputStep + column * channels + c;
      for (int i = first - 1; i < end; i++) {
        FloatVector sum10 = FloatVector.zero(Lanes.FLOAT);
        FloatVector sum11 = sum10;
        FloatVector sum12 = sum10;
        if (row >= 0 && row < height) {
          FloatVector x0 =
              ((FloatVector)
                      ByteVector.fromArray(ByteLanes.SPECIES, x, p + at0).castShape(Lanes.FLOAT, 0))
                  .reinterpretAsInts()
                  .and(inside0)
                  .reinterpretAsFloats();
          sum00 = x0.fma(w10, sum00);
          FloatVector x1 =
              (FloatVector)
                  ByteVector.fromArray(ByteLanes.SPECIES, x, p + channels)
                      .castShape(Lanes.FLOAT, 0);
          sum00 = x1.fma(w11, sum00);
          FloatVector x2 =
              (FloatVector)
                  ByteVector.fromArray(ByteLanes.SPECIES, x, p + 2 * channels)
                      .castShape(Lanes.FLOAT, 0);
          sum00 = x2.fma(w12, sum00);
          sum01 = x2.fma(w10, sum01);
          FloatVector x3 =
              (FloatVector)
                  ByteVector.fromArray(ByteLanes.SPECIES, x, p + 3 * channels)
                      .castShape(Lanes.FLOAT, 0);
          sum01 = x3.fma(w11, sum01);
          FloatVector x4 =
              (FloatVector)
                  ByteVector.fromArray(ByteLanes.SPECIES, x, p + 4 * channels)
                      .castShape(Lanes.FLOAT, 0);
          sum01 = x4.fma(w12, sum01);
          sum02 = x4.fma(w10, sum02);
          FloatVector x5 =
              (FloatVector)
                  ByteVector.fromArray(ByteLanes.SPECIES, x, p + 5 * channels)
                      .castShape(Lanes.FLOAT, 0);
          sum02 = x5.fma(w11, sum02);
          FloatVector x6 =
              ((FloatVector)
                      ByteVector.fromArray(ByteLanes.SPECIES, x, p + at6).castShape(Lanes.FLOAT, 0))
                  .reinterpretAsInts()
                  .and(inside6)
                  .reinterpretAsFloats();
          sum02 = x6.fma(w12, sum02);
        }
        row++;
        p += rowStep;
        if (row >= 0 && row < height) {
          FloatVector x0 =
              ((FloatVector)
                      ByteVector.fromArray(ByteLanes.SPECIES, x, p + at0).castShape(Lanes.FLOAT, 0))
                  .reinterpretAsInts()
                  .and(inside0)
                  .reinterpretAsFloats();
          sum00 = x0.fma(w20, sum00);
          sum10 = x0.fma(w00, sum10);
          FloatVector x1 =
              (FloatVector)
                  ByteVector.fromArray(ByteLanes.SPECIES, x, p + channels)
                      .castShape(Lanes.FLOAT, 0);
          sum00 = x1.fma(w21, sum00);
          sum10 = x1.fma(w01, sum10);
          FloatVector x2 =
              (FloatVector)
                  ByteVector.fromArray(ByteLanes.SPECIES, x, p + 2 * channels)
                      .castShape(Lanes.FLOAT, 0);
          sum00 = x2.fma(w22, sum00);
          sum01 = x2.fma(w20, sum01);
          sum10 = x2.fma(w02, sum10);
          sum11 = x2.fma(w00, sum11);
          FloatVector x3 =
              (FloatVector)
                  ByteVector.fromArray(ByteLanes.SPECIES, x, p + 3 * channels)
                      .castShape(Lanes.FLOAT, 0);
          sum01 = x3.fma(w21, sum01);
          sum11 = x3.fma(w01, sum11);
          FloatVector x4 =
              (FloatVector)
                  ByteVector.fromArray(ByteLanes.SPECIES, x, p + 4 * channels)
                      .castShape(Lanes.FLOAT, 0);
          sum01 = x4.fma(w22, sum01);
          sum02 = x4.fma(w20, sum02);
          sum11 = x4.fma(w02, sum11);
          sum12 = x4.fma(w00, sum12);
          FloatVector x5 =
              (FloatVector)
                  ByteVector.fromArray(ByteLanes.SPECIES, x, p + 5 * channels)
                      .castShape(Lanes.FLOAT, 0);
          sum02 = x5.fma(w21, sum02);
          sum12 = x5.fma(w01, sum12);
          FloatVector x6 =
              ((FloatVector)
                      ByteVector.fromArray(ByteLanes.SPECIES, x, p + at6).castShape(Lanes.FLOAT, 0))
                  .reinterpretAsInts()
                  .and(inside6)
                  .reinterpretAsFloats();
          sum02 = x6.fma(w22, sum02);
          sum12 = x6.fma(w02, sum12);
        }
        row++;
        p += rowStep;
        if (i >= first) {
          sum00 = sum00.mul(multiplier).add(bias);
          sum01 = sum01.mul(multiplier).add(bias);
          sum02 = sum02.mul(multiplier).add(bias);
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
            if (ByteLanes.AS_INT) {
              ByteLanes.INT.set(bytes, yOffset + out, (int) y0.reinterpretAsLongs().lane(0));
              ByteLanes.INT.set(
                  bytes, yOffset + out + channels, (int) y1.reinterpretAsLongs().lane(0));
              ByteLanes.INT.set(
                  bytes, yOffset + out + 2 * channels, (int) y2.reinterpretAsLongs().lane(0));
            } else {
              y0.intoArray(bytes, yOffset + out);
              y1.intoArray(bytes, yOffset + out + channels);
              y2.intoArray(bytes, yOffset + out + 2 * channels);
            }
          } else {
            sum00 = sum00.blend(high, sum00.compare(VectorOperators.GT, high));
            sum01 = sum01.blend(high, sum01.compare(VectorOperators.GT, high));
            sum02 = sum02.blend(high, sum02.compare(VectorOperators.GT, high));
            sum00 = sum00.blend(low, sum00.lt(low));
            sum01 = sum01.blend(low, sum01.lt(low));
            sum02 = sum02.blend(low, sum02.lt(low));
            sum00.intoArray(floats, yOffset + out);
            sum01.intoArray(floats, yOffset + out + channels);
            sum02.intoArray(floats, yOffset + out + 2 * channels);
          }
        }
        out += outputStep;
        sum00 = sum10;
        sum01 = sum11;
        sum02 = sum12;
      }
    }
  }
}
