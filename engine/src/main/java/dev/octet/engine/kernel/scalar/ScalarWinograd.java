package dev.octet.engine.kernel.scalar;

import dev.octet.engine.kernel.FloatEpilogue;
import dev.octet.engine.kernel.ImageWindow;
import dev.octet.engine.kernel.IntegerEpilogue;
import dev.octet.engine.kernel.Winograd;
import dev.octet.engine.kernel.WinogradTile;
import dev.octet.engine.kernel.Workspace;

/** One channel of one tile after the other, as the contract writes it. */
public final class ScalarWinograd implements Winograd {
  /** Places for the elements of a patch. */
  private static final int PATCH = WinogradTile.F4X4.elements();

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
    float[] patch = workspace.tile(PATCH);
    int channels = window.channels();
    for (int t = 0; t < tiles; t++) {
      int top = row * tile.size() - window.padTop();
      int left = (column + t) * tile.size() - window.padLeft();
      for (int c = 0; c < channels; c++) {
        for (int e = 0; e < tile.elements(); e++) {
          int at = pixel(window, top + e / tile.patch(), left + e % tile.patch());
          patch[e] = at < 0 ? 0 : x[xOffset + at * channels + c];
        }
        transform(tile, patch, v, vOffset + t * channels + c, vStride);
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
    float[] patch = workspace.tile(PATCH);
    int channels = window.channels();
    for (int t = 0; t < tiles; t++) {
      int top = row * tile.size() - window.padTop();
      int left = (column + t) * tile.size() - window.padLeft();
      for (int c = 0; c < channels; c++) {
        for (int e = 0; e < tile.elements(); e++) {
          int at = pixel(window, top + e / tile.patch(), left + e % tile.patch());
          patch[e] = at < 0 ? 0 : x[xOffset + at * channels + c];
        }
        transform(tile, patch, v, vOffset + t * channels + c, vStride);
      }
    }
  }

  /** The index of a pixel, -1 for one outside of the image. */
  private static int pixel(ImageWindow window, int row, int column) {
    boolean inside = row >= 0 && row < window.height() && column >= 0 && column < window.width();
    return inside ? row * window.width() + column : -1;
  }

  private static void transform(
      WinogradTile tile, float[] patch, float[] v, int vOffset, int vStride) {
    int n = tile.patch();
    for (int j = 0; j < n; j++) {
      WinogradSteps.input(tile, patch, j, patch, j, n);
    }
    for (int i = 0; i < n; i++) {
      WinogradSteps.input(tile, patch, i * n, patch, i * n, 1);
    }
    for (int e = 0; e < n * n; e++) {
      v[vOffset + e * vStride] = patch[e];
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
    float[] patch = workspace.tile(PATCH);
    int n = tile.patch();
    int size = tile.size();
    for (int t = 0; t < tiles; t++) {
      for (int k = 0; k < channels; k++) {
        for (int e = 0; e < tile.elements(); e++) {
          patch[e] = m[mOffset + e * mStride + t * channels + k];
        }
        for (int j = 0; j < n; j++) {
          WinogradSteps.output(tile, patch, j, patch, j, n);
        }
        for (int i = 0; i < size; i++) {
          WinogradSteps.output(tile, patch, i * n, patch, i * n, 1);
          for (int j = 0; j < size; j++) {
            int to = output(window, row * size + i, (column + t) * size + j);
            if (to >= 0) {
              float v = patch[i * n + j] + epilogue.bias()[k];
              int at = to * channels + k;
              v = residual.length > 0 ? v + residual[residualOffset + at] : v;
              y[yOffset + at] =
                  v < epilogue.low() ? epilogue.low() : v > epilogue.high() ? epilogue.high() : v;
            }
          }
        }
      }
    }
  }

  /** The index of an output pixel, -1 for one outside of the output. */
  private static int output(ImageWindow window, int row, int column) {
    boolean inside = row < window.outputHeight() && column < window.outputWidth();
    return inside ? row * window.outputWidth() + column : -1;
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
    int[] sums = workspace.ints(16);
    for (int t = 0; t < tiles; t++) {
      for (int k = 0; k < channels; k++) {
        sum(parts, m, mOffset + t * channels + k, mStride, sums);
        for (int i = 0; i < 4; i++) {
          int to = output(window, 2 * row + i / 2, 2 * (column + t) + i % 2);
          if (to >= 0) {
            int at = to * channels + k;
            float v = finish(sums[i], k, epilogue, residual, residualOffset + at);
            y[yOffset + at] = (byte) Math.rint(v);
          }
        }
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
      float[] y,
      int yOffset,
      Workspace workspace) {
    int[] sums = workspace.ints(16);
    for (int t = 0; t < tiles; t++) {
      for (int k = 0; k < channels; k++) {
        sum(parts, m, mOffset + t * channels + k, mStride, sums);
        for (int i = 0; i < 4; i++) {
          int to = output(window, 2 * row + i / 2, 2 * (column + t) + i % 2);
          if (to >= 0) {
            int at = to * channels + k;
            y[yOffset + at] = finish(sums[i], k, epilogue, residual, residualOffset + at);
          }
        }
      }
    }
  }

  /** Leaves the four sums of one tile and channel in {@code sums[0..3]}, row by row. */
  private static void sum(int parts, float[] m, int mOffset, int mStride, int[] sums) {
    for (int e = 0; e < 16; e++) {
      sums[e] = 0;
      for (int p = 0; p < parts; p++) {
        sums[e] += (int) m[mOffset + (16 * p + e) * mStride];
      }
    }
    for (int j = 0; j < 4; j++) {
      int inner = sums[4 + j] + sums[8 + j];
      int difference = sums[4 + j] - sums[8 + j];
      sums[j] = 2 * sums[j] + inner;
      sums[4 + j] = difference - 2 * sums[12 + j];
    }
    for (int i = 0; i < 2; i++) {
      int first = 2 * sums[4 * i] + (sums[4 * i + 1] + sums[4 * i + 2]);
      int second = (sums[4 * i + 1] - sums[4 * i + 2]) - 2 * sums[4 * i + 3];
      sums[2 * i] = first >> 2;
      sums[2 * i + 1] = second >> 2;
    }
  }

  private static float finish(
      int sum, int column, IntegerEpilogue epilogue, float[] residual, int residualIndex) {
    float v = sum * epilogue.multiplier()[column];
    v += epilogue.bias()[column];
    if (residual.length > 0) {
      v += residual[residualIndex] * epilogue.residualMultiplier();
    }
    return v < epilogue.low() ? epilogue.low() : v > epilogue.high() ? epilogue.high() : v;
  }
}
