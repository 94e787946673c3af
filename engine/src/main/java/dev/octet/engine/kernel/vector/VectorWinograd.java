package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.ByteGemm;
import dev.octet.engine.kernel.CacheLine;
import dev.octet.engine.kernel.FloatEpilogue;
import dev.octet.engine.kernel.ImageWindow;
import dev.octet.engine.kernel.IntegerEpilogue;
import dev.octet.engine.kernel.Winograd;
import dev.octet.engine.kernel.WinogradTile;
import dev.octet.engine.kernel.Workspace;
import dev.octet.engine.kernel.scalar.ScalarWinograd;

/**
 * Winograd's transforms, a tile at a time with channels as lanes. Patches within the image are read
 * where they lie. Sums of some tiles go through an array to the epilogues of the matrix products.
 * Images of fewer channels than lanes go one channel at a time.
 */
final class VectorWinograd implements Winograd {
  private static final int L = Lanes.FLOAT.length();

  /** Tiles that are widened or finished together, while they are in the first cache. */
  private static final int GROUP = 8;

  /** Where images and sums begin in arrays of their own. */
  private static final int START = CacheLine.FIRST_FLOAT;

  private static final byte[] NO_BYTES = {};
  private static final float[] NO_FLOATS = {};

  private final Winograd narrow = new ScalarWinograd();

  @Override
  public void transform(
      WinogradTile tile,
      ImageWindow window,
      float[] x,
      int xOffset,
      int row,
      int column,
      int tiles,
      float[] v,
      int vOffset,
      int vStride,
      Workspace workspace) {
    int channels = window.channels();
    if (channels < L) {
      narrow.transform(
          tile, window, x, xOffset, row, column, tiles, v, vOffset, vStride, workspace);
      return;
    }
    int n = tile.patch();
    int copy = WinogradInput.SCRATCH;
    float[] scratch = workspace.tile(copy + n * n * channels);
    int top = row * tile.size() - window.padTop();
    boolean inside = top >= 0 && top + n <= window.height();
    for (int t = 0; t < tiles; t++) {
      int left = (column + t) * tile.size() - window.padLeft();
      int to = vOffset + t * channels;
      if (inside && left >= 0 && left + n <= window.width()) {
        int from = xOffset + (top * window.width() + left) * channels;
        int rowStride = window.width() * channels;
        WinogradInput.transform(tile, x, from, rowStride, channels, v, to, vStride, scratch);
      } else {
        WinogradPatches.copy(window, x, xOffset, top, left, n, n, scratch, copy);
        WinogradInput.transform(
            tile, scratch, copy, n * channels, channels, v, to, vStride, scratch);
      }
    }
  }

  @Override
  public void transform(
      ImageWindow window,
      byte[] x,
      int xOffset,
      int row,
      int column,
      int tiles,
      float[] v,
      int vOffset,
      int vStride,
      Workspace workspace) {
    WinogradTile tile = WinogradTile.F2X2;
    int channels = window.channels();
    if (channels < L) {
      narrow.transform(window, x, xOffset, row, column, tiles, v, vOffset, vStride, workspace);
      return;
    }
    float[] scratch = workspace.tile(START + 4 * (2 * GROUP + 2) * channels);
    int top = row * 2 - window.padTop();
    for (int first = 0; first < tiles; first += GROUP) {
      int group = Math.min(GROUP, tiles - first);
      int left = (column + first) * 2 - window.padLeft();
      int columns = 2 * group + 2;
      WinogradPatches.widen(window, x, xOffset, top, left, 4, columns, scratch, START);
      for (int t = 0; t < group; t++) {
        WinogradInput.transform(
            tile,
            scratch,
            START + 2 * t * channels,
            columns * channels,
            channels,
            v,
            vOffset + (first + t) * channels,
            vStride,
            NO_FLOATS);
      }
    }
  }

