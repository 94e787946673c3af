package dev.octet.engine.kernel;

/** The transforms of one tile and channel, row by row of the matrices as the contract has them. */
final class WinogradFormula {
  private WinogradFormula() {}

  /** The patch of a tile, zeros outside of the image. */
  static float[] patch(
      WinogradTile tile,
      ImageWindow window,
      float[] x,
      int xOffset,
      int row,
      int column,
      int channel) {
    float[] patch = new float[tile.elements()];
    for (int e = 0; e < patch.length; e++) {
      int i = row * tile.size() - window.padTop() + e / tile.patch();
      int j = column * tile.size() - window.padLeft() + e % tile.patch();
      if (i >= 0 && i < window.height() && j >= 0 && j < window.width()) {
        patch[e] = x[xOffset + (i * window.width() + j) * window.channels() + channel];
      }
    }
    return patch;
  }

  /** The index of an output pixel, -1 for one outside of the output. */
  static int output(ImageWindow window, int row, int column) {
    return row < window.outputHeight() && column < window.outputWidth()
        ? row * window.outputWidth() + column
        : -1;
  }

  static float[] input(WinogradTile tile, float[] patch) {
    int n = tile.patch();
    float[] down = new float[n * n];
    float[] both = new float[n * n];
    for (int j = 0; j < n; j++) {
      float[] column = input(tile, patch, j, n);
      for (int i = 0; i < n; i++) {
        down[i * n + j] = column[i];
      }
    }
    for (int i = 0; i < n; i++) {
      System.arraycopy(input(tile, down, i * n, 1), 0, both, i * n, n);
    }
    return both;
  }

  private static float[] input(WinogradTile tile, float[] d, int at, int by) {
    float d0 = d[at];
    float d1 = d[at + by];
    float d2 = d[at + 2 * by];
    float d3 = d[at + 3 * by];
    if (tile == WinogradTile.F2X2) {
      return new float[] {d0 - d2, d1 + d2, d2 - d1, d1 - d3};
    }
    float e = d[at + 4 * by] - d2;
    float f = d3 - d1;
    return new float[] {
      Math.fma(f, 1.5f, (d0 - d2) + e),
      Math.fma(d2 + d3, 1.5f, e + f),
      Math.fma(d3 - d2, 1.5f, e - f),
      Math.fma(f, 2f, e),
      Math.fma(f, -0.5f, e),
      Math.fma(e, 1.5f, (d[at + 5 * by] - d3) - f)
    };
  }

  static float[] output(WinogradTile tile, float[] products) {
    int n = tile.patch();
    int size = tile.size();
    float[] down = new float[size * n];
    float[] both = new float[size * size];
    for (int j = 0; j < n; j++) {
      float[] column = output(tile, products, j, n);
      for (int i = 0; i < size; i++) {
        down[i * n + j] = column[i];
      }
    }
    for (int i = 0; i < size; i++) {
      System.arraycopy(output(tile, down, i * n, 1), 0, both, i * size, size);
    }
    return both;
  }

  private static float[] output(WinogradTile tile, float[] m, int at, int by) {
    float m0 = m[at];
    float m3 = m[at + 3 * by];
    float s = m[at + by] + m[at + 2 * by];
    float d = m[at + by] - m[at + 2 * by];
    if (tile == WinogradTile.F2X2) {
      return new float[] {m0 + s, d - m3};
    }
    float m4 = m[at + 4 * by];
    return new float[] {
      (m0 + s) + (m3 + m4),
      Math.fma(m4, -2f, Math.fma(m3, 0.5f, d)),
      Math.fma(m4, 4f, Math.fma(m3, 0.25f, s)),
      Math.fma(m4, -8f, Math.fma(m3, 0.125f, d)) + m[at + 5 * by]
    };
  }

  /** Four times the integer sums of a tile, whose products are in parts. */
  static long[] sums(int parts, float[] m, int at, int stride) {
    long[] products = new long[16];
    for (int i = 0; i < 16 * parts; i++) {
      products[i % 16] += (long) m[at + i * stride];
    }
    int[][] a = {{2, 1, 1, 0}, {0, 1, -1, -2}};
    long[] sums = new long[4];
    for (int i = 0; i < 4; i++) {
      for (int e = 0; e < 16; e++) {
        sums[i] += a[i / 2][e / 4] * a[i % 2][e % 4] * products[e];
      }
    }
    return sums;
  }
}
