package dev.octet.engine.kernel.scalar;

import dev.octet.engine.kernel.WinogradTile;

/** The one-dimensional steps of Winograd's transforms; elements are {@code stride} apart. */
final class WinogradSteps {
  private WinogradSteps() {}

  /** Bᵀ times a column of a patch. */
  static void input(WinogradTile tile, float[] x, int from, float[] v, int to, int stride) {
    float d0 = x[from];
    float d1 = x[from + stride];
    float d2 = x[from + 2 * stride];
    float d3 = x[from + 3 * stride];
    switch (tile) {
      case F2X2 -> {
        v[to] = d0 - d2;
        v[to + stride] = d1 + d2;
        v[to + 2 * stride] = d2 - d1;
        v[to + 3 * stride] = d1 - d3;
      }
      case F4X4 -> {
        float d4 = x[from + 4 * stride];
        float d5 = x[from + 5 * stride];
        float e = d4 - d2;
        float f = d3 - d1;
        v[to] = Math.fma(f, 1.5f, (d0 - d2) + e);
        v[to + stride] = Math.fma(d2 + d3, 1.5f, e + f);
        v[to + 2 * stride] = Math.fma(d3 - d2, 1.5f, e - f);
        v[to + 3 * stride] = Math.fma(f, 2f, e);
        v[to + 4 * stride] = Math.fma(f, -0.5f, e);
        v[to + 5 * stride] = Math.fma(e, 1.5f, (d5 - d3) - f);
      }
    }
  }

  /** Aᵀ times a column of products. */
  static void output(WinogradTile tile, float[] m, int from, float[] y, int to, int stride) {
    float m0 = m[from];
    float m1 = m[from + stride];
    float m2 = m[from + 2 * stride];
    float m3 = m[from + 3 * stride];
    float s = m1 + m2;
    float d = m1 - m2;
    switch (tile) {
      case F2X2 -> {
        y[to] = m0 + s;
        y[to + stride] = d - m3;
      }
      case F4X4 -> {
        float m4 = m[from + 4 * stride];
        float m5 = m[from + 5 * stride];
        y[to] = (m0 + s) + (m3 + m4);
        y[to + stride] = Math.fma(m4, -2f, Math.fma(m3, 0.5f, d));
        y[to + 2 * stride] = Math.fma(m4, 4f, Math.fma(m3, 0.25f, s));
        y[to + 3 * stride] = Math.fma(m4, -8f, Math.fma(m3, 0.125f, d)) + m5;
      }
    }
  }
}