  @Override
  public void finish(
      WinogradTile tile,
      ImageWindow window,
      int channels,
      int row,
      int column,
      int tiles,
      float[] m,
      int mOffset,
      int mStride,
      FloatEpilogue epilogue,
      float[] residual,
      int residualOffset,
      float[] y,
      int yOffset,
      Workspace workspace) {
    if (channels < L) {
      narrow.finish(
          tile,
          window,
          channels,
          row,
          column,
          tiles,
          m,
          mOffset,
          mStride,
          epilogue,
          residual,
          residualOffset,
          y,
          yOffset,
          workspace);
      return;
    }
    int size = tile.size();
    int rowStride = GROUP * size * channels;
    int sums = WinogradOutput.SCRATCH;
    int scratch = sums + size * rowStride;
    float[] floats = workspace.tile(scratch + FloatTileEpilogue.scratch(GROUP * size));
    int rows = Math.min(size, window.outputHeight() - row * size);
    for (int first = 0; first < tiles; first += GROUP) {
      int group = Math.min(GROUP, tiles - first);
      for (int t = 0; t < group; t++) {
        int from = mOffset + (first + t) * channels;
        int to = sums + t * size * channels;
        WinogradOutput.transform(tile, m, from, mStride, channels, floats, to, rowStride, floats);
      }
      int left = (column + first) * size;
      int pixels = Math.min(group * size, window.outputWidth() - left);
      for (int i = 0; i < rows; i++) {
        int at = ((row * size + i) * window.outputWidth() + left) * channels;
        FloatTileEpilogue.finish(
            pixels,
            0,
            channels,
            floats,
            sums + i * rowStride,
            channels,
            scratch,
            epilogue,
            residual,
            residualOffset + at,
            y,
            yOffset + at,
            channels);
      }
    }
  }

  @Override
  public void finish(
      ImageWindow window,
      int channels,
      int row,
      int column,
      int tiles,
      int parts,
      float[] m,
      int mOffset,
      int mStride,
      IntegerEpilogue epilogue,
      float[] residual,
      int residualOffset,
      byte[] y,
      int yOffset,
      Workspace workspace) {
    if (channels < L) {
      narrow.finish(
          window,
          channels,
          row,
          column,
          tiles,
          parts,
          m,
          mOffset,
          mStride,
          epilogue,
          residual,
          residualOffset,
          y,
          yOffset,
          workspace);
      return;
    }
    finish(
        window,
        channels,
        row,
        column,
        tiles,
        parts,
        m,
        mOffset,
        mStride,
        epilogue,
        residual,
        residualOffset,
        y,
        NO_FLOATS,
        yOffset,
        workspace);
  }

  @Override
  public void finish(
      ImageWindow window,
      int channels,
      int row,
      int column,
      int tiles,
      int parts,
      float[] m,
      int mOffset,
      int mStride,
      IntegerEpilogue epilogue,
      float[] residual,
      int residualOffset,
      float[] y,
      int yOffset,
      Workspace workspace) {
    if (channels < L) {
      narrow.finish(
          window,
          channels,
          row,
          column,
          tiles,
          parts,
          m,
          mOffset,
          mStride,
          epilogue,
          residual,
          residualOffset,
          y,
          yOffset,
          workspace);
      return;
    }
    finish(
        window,
        channels,
        row,
        column,
        tiles,
        parts,
        m,
        mOffset,
        mStride,
        epilogue,
        residual,
        residualOffset,
        NO_BYTES,
        y,
        yOffset,
        workspace);
  }

  /** Finishes into the one of the two results that is not empty. */
  private static void finish(
      ImageWindow window,
      int channels,
      int row,
      int column,
      int tiles,
      int parts,
      float[] m,
      int mOffset,
      int mStride,
      IntegerEpilogue epilogue,
      float[] residual,
      int residualOffset,
      byte[] bytes,
      float[] floats,
      int yOffset,
      Workspace workspace) {
    int rowStride = 2 * GROUP * channels;
    int[] ints = workspace.ints(WinogradOutput.SCRATCH);
    // The last columns of the last pixel are read as a whole vector.
    float[] sums = workspace.sums(START + 2 * rowStride + L);
    float[] scratch = workspace.tile(IntegerTileEpilogue.floats(2 * GROUP));
    int rows = Math.min(2, window.outputHeight() - 2 * row);
    for (int first = 0; first < tiles; first += GROUP) {
      int group = Math.min(GROUP, tiles - first);
      for (int t = 0; t < group; t++) {
        int from = mOffset + (first + t) * channels;
        int to = START + 2 * t * channels;
        WinogradOutput.transform(parts, m, from, mStride, channels, sums, to, rowStride, ints);
      }
      int left = 2 * (column + first);
      int pixels = Math.min(2 * group, window.outputWidth() - left);
      for (int i = 0; i < rows; i++) {
        int at = ((2 * row + i) * window.outputWidth() + left) * channels;
        IntegerTileEpilogue.finish(
            pixels,
            0,
            channels,
            sums,
            START + i * rowStride,
            channels,
            false,
            9 * window.channels() * ByteGemm.LARGEST_PRODUCT,
            epilogue,
            residual,
            residualOffset + at,
            bytes,
            floats,
            yOffset + at,
            channels,
            scratch);
      }
    }
  }
}
