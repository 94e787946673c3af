package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.FloatEpilogue;
import dev.octet.engine.kernel.ImageWindow;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** Five by five taps at stride 1, four columns of outputs at once. */
final class FloatColumns5x5 extends FloatColumns {
  private static final int LANES = Lanes.FLOAT.length();

  FloatColumns5x5() {
    super(4);
  }

  @Override
  void walk(
      ImageWindow g,
      int first,
      int end,
      int column,
      float[] x,
      int xOffset,
      float[] w,
      FloatEpilogue e,
      float[] residual,
      int residualOffset,
      float[] y,
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
    boolean bounded = e.high() < Float.POSITIVE_INFINITY;
    boolean added = residual.length > 0;
    int lastBlock = channels - LANES;
    for (int block = 0; block < channels; block += LANES) {
      int c = Math.min(block, lastBlock);
      FloatVector bias = FloatVector.fromArray(Lanes.FLOAT, e.bias(), c);
      FloatVector sum00 = FloatVector.zero(Lanes.FLOAT);
      FloatVector sum01 = sum00;
      FloatVector sum02 = sum00;
      FloatVector sum03 = sum00;
      FloatVector sum10 = sum00;
      FloatVector sum11 = sum00;
      FloatVector sum12 = sum00;
      FloatVector sum13 = sum00;
      FloatVector sum20 = sum00;
      FloatVector sum21 = sum00;
      FloatVector sum22 = sum00;
      FloatVector sum23 = sum00;
      FloatVector sum30 = sum00;
      FloatVector sum31 = sum00;
      FloatVector sum32 = sum00;
      FloatVector sum33 = sum00;
      int row = first - g.padTop();
      int p = xOffset + row * rowStep + left * channels + c;
      int out = (first - 4) * outputStep + column * channels + c;
      for (int i = first - 4; i < end; i++) {
        FloatVector sum40 = FloatVector.zero(Lanes.FLOAT);
        FloatVector sum41 = sum40;
        FloatVector sum42 = sum40;
        FloatVector sum43 = sum40;
        if (row >= 0 && row < height) {
          FloatVector x0 =
              FloatVector.fromArray(Lanes.FLOAT, x, p + at0)
                  .reinterpretAsInts()
                  .and(inside0)
                  .reinterpretAsFloats();
          FloatVector x1 =
              FloatVector.fromArray(Lanes.FLOAT, x, p + at1)
                  .reinterpretAsInts()
                  .and(inside1)
                  .reinterpretAsFloats();
          FloatVector x2 = FloatVector.fromArray(Lanes.FLOAT, x, p + 2 * channels);
          FloatVector x3 = FloatVector.fromArray(Lanes.FLOAT, x, p + 3 * channels);
          FloatVector x4 = FloatVector.fromArray(Lanes.FLOAT, x, p + 4 * channels);
          FloatVector x5 = FloatVector.fromArray(Lanes.FLOAT, x, p + 5 * channels);
          FloatVector x6 =
              FloatVector.fromArray(Lanes.FLOAT, x, p + at6)
                  .reinterpretAsInts()
                  .and(inside6)
                  .reinterpretAsFloats();
          FloatVector x7 =
              FloatVector.fromArray(Lanes.FLOAT, x, p + at7)
                  .reinterpretAsInts()
                  .and(inside7)
                  .reinterpretAsFloats();
          FloatVector w40 = FloatVector.fromArray(Lanes.FLOAT, w, c + 20 * channels);
          sum00 = x0.fma(w40, sum00);
          sum01 = x1.fma(w40, sum01);
          sum02 = x2.fma(w40, sum02);
          sum03 = x3.fma(w40, sum03);
          FloatVector w41 = FloatVector.fromArray(Lanes.FLOAT, w, c + 21 * channels);
          sum00 = x1.fma(w41, sum00);
          sum01 = x2.fma(w41, sum01);
          sum02 = x3.fma(w41, sum02);
          sum03 = x4.fma(w41, sum03);
          FloatVector w42 = FloatVector.fromArray(Lanes.FLOAT, w, c + 22 * channels);
          sum00 = x2.fma(w42, sum00);
          sum01 = x3.fma(w42, sum01);
          sum02 = x4.fma(w42, sum02);
          sum03 = x5.fma(w42, sum03);
          FloatVector w43 = FloatVector.fromArray(Lanes.FLOAT, w, c + 23 * channels);
          sum00 = x3.fma(w43, sum00);
          sum01 = x4.fma(w43, sum01);
          sum02 = x5.fma(w43, sum02);
          sum03 = x6.fma(w43, sum03);
          FloatVector w44 = FloatVector.fromArray(Lanes.FLOAT, w, c + 24 * channels);
          sum00 = x4.fma(w44, sum00);
          sum01 = x5.fma(w44, sum01);
          sum02 = x6.fma(w44, sum02);
          sum03 = x7.fma(w44, sum03);
          FloatVector w30 = FloatVector.fromArray(Lanes.FLOAT, w, c + 15 * channels);
          sum10 = x0.fma(w30, sum10);
          sum11 = x1.fma(w30, sum11);
          sum12 = x2.fma(w30, sum12);
          sum13 = x3.fma(w30, sum13);
          FloatVector w31 = FloatVector.fromArray(Lanes.FLOAT, w, c + 16 * channels);
          sum10 = x1.fma(w31, sum10);
          sum11 = x2.fma(w31, sum11);
          sum12 = x3.fma(w31, sum12);
          sum13 = x4.fma(w31, sum13);
          FloatVector w32 = FloatVector.fromArray(Lanes.FLOAT, w, c + 17 * channels);
          sum10 = x2.fma(w32, sum10);
          sum11 = x3.fma(w32, sum11);
          sum12 = x4.fma(w32, sum12);
          sum13 = x5.fma(w32, sum13);
          FloatVector w33 = FloatVector.fromArray(Lanes.FLOAT, w, c + 18 * channels);
          sum10 = x3.fma(w33, sum10);
          sum11 = x4.fma(w33, sum11);
          sum12 = x5.fma(w33, sum12);
          sum13 = x6.fma(w33, sum13);
          FloatVector w34 = FloatVector.fromArray(Lanes.FLOAT, w, c + 19 * channels);
          sum10 = x4.fma(w34, sum10);
          sum11 = x5.fma(w34, sum11);
          sum12 = x6.fma(w34, sum12);
          sum13 = x7.fma(w34, sum13);
          FloatVector w20 = FloatVector.fromArray(Lanes.FLOAT, w, c + 10 * channels);
          sum20 = x0.fma(w20, sum20);
          sum21 = x1.fma(w20, sum21);
          sum22 = x2.fma(w20, sum22);
          sum23 = x3.fma(w20, sum23);
          FloatVector w21 = FloatVector.fromArray(Lanes.FLOAT, w, c + 11 * channels);
          sum20 = x1.fma(w21, sum20);
          sum21 = x2.fma(w21, sum21);
          sum22 = x3.fma(w21, sum22);
          sum23 = x4.fma(w21, sum23);
          FloatVector w22 = FloatVector.fromArray(Lanes.FLOAT, w, c + 12 * channels);
          sum20 = x2.fma(w22, sum20);
          sum21 = x3.fma(w22, sum21);
          sum22 = x4.fma(w22, sum22);
          sum23 = x5.fma(w22, sum23);
          FloatVector w23 = FloatVector.fromArray(Lanes.FLOAT, w, c + 13 * channels);
          sum20 = x3.fma(w23, sum20);
          sum21 = x4.fma(w23, sum21);
          sum22 = x5.fma(w23, sum22);
          sum23 = x6.fma(w23, sum23);
          FloatVector w24 = FloatVector.fromArray(Lanes.FLOAT, w, c + 14 * channels);
          sum20 = x4.fma(w24, sum20);
          sum21 = x5.fma(w24, sum21);
          sum22 = x6.fma(w24, sum22);
          sum23 = x7.fma(w24, sum23);
          FloatVector w10 = FloatVector.fromArray(Lanes.FLOAT, w, c + 5 * channels);
          sum30 = x0.fma(w10, sum30);
          sum31 = x1.fma(w10, sum31);
          sum32 = x2.fma(w10, sum32);
          sum33 = x3.fma(w10, sum33);
          FloatVector w11 = FloatVector.fromArray(Lanes.FLOAT, w, c + 6 * channels);
          sum30 = x1.fma(w11, sum30);
          sum31 = x2.fma(w11, sum31);
          sum32 = x3.fma(w11, sum32);
          sum33 = x4.fma(w11, sum33);
          FloatVector w12 = FloatVector.fromArray(Lanes.FLOAT, w, c + 7 * channels);
          sum30 = x2.fma(w12, sum30);
          sum31 = x3.fma(w12, sum31);
          sum32 = x4.fma(w12, sum32);
          sum33 = x5.fma(w12, sum33);
          FloatVector w13 = FloatVector.fromArray(Lanes.FLOAT, w, c + 8 * channels);
          sum30 = x3.fma(w13, sum30);
          sum31 = x4.fma(w13, sum31);
          sum32 = x5.fma(w13, sum32);
          sum33 = x6.fma(w13, sum33);
          FloatVector w14 = FloatVector.fromArray(Lanes.FLOAT, w, c + 9 * channels);
          sum30 = x4.fma(w14, sum30);
          sum31 = x5.fma(w14, sum31);
          sum32 = x6.fma(w14, sum32);
          sum33 = x7.fma(w14, sum33);
          FloatVector w00 = FloatVector.fromArray(Lanes.FLOAT, w, c);
          sum40 = x0.fma(w00, sum40);
          sum41 = x1.fma(w00, sum41);
          sum42 = x2.fma(w00, sum42);
          sum43 = x3.fma(w00, sum43);
          FloatVector w01 = FloatVector.fromArray(Lanes.FLOAT, w, c + channels);
          sum40 = x1.fma(w01, sum40);
          sum41 = x2.fma(w01, sum41);
          sum42 = x3.fma(w01, sum42);
          sum43 = x4.fma(w01, sum43);
          FloatVector w02 = FloatVector.fromArray(Lanes.FLOAT, w, c + 2 * channels);
          sum40 = x2.fma(w02, sum40);
          sum41 = x3.fma(w02, sum41);
          sum42 = x4.fma(w02, sum42);
          sum43 = x5.fma(w02, sum43);
          FloatVector w03 = FloatVector.fromArray(Lanes.FLOAT, w, c + 3 * channels);
          sum40 = x3.fma(w03, sum40);
          sum41 = x4.fma(w03, sum41);
          sum42 = x5.fma(w03, sum42);
          sum43 = x6.fma(w03, sum43);
          FloatVector w04 = FloatVector.fromArray(Lanes.FLOAT, w, c + 4 * channels);
          sum40 = x4.fma(w04, sum40);
          sum41 = x5.fma(w04, sum41);
          sum42 = x6.fma(w04, sum42);
          sum43 = x7.fma(w04, sum43);
        }
        row++;
        p += rowStep;
        if (i >= first) {
          sum00 = sum00.add(bias);
          sum01 = sum01.add(bias);
          sum02 = sum02.add(bias);
          sum03 = sum03.add(bias);
          if (added) {
            sum00 = sum00.add(FloatVector.fromArray(Lanes.FLOAT, residual, residualOffset + out));
            sum01 =
                sum01.add(
                    FloatVector.fromArray(Lanes.FLOAT, residual, residualOffset + out + channels));
            sum02 =
                sum02.add(
                    FloatVector.fromArray(
                        Lanes.FLOAT, residual, residualOffset + out + 2 * channels));
            sum03 =
                sum03.add(
                    FloatVector.fromArray(
                        Lanes.FLOAT, residual, residualOffset + out + 3 * channels));
          }
          if (bounded) {
            sum00 = sum00.blend(high, sum00.compare(VectorOperators.GT, high));
            sum01 = sum01.blend(high, sum01.compare(VectorOperators.GT, high));
            sum02 = sum02.blend(high, sum02.compare(VectorOperators.GT, high));
            sum03 = sum03.blend(high, sum03.compare(VectorOperators.GT, high));
          }
          sum00 = sum00.blend(low, sum00.lt(low));
          sum01 = sum01.blend(low, sum01.lt(low));
          sum02 = sum02.blend(low, sum02.lt(low));
          sum03 = sum03.blend(low, sum03.lt(low));
          sum00.intoArray(y, yOffset + out);
          sum01.intoArray(y, yOffset + out + channels);
          sum02.intoArray(y, yOffset + out + 2 * channels);
          sum03.intoArray(y, yOffset + out + 3 * channels);
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
        sum20 = sum30;
        sum21 = sum31;
        sum22 = sum32;
        sum23 = sum33;
        sum30 = sum40;
        sum31 = sum41;
        sum32 = sum42;
        sum33 = sum43;
      }
    }
  }
}
