package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.ImageWindow;
import dev.octet.engine.kernel.IntegerEpilogue;
import dev.octet.engine.kernel.scalar.Transcendentals;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Five by five taps at stride 1, three columns of outputs at once. */
final class ByteColumns5x5 extends ByteColumns {
  private static final int LANES = Lanes.FLOAT.length();

  ByteColumns5x5() {
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
      float[] residual,
      int residualOffset,
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
    int at5 = ColumnWindow.place(g, left, 5);
    int at6 = ColumnWindow.place(g, left, 6);
    FloatVector inside0 = FloatVector.broadcast(Lanes.FLOAT, ColumnWindow.factor(g, left));
    FloatVector inside1 = FloatVector.broadcast(Lanes.FLOAT, ColumnWindow.factor(g, left + 1));
    FloatVector inside5 = FloatVector.broadcast(Lanes.FLOAT, ColumnWindow.factor(g, left + 5));
    FloatVector inside6 = FloatVector.broadcast(Lanes.FLOAT, ColumnWindow.factor(g, left + 6));
    FloatVector low = FloatVector.broadcast(Lanes.FLOAT, e.low());
    FloatVector high = FloatVector.broadcast(Lanes.FLOAT, e.high());
    boolean added = residual.length > 0;
    boolean rounded = bytes.length > 0;
    int lastBlock = channels - LANES;
    for (int block = 0; block < channels; block += LANES) {
      int c = Math.min(block, lastBlock);
      FloatVector multiplier = FloatVector.fromArray(Lanes.FLOAT, e.multiplier(), c);
      FloatVector bias = FloatVector.fromArray(Lanes.FLOAT, e.bias(), c);
      FloatVector sum00 = FloatVector.zero(Lanes.FLOAT);
      FloatVector sum01 = sum00;
      FloatVector sum02 = sum00;
      FloatVector sum10 = sum00;
      FloatVector sum11 = sum00;
      FloatVector sum12 = sum00;
      FloatVector sum20 = sum00;
      FloatVector sum21 = sum00;
      FloatVector sum22 = sum00;
      FloatVector sum30 = sum00;
      FloatVector sum31 = sum00;
      FloatVector sum32 = sum00;
      int row = first - g.padTop();
      int p = xOffset + row * rowStep + left * channels + c;
      int out = (first - 4) * outputStep + column * channels + c;
      for (int i = first - 4; i < end; i++) {
        FloatVector sum40 = FloatVector.zero(Lanes.FLOAT);
        FloatVector sum41 = sum40;
        FloatVector sum42 = sum40;
        if (row >= 0 && row < height) {
          FloatVector x0 =
              ((FloatVector)
                      ByteVector.fromArray(ByteLanes.SPECIES, x, p + at0).castShape(Lanes.FLOAT, 0))
                  .mul(inside0);
          FloatVector x1 =
              ((FloatVector)
                      ByteVector.fromArray(ByteLanes.SPECIES, x, p + at1).castShape(Lanes.FLOAT, 0))
                  .mul(inside1);
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
              ((FloatVector)
                      ByteVector.fromArray(ByteLanes.SPECIES, x, p + at5).castShape(Lanes.FLOAT, 0))
                  .mul(inside5);
          FloatVector x6 =
              ((FloatVector)
                      ByteVector.fromArray(ByteLanes.SPECIES, x, p + at6).castShape(Lanes.FLOAT, 0))
                  .mul(inside6);
          FloatVector w40 = FloatVector.fromArray(Lanes.FLOAT, w, c + 20 * channels);
          sum00 = x0.fma(w40, sum00);
          sum01 = x1.fma(w40, sum01);
          sum02 = x2.fma(w40, sum02);
          FloatVector w41 = FloatVector.fromArray(Lanes.FLOAT, w, c + 21 * channels);
          sum00 = x1.fma(w41, sum00);
          sum01 = x2.fma(w41, sum01);
          sum02 = x3.fma(w41, sum02);
          FloatVector w42 = FloatVector.fromArray(Lanes.FLOAT, w, c + 22 * channels);
          sum00 = x2.fma(w42, sum00);
          sum01 = x3.fma(w42, sum01);
          sum02 = x4.fma(w42, sum02);
          FloatVector w43 = FloatVector.fromArray(Lanes.FLOAT, w, c + 23 * channels);
          sum00 = x3.fma(w43, sum00);
          sum01 = x4.fma(w43, sum01);
          sum02 = x5.fma(w43, sum02);
          FloatVector w44 = FloatVector.fromArray(Lanes.FLOAT, w, c + 24 * channels);
          sum00 = x4.fma(w44, sum00);
          sum01 = x5.fma(w44, sum01);
          sum02 = x6.fma(w44, sum02);
          FloatVector w30 = FloatVector.fromArray(Lanes.FLOAT, w, c + 15 * channels);
          sum10 = x0.fma(w30, sum10);
          sum11 = x1.fma(w30, sum11);
          sum12 = x2.fma(w30, sum12);
          FloatVector w31 = FloatVector.fromArray(Lanes.FLOAT, w, c + 16 * channels);
          sum10 = x1.fma(w31, sum10);
          sum11 = x2.fma(w31, sum11);
          sum12 = x3.fma(w31, sum12);
          FloatVector w32 = FloatVector.fromArray(Lanes.FLOAT, w, c + 17 * channels);
          sum10 = x2.fma(w32, sum10);
          sum11 = x3.fma(w32, sum11);
          sum12 = x4.fma(w32, sum12);
          FloatVector w33 = FloatVector.fromArray(Lanes.FLOAT, w, c + 18 * channels);
          sum10 = x3.fma(w33, sum10);
          sum11 = x4.fma(w33, sum11);
          sum12 = x5.fma(w33, sum12);
          FloatVector w34 = FloatVector.fromArray(Lanes.FLOAT, w, c + 19 * channels);
          sum10 = x4.fma(w34, sum10);
          sum11 = x5.fma(w34, sum11);
          sum12 = x6.fma(w34, sum12);
          FloatVector w20 = FloatVector.fromArray(Lanes.FLOAT, w, c + 10 * channels);
          sum20 = x0.fma(w20, sum20);
          sum21 = x1.fma(w20, sum21);
          sum22 = x2.fma(w20, sum22);
          FloatVector w21 = FloatVector.fromArray(Lanes.FLOAT, w, c + 11 * channels);
          sum20 = x1.fma(w21, sum20);
          sum21 = x2.fma(w21, sum21);
          sum22 = x3.fma(w21, sum22);
          FloatVector w22 = FloatVector.fromArray(Lanes.FLOAT, w, c + 12 * channels);
          sum20 = x2.fma(w22, sum20);
          sum21 = x3.fma(w22, sum21);
          sum22 = x4.fma(w22, sum22);
          FloatVector w23 = FloatVector.fromArray(Lanes.FLOAT, w, c + 13 * channels);
          sum20 = x3.fma(w23, sum20);
          sum21 = x4.fma(w23, sum21);
          sum22 = x5.fma(w23, sum22);
          FloatVector w24 = FloatVector.fromArray(Lanes.FLOAT, w, c + 14 * channels);
          sum20 = x4.fma(w24, sum20);
          sum21 = x5.fma(w24, sum21);
          sum22 = x6.fma(w24, sum22);
          FloatVector w10 = FloatVector.fromArray(Lanes.FLOAT, w, c + 5 * channels);
          sum30 = x0.fma(w10, sum30);
          sum31 = x1.fma(w10, sum31);
          sum32 = x2.fma(w10, sum32);
          FloatVector w11 = FloatVector.fromArray(Lanes.FLOAT, w, c + 6 * channels);
          sum30 = x1.fma(w11, sum30);
          sum31 = x2.fma(w11, sum31);
          sum32 = x3.fma(w11, sum32);
          FloatVector w12 = FloatVector.fromArray(Lanes.FLOAT, w, c + 7 * channels);
          sum30 = x2.fma(w12, sum30);
          sum31 = x3.fma(w12, sum31);
          sum32 = x4.fma(w12, sum32);
          FloatVector w13 = FloatVector.fromArray(Lanes.FLOAT, w, c + 8 * channels);
          sum30 = x3.fma(w13, sum30);
          sum31 = x4.fma(w13, sum31);
          sum32 = x5.fma(w13, sum32);
          FloatVector w14 = FloatVector.fromArray(Lanes.FLOAT, w, c + 9 * channels);
          sum30 = x4.fma(w14, sum30);
          sum31 = x5.fma(w14, sum31);
          sum32 = x6.fma(w14, sum32);
          FloatVector w00 = FloatVector.fromArray(Lanes.FLOAT, w, c);
          sum40 = x0.fma(w00, sum40);
          sum41 = x1.fma(w00, sum41);
          sum42 = x2.fma(w00, sum42);
          FloatVector w01 = FloatVector.fromArray(Lanes.FLOAT, w, c + channels);
          sum40 = x1.fma(w01, sum40);
          sum41 = x2.fma(w01, sum41);
          sum42 = x3.fma(w01, sum42);
          FloatVector w02 = FloatVector.fromArray(Lanes.FLOAT, w, c + 2 * channels);
          sum40 = x2.fma(w02, sum40);
          sum41 = x3.fma(w02, sum41);
          sum42 = x4.fma(w02, sum42);
          FloatVector w03 = FloatVector.fromArray(Lanes.FLOAT, w, c + 3 * channels);
          sum40 = x3.fma(w03, sum40);
          sum41 = x4.fma(w03, sum41);
          sum42 = x5.fma(w03, sum42);
          FloatVector w04 = FloatVector.fromArray(Lanes.FLOAT, w, c + 4 * channels);
          sum40 = x4.fma(w04, sum40);
          sum41 = x5.fma(w04, sum41);
          sum42 = x6.fma(w04, sum42);
        }
        row++;
        p += rowStep;
        if (i >= first) {
          sum00 = sum00.mul(multiplier).add(bias);
          sum01 = sum01.mul(multiplier).add(bias);
          sum02 = sum02.mul(multiplier).add(bias);
          if (added) {
            FloatVector term0 = FloatVector.fromArray(Lanes.FLOAT, residual, residualOffset + out);
            FloatVector term1 =
                FloatVector.fromArray(Lanes.FLOAT, residual, residualOffset + out + channels);
            FloatVector term2 =
                FloatVector.fromArray(Lanes.FLOAT, residual, residualOffset + out + 2 * channels);
            sum00 = sum00.add(term0.mul(e.residualMultiplier()));
            sum01 = sum01.add(term1.mul(e.residualMultiplier()));
            sum02 = sum02.add(term2.mul(e.residualMultiplier()));
          }
          sum00 = sum00.blend(high, sum00.compare(VectorOperators.GT, high));
          sum01 = sum01.blend(high, sum01.compare(VectorOperators.GT, high));
          sum02 = sum02.blend(high, sum02.compare(VectorOperators.GT, high));
          sum00 = sum00.blend(low, sum00.lt(low));
          sum01 = sum01.blend(low, sum01.lt(low));
          sum02 = sum02.blend(low, sum02.lt(low));
          if (rounded) {
            ByteVector y0 =
                (ByteVector)
                    sum00
                        .add(Transcendentals.ROUNDER)
                        .reinterpretAsInts()
                        .castShape(ByteLanes.NARROWED, 0);
            ByteVector y1 =
                (ByteVector)
                    sum01
                        .add(Transcendentals.ROUNDER)
                        .reinterpretAsInts()
                        .castShape(ByteLanes.NARROWED, 0);
            ByteVector y2 =
                (ByteVector)
                    sum02
                        .add(Transcendentals.ROUNDER)
                        .reinterpretAsInts()
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
            sum00.intoArray(floats, yOffset + out);
            sum01.intoArray(floats, yOffset + out + channels);
            sum02.intoArray(floats, yOffset + out + 2 * channels);
          }
        }
        out += outputStep;
        sum00 = sum10;
        sum01 = sum11;
        sum02 = sum12;
        sum10 = sum20;
        sum11 = sum21;
        sum12 = sum22;
        sum20 = sum30;
        sum21 = sum31;
        sum22 = sum32;
        sum30 = sum40;
        sum31 = sum41;
        sum32 = sum42;
      }
    }
  }
}
