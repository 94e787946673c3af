package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.ImageWindow;
import dev.octet.engine.kernel.IntegerEpilogue;
import dev.octet.engine.kernel.Workspace;
import dev.octet.engine.kernel.scalar.ScalarDepthwise;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;

/**
 * The loops of {@link VectorDepthwise} over int8 images: the sums of one row of outputs, which
 * {@link DepthwiseEpilogue} then finishes. For the rest as {@link FloatDepthwise}. Results go to
 * {@code bytes}, or where that is empty to {@code floats}.
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
      int yOffset,
      Workspace workspace) {
    int channels = g.channels();
    int reach = Math.max(channels, LANES);
    int tileReach = reach - LANES + ByteLanes.SPECIES.length();
    int first = WindowRange.firstInnerColumn(g);
    int end = WindowRange.endInnerColumn(g, first);
    float[] sums = workspace.sums(DepthwiseEpilogue.SUMS + g.outputWidth() * channels + LANES);
    for (int i = 0; i < g.outputHeight(); i++) {
      int top = i * g.strideHeight() - g.padTop();
      int endTap = WindowRange.endTap(top, g.dilationHeight(), g.height(), g.kernelHeight());
      int firstTap = Math.min(WindowRange.firstTap(top, g.dilationHeight()), endTap);
      int xRow = xOffset + (top + firstTap * g.dilationHeight()) * g.width() * channels;
      int lastRow = top + (endTap - 1) * g.dilationHeight();
      int row = i * g.outputWidth() * channels;
      int length = x.length - xOffset;
      int readable = WindowRange.readableColumns(g, lastRow, length, reach);
      int safe = Math.min(readable, WindowRange.writableColumns(g, i, reach));
      int tileSafe = Math.min(safe, WindowRange.readableColumns(g, lastRow, length, tileReach));
      int j = 0;
      for (; j < Math.min(first, safe); j++) {
        pixel(g, j, firstTap, endTap, x, xRow, filter.values(), sums, DepthwiseEpilogue.SUMS);
      }
      int tiles = Math.max(0, Math.min(end, tileSafe) - j) / TILE;
      tiles(g, j, tiles, firstTap, endTap, x, xRow, filter.values(), sums, DepthwiseEpilogue.SUMS);
      j += tiles * TILE;
      for (; j < safe; j++) {
        pixel(g, j, firstTap, endTap, x, xRow, filter.values(), sums, DepthwiseEpilogue.SUMS);
      }
      int rAt = residualOffset + row;
      int yAt = yOffset + row;
      if (bytes.length > 0) {
        DepthwiseEpilogue.finish(sums, safe, channels, e, residual, rAt, bytes, yAt);
      } else {
        DepthwiseEpilogue.finish(sums, safe, channels, e, residual, rAt, floats, yAt);
      }
      for (; j < g.outputWidth(); j++) {
        int r = rAt + j * channels;
        int y = yAt + j * channels;
        if (bytes.length > 0) {
          ScalarDepthwise.pixel(g, i, j, x, xOffset, filter.narrow(), e, residual, r, bytes, y);
        } else {
          ScalarDepthwise.pixel(g, i, j, x, xOffset, filter.narrow(), e, residual, r, floats, y);
        }
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
      byte[] x,
      int xRow,
      float[] w,
      float[] sums,
      int at) {
    int first = j * g.channels();
    int xAt = xRow + (j * g.strideWidth() - g.padLeft()) * g.channels();
    boolean adjacent = g.strideWidth() == 1 && g.dilationWidth() == 1;
    int rows = endTap - firstTap;
    if (adjacent && g.kernelWidth() == 3) {
      tilesOf3(g, firstTap, rows, tiles, x, xAt, w, sums, at + first);
    } else if (adjacent && g.kernelWidth() == 5) {
      tilesOf5(g, firstTap, rows, tiles, x, xAt, w, sums, at + first);
    } else {
      tilesOfAny(g, firstTap, rows, tiles, x, xAt, w, sums, at + first);
    }
  }

  /** Three columns of taps side by side at stride 1: neighbours share their pixels. */
  private static void tilesOf3(
      ImageWindow g,
      int firstTap,
      int rows,
      int tiles,
      byte[] x,
      int xAt,
      float[] w,
      float[] sums,
      int at) {
    int channels = g.channels();
    int rowStep = g.dilationHeight() * g.width() * channels;
    int lastBlock = Math.max(0, channels - LANES);
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
          FloatVector x0 =
              (FloatVector) ByteVector.fromArray(ByteLanes.SPECIES, x, p).castShape(Lanes.FLOAT, 0);
          sum0 = x0.fma(w0, sum0);
          FloatVector x1 =
              (FloatVector)
                  ByteVector.fromArray(ByteLanes.SPECIES, x, p + channels)
                      .castShape(Lanes.FLOAT, 0);
          sum0 = x1.fma(w1, sum0);
          sum1 = x1.fma(w0, sum1);
          FloatVector x2 =
              (FloatVector)
                  ByteVector.fromArray(ByteLanes.SPECIES, x, p + 2 * channels)
                      .castShape(Lanes.FLOAT, 0);
          sum0 = x2.fma(w2, sum0);
          sum1 = x2.fma(w1, sum1);
          sum2 = x2.fma(w0, sum2);
          FloatVector x3 =
              (FloatVector)
                  ByteVector.fromArray(ByteLanes.SPECIES, x, p + 3 * channels)
                      .castShape(Lanes.FLOAT, 0);
          sum1 = x3.fma(w2, sum1);
          sum2 = x3.fma(w1, sum2);
          sum3 = x3.fma(w0, sum3);
          FloatVector x4 =
              (FloatVector)
                  ByteVector.fromArray(ByteLanes.SPECIES, x, p + 4 * channels)
                      .castShape(Lanes.FLOAT, 0);
          sum2 = x4.fma(w2, sum2);
          sum3 = x4.fma(w1, sum3);
          FloatVector x5 =
              (FloatVector)
                  ByteVector.fromArray(ByteLanes.SPECIES, x, p + 5 * channels)
                      .castShape(Lanes.FLOAT, 0);
          sum3 = x5.fma(w2, sum3);
          p += rowStep;
          q += 3 * channels;
        }
        sum0.intoArray(sums, at + out);
        sum1.intoArray(sums, at + out + channels);
        sum2.intoArray(sums, at + out + 2 * channels);
        sum3.intoArray(sums, at + out + 3 * channels);
      }
    }
  }

  /** Five columns of taps side by side at stride 1: neighbours share their pixels. */
  private static void tilesOf5(
      ImageWindow g,
      int firstTap,
      int rows,
      int tiles,
      byte[] x,
      int xAt,
      float[] w,
      float[] sums,
      int at) {
    int channels = g.channels();
    int rowStep = g.dilationHeight() * g.width() * channels;
    int lastBlock = Math.max(0, channels - LANES);
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
          FloatVector x0 =
              (FloatVector) ByteVector.fromArray(ByteLanes.SPECIES, x, p).castShape(Lanes.FLOAT, 0);
          sum0 = x0.fma(w0, sum0);
          FloatVector x1 =
              (FloatVector)
                  ByteVector.fromArray(ByteLanes.SPECIES, x, p + channels)
                      .castShape(Lanes.FLOAT, 0);
          sum0 = x1.fma(w1, sum0);
          sum1 = x1.fma(w0, sum1);
          FloatVector x2 =
              (FloatVector)
                  ByteVector.fromArray(ByteLanes.SPECIES, x, p + 2 * channels)
                      .castShape(Lanes.FLOAT, 0);
          sum0 = x2.fma(w2, sum0);
          sum1 = x2.fma(w1, sum1);
          sum2 = x2.fma(w0, sum2);
          FloatVector x3 =
              (FloatVector)
                  ByteVector.fromArray(ByteLanes.SPECIES, x, p + 3 * channels)
                      .castShape(Lanes.FLOAT, 0);
          sum0 = x3.fma(w3, sum0);
          sum1 = x3.fma(w2, sum1);
          sum2 = x3.fma(w1, sum2);
          sum3 = x3.fma(w0, sum3);
          FloatVector x4 =
              (FloatVector)
                  ByteVector.fromArray(ByteLanes.SPECIES, x, p + 4 * channels)
                      .castShape(Lanes.FLOAT, 0);
          sum0 = x4.fma(w4, sum0);
          sum1 = x4.fma(w3, sum1);
          sum2 = x4.fma(w2, sum2);
          sum3 = x4.fma(w1, sum3);
          FloatVector x5 =
              (FloatVector)
                  ByteVector.fromArray(ByteLanes.SPECIES, x, p + 5 * channels)
                      .castShape(Lanes.FLOAT, 0);
          sum1 = x5.fma(w4, sum1);
          sum2 = x5.fma(w3, sum2);
          sum3 = x5.fma(w2, sum3);
          FloatVector x6 =
              (FloatVector)
                  ByteVector.fromArray(ByteLanes.SPECIES, x, p + 6 * channels)
                      .castShape(Lanes.FLOAT, 0);
          sum2 = x6.fma(w4, sum2);
          sum3 = x6.fma(w3, sum3);
          FloatVector x7 =
              (FloatVector)
                  ByteVector.fromArray(ByteLanes.SPECIES, x, p + 7 * channels)
                      .castShape(Lanes.FLOAT, 0);
          sum3 = x7.fma(w4, sum3);
          p += rowStep;
          q += 5 * channels;
        }
        sum0.intoArray(sums, at + out);
        sum1.intoArray(sums, at + out + channels);
        sum2.intoArray(sums, at + out + 2 * channels);
        sum3.intoArray(sums, at + out + 3 * channels);
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
      float[] sums,
      int at) {
    int channels = g.channels();
    int pixelStep = g.strideWidth() * channels;
    int tapStep = g.dilationWidth() * channels;
    int rowStep = g.dilationHeight() * g.width() * channels;
    int taps = g.kernelWidth();
    int lastBlock = Math.max(0, channels - LANES);
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
            FloatVector x0 =
                (FloatVector)
                    ByteVector.fromArray(ByteLanes.SPECIES, x, px).castShape(Lanes.FLOAT, 0);
            FloatVector x1 =
                (FloatVector)
                    ByteVector.fromArray(ByteLanes.SPECIES, x, px + pixelStep)
                        .castShape(Lanes.FLOAT, 0);
            FloatVector x2 =
                (FloatVector)
                    ByteVector.fromArray(ByteLanes.SPECIES, x, px + 2 * pixelStep)
                        .castShape(Lanes.FLOAT, 0);
            FloatVector x3 =
                (FloatVector)
                    ByteVector.fromArray(ByteLanes.SPECIES, x, px + 3 * pixelStep)
                        .castShape(Lanes.FLOAT, 0);
            sum0 = x0.fma(tap, sum0);
            sum1 = x1.fma(tap, sum1);
            sum2 = x2.fma(tap, sum2);
            sum3 = x3.fma(tap, sum3);
          }
          p += rowStep;
          q += taps * channels;
        }
        sum0.intoArray(sums, at + out);
        sum1.intoArray(sums, at + out + channels);
        sum2.intoArray(sums, at + out + 2 * channels);
        sum3.intoArray(sums, at + out + 3 * channels);
      }
    }
  }

  /** Output j of a row; {@code xRow} and {@code at} are of its column 0. */
  private static void pixel(
      ImageWindow g,
      int j,
      int firstTap,
      int endTap,
      byte[] x,
      int xRow,
      float[] w,
      float[] sums,
      int at) {
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
      int out = j * channels + c;
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
      sum.intoArray(sums, at + out);
    }
  }
}
