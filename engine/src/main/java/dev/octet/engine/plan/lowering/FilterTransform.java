package dev.octet.engine.plan.lowering;

import dev.octet.engine.kernel.WinogradTile;

/**
 * {@code G·g·Gᵀ} of 3x3 filters, for {@code n} pairs of an input and an output channel at once: tap
 * t of pair i is at {@code t·n + i}, and so is element t of the result.
 */
final class FilterTransform {
  private static final int TAPS = 9;

  private FilterTransform() {}

  /** Summed in double and rounded once. */
  static float[] floats(WinogradTile tile, float[] taps) {
    int n = taps.length / TAPS;
    float[] transformed = new float[Math.multiplyExact(tile.elements(), n)];
    for (int e = 0; e < tile.elements(); e++) {
      for (int i = 0; i < n; i++) {
        double sum = 0;
        for (int t = 0; t < TAPS; t++) {
          sum += factor(tile, e, t) * taps[t * n + i];
        }
        transformed[e * n + i] = (float) sum;
      }
    }
    return transformed;
  }

  /** The integers of {@code F(2×2, 3×3)} with the inner two rows of G doubled. */
  static float[] integers(byte[] taps) {
    int n = taps.length / TAPS;
    float[] transformed = new float[Math.multiplyExact(WinogradTile.F2X2.elements(), n)];
    for (int e = 0; e < WinogradTile.F2X2.elements(); e++) {
      int scale = scale(e / 4) * scale(e % 4);
      for (int t = 0; t < TAPS; t++) {
        int factor = (int) (scale * factor(WinogradTile.F2X2, e, t));
        if (factor != 0) {
          for (int i = 0; i < n; i++) {
            transformed[e * n + i] += factor * taps[t * n + i];
          }
        }
      }
    }
    return transformed;
  }

  private static int scale(int row) {
    return row == 1 || row == 2 ? 2 : 1;
  }

  private static double factor(WinogradTile tile, int element, int tap) {
    return tile.filter(element / tile.patch(), tap / 3)
        * tile.filter(element % tile.patch(), tap % 3);
  }
}
