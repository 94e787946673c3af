package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.FloatEpilogue;
import dev.octet.engine.kernel.ImageWindow;
import dev.octet.engine.kernel.scalar.ScalarDepthwise;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The loops of {@link VectorDepthwise} over float images.
 *
 * <p>Outputs are made from left to right, {@link #TILE} at a time where all columns of the taps lie
 * in the image. Where the channels are no multiple of the lanes, the last vector of a pixel reaches
 * back over channels that are done already; with fewer channels than lanes it reaches on into the
 * pixels to come, which then overwrite that.
 *
 * <p>C2 stops inlining methods of ours in bodies of many vector operations, and a vector that
 * crosses a call is allocated: so the bodies are written out, and their parameters are many.
 */
final class FloatDepthwise {
  private static final int LANES = Lanes.FLOAT.length();

  /** Neighbouring outputs whose sums are in registers together. */
  private static final int TILE = 4;

  private FloatDepthwise() {}

  static void convolve(
      ImageWindow g,
      float[] x,
      int xOffset,
      DepthwiseFilter filter,
      FloatEpilogue e,
      float[] residual,
      int residualOffset,
      float[] y,
      int yOffset) {
    int channels = g.channels();
    int reach = Math.max(channels, LANES);
    int first = WindowRange.firstInnerColumn(g);
    int end = WindowRange.endInnerColumn(g, first);
    for (int i = 0; i < g.outputHeight(); i++) {
      int top = i * g.strideHeight() - g.padTop();
      int endTap = WindowRange.endTap(top, g.dilationHeight(), g.height(), g.kernelHeight());
      int firstTap = Math.min(WindowRange.firstTap(top, g.dilationHeight()), endTap);
      int xRow = xOffset + (top + firstTap * g.dilationHeight()) * g.width() * channels;
      int lastRow = top + (endTap - 1) * g.dilationHeight();
      int row = i * g.outputWidth() * channels;
      int rAt = residualOffset + row;
      int yAt = yOffset + row;
      int readable = WindowRange.readableColumns(g, lastRow, x.length - xOffset, reach);
      int safe = Math.min(readable, WindowRange.writableColumns(g, i, reach));
      int j = 0;
      for (; j < Math.min(first, safe); j++) {
        pixel(g, j, firstTap, endTap, x, xRow, filter.values(), e, residual, rAt, y, yAt);
      }
      int tiles = Math.max(0, Math.min(end, safe) - j) / TILE;
      tiles(g, j, tiles, firstTap, endTap, x, xRow, filter.values(), e, residual, rAt, y, yAt);
      j += tiles * TILE;
      for (; j < safe; j++) {
        pixel(g, j, firstTap, endTap, x, xRow, filter.values(), e, residual, rAt, y, yAt);
      }
      for (; j < g.outputWidth(); j++) {
        int at = j * channels;
        ScalarDepthwise.pixel(
            g, i, j, x, xOffset, filter.narrow(), e, residual, rAt + at, y, yAt + at);
      }
    }
  }

  /** Outputs {@code j..j+tiles·TILE-1} of a row; for the rest as {@link #pixel}. */
  private static void tiles(
      ImageWindow g,
      int j,
      int tiles,
      int firstTap,
      int endTap,
      float[] x,
      int xRow,
      float[] w,
      FloatEpilogue e,
      float[] residual,
      int rAt,
      float[] y,
      int yAt) {
    int first = j * g.channels();
    int xAt = xRow + (j * g.strideWidth() - g.padLeft()) * g.channels();
    boolean adjacent = g.strideWidth() == 1 && g.dilationWidth() == 1;
    int rows = endTap - firstTap;
    if (adjacent && g.kernelWidth() == 3) {
      tilesOf3(g, firstTap, rows, tiles, x, xAt, w, e, residual, rAt + first, y, yAt + first);
    } else if (adjacent && g.kernelWidth() == 5) {
      tilesOf5(g, firstTap, rows, tiles, x, xAt, w, e, residual, rAt + first, y, yAt + first);
    } else {
      tilesOfAny(g, firstTap, rows, tiles, x, xAt, w, e, residual, rAt + first, y, yAt + first);
    }
  }

  /** Three columns of taps side by side at stride 1: neighbours share their pixels. */
  private static void tilesOf3(
      ImageWindow g,
      int firstTap,
      int rows,
      int tiles,
      float[] x,
      int xAt,
      float[] w,
      FloatEpilogue e,
      float[] residual,
      int rAt,
      float[] y,
      int yAt) {
    int channels = g.channels();
    int rowStep = g.dilationHeight() * g.width() * channels;
    int lastBlock = Math.max(0, channels - LANES);
    FloatVector low = FloatVector.broadcast(Lanes.FLOAT, e.low());
    FloatVector high = FloatVector.broadcast(Lanes.FLOAT, e.high());
    VectorMask<Float> narrow = Lanes.FLOAT.indexInRange(0, channels);
    for (int tile = 0; tile < tiles; tile++) {
      for (int block = 0; block < channels; block += LANES) {
        int c = Math.min(block, lastBlock);
        int out = tile * TILE * channels + c;
        int p = xAt + out;
        int q = firstTap * 3 * channels + c;
        FloatVector sum0 = FloatVector.zero(Lanes.FLOAT);
        FloatVector sum1 = sum0;
        FloatVector sum2 = sum0;
        FloatVector sum3 = sum0;
        for (int r = 0; r < rows; r++) {
          FloatVector w0 = FloatVector.fromArray(Lanes.FLOAT, w, q);
          FloatVector w1 = FloatVector.fromArray(Lanes.FLOAT, w, q + channels);
          FloatVector w2 = FloatVector.fromArray(Lanes.FLOAT, w, q + 2 * channels);
          FloatVector x0 = FloatVector.fromArray(Lanes.FLOAT, x, p);
          sum0 = x0.fma(w0, sum0);
          FloatVector x1 = FloatVector.fromArray(Lanes.FLOAT, x, p + channels);
          sum0 = x1.fma(w1, sum0);
          sum1 = x1.fma(w0, sum1);
          FloatVector x2 = FloatVector.fromArray(Lanes.FLOAT, x, p + 2 * channels);
          sum0 = x2.fma(w2, sum0);
          sum1 = x2.fma(w1, sum1);
          sum2 = x2.fma(w0, sum2);
          FloatVector x3 = FloatVector.fromArray(Lanes.FLOAT, x, p + 3 * channels);
          sum1 = x3.fma(w2, sum1);
          sum2 = x3.fma(w1, sum2);
          sum3 = x3.fma(w0, sum3);
          FloatVector x4 = FloatVector.fromArray(Lanes.FLOAT, x, p + 4 * channels);
          sum2 = x4.fma(w2, sum2);
          sum3 = x4.fma(w1, sum3);
          FloatVector x5 = FloatVector.fromArray(Lanes.FLOAT, x, p + 5 * channels);
          sum3 = x5.fma(w2, sum3);
          p += rowStep;
          q += 3 * channels;
        }
        FloatVector bias =
            channels >= LANES
                ? FloatVector.fromArray(Lanes.FLOAT, e.bias(), c)
                : FloatVector.fromArray(Lanes.FLOAT, e.bias(), c, narrow);
        sum0 = sum0.add(bias);
        sum1 = sum1.add(bias);
        sum2 = sum2.add(bias);
        sum3 = sum3.add(bias);
        if (residual.length > 0) {
          sum0 = sum0.add(FloatVector.fromArray(Lanes.FLOAT, residual, rAt + out));
          sum1 = sum1.add(FloatVector.fromArray(Lanes.FLOAT, residual, rAt + out + channels));
          sum2 = sum2.add(FloatVector.fromArray(Lanes.FLOAT, residual, rAt + out + 2 * channels));
          sum3 = sum3.add(FloatVector.fromArray(Lanes.FLOAT, residual, rAt + out + 3 * channels));
        }
        sum0 = sum0.blend(high, sum0.compare(VectorOperators.GT, high)).blend(low, sum0.lt(low));
        sum1 = sum1.blend(high, sum1.compare(VectorOperators.GT, high)).blend(low, sum1.lt(low));
        sum2 = sum2.blend(high, sum2.compare(VectorOperators.GT, high)).blend(low, sum2.lt(low));
        sum3 = sum3.blend(high, sum3.compare(VectorOperators.GT, high)).blend(low, sum3.lt(low));
        sum0.intoArray(y, yAt + out);
        sum1.intoArray(y, yAt + out + channels);
        sum2.intoArray(y, yAt + out + 2 * channels);
        sum3.intoArray(y, yAt + out + 3 * channels);
      }
    }
  }

  /** Five columns of taps side by side at stride 1: neighbours share their pixels. */
  private static void tilesOf5(
      ImageWindow g,
      int firstTap,
      int rows,
      int tiles,
      float[] x,
      int xAt,
      float[] w,
      FloatEpilogue e,
      float[] residual,
      int rAt,
      float[] y,
      int yAt) {
    int channels = g.channels();
    int rowStep = g.dilationHeight() * g.width() * channels;
    int lastBlock = Math.max(0, channels - LANES);
    FloatVector low = FloatVector.broadcast(Lanes.FLOAT, e.low());
    FloatVector high = FloatVector.broadcast(Lanes.FLOAT, e.high());
    VectorMask<Float> narrow = Lanes.FLOAT.indexInRange(0, channels);
    for (int tile = 0; tile < tiles; tile++) {
      for (int block = 0; block < channels; block += LANES) {
        int c = Math.min(block, lastBlock);
        int out = tile * TILE * channels + c;
        int p = xAt + out;
        int q = firstTap * 5 * channels + c;
        FloatVector sum0 = FloatVector.zero(Lanes.FLOAT);
        FloatVector sum1 = sum0;
        FloatVector sum2 = sum0;
        FloatVector sum3 = sum0;
        for (int r = 0; r < rows; r++) {
          FloatVector w0 = FloatVector.fromArray(Lanes.FLOAT, w, q);
          FloatVector w1 = FloatVector.fromArray(Lanes.FLOAT, w, q + channels);
          FloatVector w2 = FloatVector.fromArray(Lanes.FLOAT, w, q + 2 * channels);
          FloatVector w3 = FloatVector.fromArray(Lanes.FLOAT, w, q + 3 * channels);
          FloatVector w4 = FloatVector.fromArray(Lanes.FLOAT, w, q + 4 * channels);
          FloatVector x0 = FloatVector.fromArray(Lanes.FLOAT, x, p);
          sum0 = x0.fma(w0, sum0);
          FloatVector x1 = FloatVector.fromArray(Lanes.FLOAT, x, p + channels);
          sum0 = x1.fma(w1, sum0);
          sum1 = x1.fma(w0, sum1);
          FloatVector x2 = FloatVector.fromArray(Lanes.FLOAT, x, p + 2 * channels);
          sum0 = x2.fma(w2, sum0);
          sum1 = x2.fma(w1, sum1);
          sum2 = x2.fma(w0, sum2);
          FloatVector x3 = FloatVector.fromArray(Lanes.FLOAT, x, p + 3 * channels);
          sum0 = x3.fma(w3, sum0);
          sum1 = x3.fma(w2, sum1);
          sum2 = x3.fma(w1, sum2);
          sum3 = x3.fma(w0, sum3);
          FloatVector x4 = FloatVector.fromArray(Lanes.FLOAT, x, p + 4 * channels);
          sum0 = x4.fma(w4, sum0);
          sum1 = x4.fma(w3, sum1);
          sum2 = x4.fma(w2, sum2);
          sum3 = x4.fma(w1, sum3);
          FloatVector x5 = FloatVector.fromArray(Lanes.FLOAT, x, p + 5 * channels);
          sum1 = x5.fma(w4, sum1);
          sum2 = x5.fma(w3, sum2);
          sum3 = x5.fma(w2, sum3);
          FloatVector x6 = FloatVector.fromArray(Lanes.FLOAT, x, p + 6 * channels);
          sum2 = x6.fma(w4, sum2);
          sum3 = x6.fma(w3, sum3);
          FloatVector x7 = FloatVector.fromArray(Lanes.FLOAT, x, p + 7 * channels);
          sum3 = x7.fma(w4, sum3);
          p += rowStep;
          q += 5 * channels;
        }
        FloatVector bias =
            channels >= LANES
                ? FloatVector.fromArray(Lanes.FLOAT, e.bias(), c)
                : FloatVector.fromArray(Lanes.FLOAT, e.bias(), c, narrow);
        sum0 = sum0.add(bias);
        sum1 = sum1.add(bias);
        sum2 = sum2.add(bias);
        sum3 = sum3.add(bias);
        if (residual.length > 0) {
          sum0 = sum0.add(FloatVector.fromArray(Lanes.FLOAT, residual, rAt + out));
          sum1 = sum1.add(FloatVector.fromArray(Lanes.FLOAT, residual, rAt + out + channels));
          sum2 = sum2.add(FloatVector.fromArray(Lanes.FLOAT, residual, rAt + out + 2 * channels));
          sum3 = sum3.add(FloatVector.fromArray(Lanes.FLOAT, residual, rAt + out + 3 * channels));
        }
        sum0 = sum0.blend(high, sum0.compare(VectorOperators.GT, high)).blend(low, sum0.lt(low));
        sum1 = sum1.blend(high, sum1.compare(VectorOperators.GT, high)).blend(low, sum1.lt(low));
        sum2 = sum2.blend(high, sum2.compare(VectorOperators.GT, high)).blend(low, sum2.lt(low));
        sum3 = sum3.blend(high, sum3.compare(VectorOperators.GT, high)).blend(low, sum3.lt(low));
        sum0.intoArray(y, yAt + out);
        sum1.intoArray(y, yAt + out + channels);
        sum2.intoArray(y, yAt + out + 2 * channels);
        sum3.intoArray(y, yAt + out + 3 * channels);
      }
    }
  }

  /** Any window. */
  private static void tilesOfAny(
      ImageWindow g,
      int firstTap,
      int rows,
      int tiles,
      float[] x,
      int xAt,
      float[] w,
      FloatEpilogue e,
      float[] residual,
      int rAt,
      float[] y,
      int yAt) {
    int channels = g.channels();
    int pixelStep = g.strideWidth() * channels;
    int tapStep = g.dilationWidth() * channels;
    int rowStep = g.dilationHeight() * g.width() * channels;
    int taps = g.kernelWidth();
    int lastBlock = Math.max(0, channels - LANES);
    FloatVector low = FloatVector.broadcast(Lanes.FLOAT, e.low());
    FloatVector high = FloatVector.broadcast(Lanes.FLOAT, e.high());
    VectorMask<Float> narrow = Lanes.FLOAT.indexInRange(0, channels);
    for (int tile = 0; tile < tiles; tile++) {
      for (int block = 0; block < channels; block += LANES) {
        int c = Math.min(block, lastBlock);
        int out = tile * TILE * channels + c;
        int p = xAt + tile * TILE * pixelStep + c;
        int q = firstTap * taps * channels + c;
        FloatVector sum0 = FloatVector.zero(Lanes.FLOAT);
        FloatVector sum1 = sum0;
        FloatVector sum2 = sum0;
        FloatVector sum3 = sum0;
        for (int r = 0; r < rows; r++) {
          for (int s = 0; s < taps; s++) {
            FloatVector tap = FloatVector.fromArray(Lanes.FLOAT, w, q + s * channels);
            int px = p + s * tapStep;
            FloatVector x0 = FloatVector.fromArray(Lanes.FLOAT, x, px);
            FloatVector x1 = FloatVector.fromArray(Lanes.FLOAT, x, px + pixelStep);
            FloatVector x2 = FloatVector.fromArray(Lanes.FLOAT, x, px + 2 * pixelStep);
            FloatVector x3 = FloatVector.fromArray(Lanes.FLOAT, x, px + 3 * pixelStep);
            sum0 = x0.fma(tap, sum0);
            sum1 = x1.fma(tap, sum1);
            sum2 = x2.fma(tap, sum2);
            sum3 = x3.fma(tap, sum3);
          }
          p += rowStep;
          q += taps * channels;
        }
        FloatVector bias =
            channels >= LANES
                ? FloatVector.fromArray(Lanes.FLOAT, e.bias(), c)
                : FloatVector.fromArray(Lanes.FLOAT, e.bias(), c, narrow);
        sum0 = sum0.add(bias);
        sum1 = sum1.add(bias);
        sum2 = sum2.add(bias);
        sum3 = sum3.add(bias);
        if (residual.length > 0) {
          sum0 = sum0.add(FloatVector.fromArray(Lanes.FLOAT, residual, rAt + out));
          sum1 = sum1.add(FloatVector.fromArray(Lanes.FLOAT, residual, rAt + out + channels));
          sum2 = sum2.add(FloatVector.fromArray(Lanes.FLOAT, residual, rAt + out + 2 * channels));
          sum3 = sum3.add(FloatVector.fromArray(Lanes.FLOAT, residual, rAt + out + 3 * channels));
        }
        sum0 = sum0.blend(high, sum0.compare(VectorOperators.GT, high)).blend(low, sum0.lt(low));
        sum1 = sum1.blend(high, sum1.compare(VectorOperators.GT, high)).blend(low, sum1.lt(low));
        sum2 = sum2.blend(high, sum2.compare(VectorOperators.GT, high)).blend(low, sum2.lt(low));
        sum3 = sum3.blend(high, sum3.compare(VectorOperators.GT, high)).blend(low, sum3.lt(low));
        sum0.intoArray(y, yAt + out);
        sum1.intoArray(y, yAt + out + channels);
        sum2.intoArray(y, yAt + out + 2 * channels);
        sum3.intoArray(y, yAt + out + 3 * channels);
      }
    }
  }

  /** Output j of a row; {@code xRow}, rAt and yAt are of its column 0. */
  private static void pixel(
      ImageWindow g,
      int j,
      int firstTap,
      int endTap,
      float[] x,
      int xRow,
      float[] w,
      FloatEpilogue e,
      float[] residual,
      int rAt,
      float[] y,
      int yAt) {
    int channels = g.channels();
    int tapStep = g.dilationWidth() * channels;
    int rowStep = g.dilationHeight() * g.width() * channels;
    int taps = g.kernelWidth();
    int left = j * g.strideWidth() - g.padLeft();
    int endColumn = WindowRange.endTap(left, g.dilationWidth(), g.width(), taps);
    int firstColumn = Math.min(WindowRange.firstTap(left, g.dilationWidth()), endColumn);
    int lastBlock = Math.max(0, channels - LANES);
    FloatVector low = FloatVector.broadcast(Lanes.FLOAT, e.low());
    FloatVector high = FloatVector.broadcast(Lanes.FLOAT, e.high());
    VectorMask<Float> narrow = Lanes.FLOAT.indexInRange(0, channels);
    for (int block = 0; block < channels; block += LANES) {
      int c = Math.min(block, lastBlock);
      int out = j * channels + c;
      int p = xRow + left * channels + c;
      int q = firstTap * taps * channels + c;
      FloatVector sum = FloatVector.zero(Lanes.FLOAT);
      for (int r = firstTap; r < endTap; r++) {
        for (int s = firstColumn; s < endColumn; s++) {
          FloatVector tap = FloatVector.fromArray(Lanes.FLOAT, w, q + s * channels);
          sum = FloatVector.fromArray(Lanes.FLOAT, x, p + s * tapStep).fma(tap, sum);
        }
        p += rowStep;
        q += taps * channels;
      }
      FloatVector bias =
          channels >= LANES
              ? FloatVector.fromArray(Lanes.FLOAT, e.bias(), c)
              : FloatVector.fromArray(Lanes.FLOAT, e.bias(), c, narrow);
      sum = sum.add(bias);
      if (residual.length > 0) {
        sum = sum.add(FloatVector.fromArray(Lanes.FLOAT, residual, rAt + out));
      }
      sum = sum.blend(high, sum.compare(VectorOperators.GT, high)).blend(low, sum.lt(low));
      sum.intoArray(y, yAt + out);
    }
  }
}
