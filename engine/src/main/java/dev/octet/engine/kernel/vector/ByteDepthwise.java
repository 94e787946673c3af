package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.ImageWindow;
import dev.octet.engine.kernel.IntegerEpilogue;
import dev.octet.engine.kernel.scalar.ScalarDepthwise;
import jdk.incubator.vector.FloatVector;

/**
 * The loops of {@link VectorDepthwise} over int8 images; results go to {@code bytes}, or where that
 * is empty to {@code floats}.
 *
 * <p>Outputs are made from left to right, {@link #TILE} at a time where all columns of the taps lie
 * in the image. Where the channels are no multiple of the lanes, the last vector of a pixel reaches
 * back over channels that are done already; with fewer channels than lanes it reaches on into the
 * pixels to come, which then overwrite that. Static methods with many parameters: an object of them
 * would be allocated at each call, and vectors that cross a call are.
 */
final class ByteDepthwise {
  private static final int LANES = Lanes.FLOAT.length();

  /** Neighbouring outputs whose sums are in registers together. */
  private static final int TILE = 4;

  private ByteDepthwise() {}

  static void convolve(
      ImageWindow g,
      byte[] x,
      int xOffset,
      DepthwiseFilter filter,
      IntegerEpilogue e,
      float[] residual,
      int residualOffset,
      byte[] bytes,
      float[] floats,
      int yOffset) {
    int channels = g.channels();
    int first = WindowRange.firstInnerColumn(g);
    int end = WindowRange.endInnerColumn(g, first);
    for (int i = 0; i < g.outputHeight(); i++) {
      int top = i * g.strideHeight() - g.padTop();
      int endTap = WindowRange.endTap(top, g.dilationHeight(), g.height(), g.kernelHeight());
      int firstTap = Math.min(WindowRange.firstTap(top, g.dilationHeight()), endTap);
      int xRow = xOffset + (top + firstTap * g.dilationHeight()) * g.width() * channels;
      int row = i * g.outputWidth() * channels;
      int rAt = residualOffset + row;
      int yAt = yOffset + row;
      int lastRow = top + (endTap - 1) * g.dilationHeight();
      int safe = WindowRange.safeColumns(g, i, lastRow, x.length - xOffset, LANES);
      int j = 0;
      for (; j < Math.min(first, safe); j++) {
        pixel(
            g, j, firstTap, endTap, x, xRow, filter.values(), e, residual, rAt, bytes, floats, yAt);
      }
      int tiles = Math.max(0, Math.min(end, safe) - j) / TILE;
      tiles(
          g,
          j,
          tiles,
          firstTap,
          endTap,
          x,
          xRow,
          filter.values(),
          e,
          residual,
          rAt,
          bytes,
          floats,
          yAt);
      j += tiles * TILE;
      for (; j < safe; j++) {
        pixel(
            g, j, firstTap, endTap, x, xRow, filter.values(), e, residual, rAt, bytes, floats, yAt);
      }
      for (; j < g.outputWidth(); j++) {
        int rPixel = rAt + j * channels;
        int yPixel = yAt + j * channels;
        if (bytes.length > 0) {
          ScalarDepthwise.pixel(
              g, i, j, x, xOffset, filter.narrow(), e, residual, rPixel, bytes, yPixel);
        } else {
          ScalarDepthwise.pixel(
              g, i, j, x, xOffset, filter.narrow(), e, residual, rPixel, floats, yPixel);
        }
      }
    }
  }

  /** Outputs {@code j..j+tiles·TILE-1} of a row; {@code xRow}, rAt and yAt are of its column 0. */
  private static void tiles(
      ImageWindow g,
      int j,
      int tiles,
      int firstTap,
      int endTap,
      byte[] x,
      int xRow,
      float[] w,
      IntegerEpilogue e,
      float[] residual,
      int rAt,
      byte[] bytes,
      float[] floats,
      int yAt) {
    int at = j * g.channels();
    int xAt = xRow + (j * g.strideWidth() - g.padLeft()) * g.channels();
    boolean adjacent = g.strideWidth() == 1 && g.dilationWidth() == 1;
    int rows = endTap - firstTap;
    if (adjacent && g.kernelWidth() == 3) {
      tilesOf3(g, firstTap, rows, tiles, x, xAt, w, e, residual, rAt + at, bytes, floats, yAt + at);
    } else if (adjacent && g.kernelWidth() == 5) {
      tilesOf5(g, firstTap, rows, tiles, x, xAt, w, e, residual, rAt + at, bytes, floats, yAt + at);
    } else {
      tilesOfAny(
          g, firstTap, rows, tiles, x, xAt, w, e, residual, rAt + at, bytes, floats, yAt + at);
    }
  }

  /** Three columns of taps side by side, stride 1: neighbours share their pixels. */
  private static void tilesOf3(
      ImageWindow g,
      int firstTap,
      int rows,
      int tiles,
      byte[] x,
      int xAt,
      float[] w,
      IntegerEpilogue e,
      float[] residual,
      int rAt,
      byte[] bytes,
      float[] floats,
      int yAt) {
    int channels = g.channels();
    int rowStep = g.dilationHeight() * g.width() * channels;
    int lastBlock = Math.max(0, channels - LANES);
    for (int tile = 0; tile < tiles; tile++) {
      for (int block = 0; block < channels; block += LANES) {
        int c = Math.min(block, lastBlock);
        int at = tile * TILE * channels + c;
        int p = xAt + at;
        int q = firstTap * 3 * channels + c;
        FloatVector sum0 = FloatVector.zero(Lanes.FLOAT);
        FloatVector sum1 = sum0;
        FloatVector sum2 = sum0;
        FloatVector sum3 = sum0;
        for (int r = 0; r < rows; r++) {
          FloatVector w0 = FloatVector.fromArray(Lanes.FLOAT, w, q);
          FloatVector w1 = FloatVector.fromArray(Lanes.FLOAT, w, q + channels);
          FloatVector w2 = FloatVector.fromArray(Lanes.FLOAT, w, q + 2 * channels);
          FloatVector x0 = ByteLanes.load(x, p);
          sum0 = x0.fma(w0, sum0);
          FloatVector x1 = ByteLanes.load(x, p + channels);
          sum0 = x1.fma(w1, sum0);
          sum1 = x1.fma(w0, sum1);
          FloatVector x2 = ByteLanes.load(x, p + 2 * channels);
          sum0 = x2.fma(w2, sum0);
          sum1 = x2.fma(w1, sum1);
          sum2 = x2.fma(w0, sum2);
          FloatVector x3 = ByteLanes.load(x, p + 3 * channels);
          sum1 = x3.fma(w2, sum1);
          sum2 = x3.fma(w1, sum2);
          sum3 = x3.fma(w0, sum3);
          FloatVector x4 = ByteLanes.load(x, p + 4 * channels);
          sum2 = x4.fma(w2, sum2);
          sum3 = x4.fma(w1, sum3);
          FloatVector x5 = ByteLanes.load(x, p + 5 * channels);
          sum3 = x5.fma(w2, sum3);
          p += rowStep;
          q += 3 * channels;
        }
        FloatVector multiplier = load(e.multiplier(), c, channels);
        FloatVector bias = load(e.bias(), c, channels);
        finish(sum0, multiplier, bias, e, residual, rAt + at, bytes, floats, yAt + at);
        finish(
            sum1,
            multiplier,
            bias,
            e,
            residual,
            rAt + at + channels,
            bytes,
            floats,
            yAt + at + channels);
        finish(
            sum2,
            multiplier,
            bias,
            e,
            residual,
            rAt + at + 2 * channels,
            bytes,
            floats,
            yAt + at + 2 * channels);
        finish(
            sum3,
            multiplier,
            bias,
            e,
            residual,
            rAt + at + 3 * channels,
            bytes,
            floats,
            yAt + at + 3 * channels);
      }
    }
  }

  /** Five columns of taps side by side, stride 1: neighbours share their pixels. */
  private static void tilesOf5(
      ImageWindow g,
      int firstTap,
      int rows,
      int tiles,
      byte[] x,
      int xAt,
      float[] w,
      IntegerEpilogue e,
      float[] residual,
      int rAt,
      byte[] bytes,
      float[] floats,
      int yAt) {
    int channels = g.channels();
    int rowStep = g.dilationHeight() * g.width() * channels;
    int lastBlock = Math.max(0, channels - LANES);
    for (int tile = 0; tile < tiles; tile++) {
      for (int block = 0; block < channels; block += LANES) {
        int c = Math.min(block, lastBlock);
        int at = tile * TILE * channels + c;
        int p = xAt + at;
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
          FloatVector x0 = ByteLanes.load(x, p);
          sum0 = x0.fma(w0, sum0);
          FloatVector x1 = ByteLanes.load(x, p + channels);
          sum0 = x1.fma(w1, sum0);
          sum1 = x1.fma(w0, sum1);
          FloatVector x2 = ByteLanes.load(x, p + 2 * channels);
          sum0 = x2.fma(w2, sum0);
          sum1 = x2.fma(w1, sum1);
          sum2 = x2.fma(w0, sum2);
          FloatVector x3 = ByteLanes.load(x, p + 3 * channels);
          sum0 = x3.fma(w3, sum0);
          sum1 = x3.fma(w2, sum1);
          sum2 = x3.fma(w1, sum2);
          sum3 = x3.fma(w0, sum3);
          FloatVector x4 = ByteLanes.load(x, p + 4 * channels);
          sum0 = x4.fma(w4, sum0);
          sum1 = x4.fma(w3, sum1);
          sum2 = x4.fma(w2, sum2);
          sum3 = x4.fma(w1, sum3);
          FloatVector x5 = ByteLanes.load(x, p + 5 * channels);
          sum1 = x5.fma(w4, sum1);
          sum2 = x5.fma(w3, sum2);
          sum3 = x5.fma(w2, sum3);
          FloatVector x6 = ByteLanes.load(x, p + 6 * channels);
          sum2 = x6.fma(w4, sum2);
          sum3 = x6.fma(w3, sum3);
          FloatVector x7 = ByteLanes.load(x, p + 7 * channels);
          sum3 = x7.fma(w4, sum3);
          p += rowStep;
          q += 5 * channels;
        }
        FloatVector multiplier = load(e.multiplier(), c, channels);
        FloatVector bias = load(e.bias(), c, channels);
        finish(sum0, multiplier, bias, e, residual, rAt + at, bytes, floats, yAt + at);
        finish(
            sum1,
            multiplier,
            bias,
            e,
            residual,
            rAt + at + channels,
            bytes,
            floats,
            yAt + at + channels);
        finish(
            sum2,
            multiplier,
            bias,
            e,
            residual,
            rAt + at + 2 * channels,
            bytes,
            floats,
            yAt + at + 2 * channels);
        finish(
            sum3,
            multiplier,
            bias,
            e,
            residual,
            rAt + at + 3 * channels,
            bytes,
            floats,
            yAt + at + 3 * channels);
      }
    }
  }

  /** Any window. */
  private static void tilesOfAny(
      ImageWindow g,
      int firstTap,
      int rows,
      int tiles,
      byte[] x,
      int xAt,
      float[] w,
      IntegerEpilogue e,
      float[] residual,
      int rAt,
      byte[] bytes,
      float[] floats,
      int yAt) {
    int channels = g.channels();
    int pixelStep = g.strideWidth() * channels;
    int tapStep = g.dilationWidth() * channels;
    int rowStep = g.dilationHeight() * g.width() * channels;
    int taps = g.kernelWidth();
    int lastBlock = Math.max(0, channels - LANES);
    for (int tile = 0; tile < tiles; tile++) {
      for (int block = 0; block < channels; block += LANES) {
        int c = Math.min(block, lastBlock);
        int at = tile * TILE * channels + c;
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
            sum0 = ByteLanes.load(x, px).fma(tap, sum0);
            sum1 = ByteLanes.load(x, px + pixelStep).fma(tap, sum1);
            sum2 = ByteLanes.load(x, px + 2 * pixelStep).fma(tap, sum2);
            sum3 = ByteLanes.load(x, px + 3 * pixelStep).fma(tap, sum3);
          }
          p += rowStep;
          q += taps * channels;
        }
        FloatVector multiplier = load(e.multiplier(), c, channels);
        FloatVector bias = load(e.bias(), c, channels);
        finish(sum0, multiplier, bias, e, residual, rAt + at, bytes, floats, yAt + at);
        finish(
            sum1,
            multiplier,
            bias,
            e,
            residual,
            rAt + at + channels,
            bytes,
            floats,
            yAt + at + channels);
        finish(
            sum2,
            multiplier,
            bias,
            e,
            residual,
            rAt + at + 2 * channels,
            bytes,
            floats,
            yAt + at + 2 * channels);
        finish(
            sum3,
            multiplier,
            bias,
            e,
            residual,
            rAt + at + 3 * channels,
            bytes,
            floats,
            yAt + at + 3 * channels);
      }
    }
  }

  /** Output j of a row; {@code xRow}, rAt and yAt are of its column 0. */
  private static void pixel(
      ImageWindow g,
      int j,
      int firstTap,
      int endTap,
      byte[] x,
      int xRow,
      float[] w,
      IntegerEpilogue e,
      float[] residual,
      int rAt,
      byte[] bytes,
      float[] floats,
      int yAt) {
    int channels = g.channels();
    int tapStep = g.dilationWidth() * channels;
    int rowStep = g.dilationHeight() * g.width() * channels;
    int taps = g.kernelWidth();
    int left = j * g.strideWidth() - g.padLeft();
    int endColumn = WindowRange.endTap(left, g.dilationWidth(), g.width(), taps);
    int firstColumn = Math.min(WindowRange.firstTap(left, g.dilationWidth()), endColumn);
    int lastBlock = Math.max(0, channels - LANES);
    for (int block = 0; block < channels; block += LANES) {
      int c = Math.min(block, lastBlock);
      int at = j * channels + c;
      int p = xRow + left * channels + c;
      int q = firstTap * taps * channels + c;
      FloatVector sum = FloatVector.zero(Lanes.FLOAT);
      for (int r = firstTap; r < endTap; r++) {
        for (int s = firstColumn; s < endColumn; s++) {
          FloatVector tap = FloatVector.fromArray(Lanes.FLOAT, w, q + s * channels);
          sum = ByteLanes.load(x, p + s * tapStep).fma(tap, sum);
        }
        p += rowStep;
        q += taps * channels;
      }
      FloatVector multiplier = load(e.multiplier(), c, channels);
      FloatVector bias = load(e.bias(), c, channels);
      finish(sum, multiplier, bias, e, residual, rAt + at, bytes, floats, yAt + at);
    }
  }

  private static void finish(
      FloatVector sum,
      FloatVector multiplier,
      FloatVector bias,
      IntegerEpilogue e,
      float[] residual,
      int rAt,
      byte[] bytes,
      float[] floats,
      int yAt) {
    FloatVector v = sum.mul(multiplier).add(bias);
    if (residual.length > 0) {
      v = v.add(FloatVector.fromArray(Lanes.FLOAT, residual, rAt).mul(e.residualMultiplier()));
    }
    v = VectorTranscendentals.clamp(v, e.low(), e.high());
    if (bytes.length > 0) {
      ByteLanes.storeRounded(v, bytes, yAt);
    } else {
      v.intoArray(floats, yAt);
    }
  }

  private static FloatVector load(float[] values, int at, int channels) {
    return channels >= LANES
        ? FloatVector.fromArray(Lanes.FLOAT, values, at)
        : FloatVector.fromArray(Lanes.FLOAT, values, at, Lanes.FLOAT.indexInRange(0, channels));
  }
}
