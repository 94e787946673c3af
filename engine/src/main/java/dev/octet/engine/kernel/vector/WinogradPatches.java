package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.ImageWindow;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/** Copies parts of an image with zeros around it. */
final class WinogradPatches {
  private static final int L = Lanes.FLOAT.length();

  private WinogradPatches() {}

  /**
   * Writes {@code rows} by {@code columns} pixels from pixel (top, left) on to {@code to[at..]},
   * zeros for those outside of the image.
   */
  static void copy(
      ImageWindow window,
      float[] x,
      int xOffset,
      int top,
      int left,
      int rows,
      int columns,
      float[] to,
      int at) {
    int channels = window.channels();
    int first = Math.clamp(-left, 0, columns);
    int last = Math.clamp(window.width() - left, first, columns);
    for (int i = 0; i < rows; i++) {
      int row = top + i;
      int begin = at + i * columns * channels;
      if (row < 0 || row >= window.height() || first == last) {
        Arrays.fill(to, begin, begin + columns * channels, 0);
        continue;
      }
      Arrays.fill(to, begin, begin + first * channels, 0);
      System.arraycopy(
          x,
          xOffset + (row * window.width() + left + first) * channels,
          to,
          begin + first * channels,
          (last - first) * channels);
      Arrays.fill(to, begin + last * channels, begin + columns * channels, 0);
    }
  }

  /** The same from int8. */
  static void widen(
      ImageWindow window,
      byte[] x,
      int xOffset,
      int top,
      int left,
      int rows,
      int columns,
      float[] to,
      int at) {
    int channels = window.channels();
    int first = Math.clamp(-left, 0, columns);
    int last = Math.clamp(window.width() - left, first, columns);
    for (int i = 0; i < rows; i++) {
      int row = top + i;
      int begin = at + i * columns * channels;
      if (row < 0 || row >= window.height() || first == last) {
        Arrays.fill(to, begin, begin + columns * channels, 0);
        continue;
      }
      Arrays.fill(to, begin, begin + first * channels, 0);
      widen(
          x,
          xOffset + (row * window.width() + left + first) * channels,
          to,
          begin + first * channels,
          (last - first) * channels);
      Arrays.fill(to, begin + last * channels, begin + columns * channels, 0);
    }
  }

  private static void widen(byte[] x, int from, float[] to, int at, int n) {
    int whole = Lanes.FLOAT.loopBound(n);
    for (int i = 0; i < whole; i += L) {
      FloatVector v = ByteLanes.load(x, from + i);
      v.intoArray(to, at + i);
    }
    for (int i = whole; i < n; i++) {
      to[at + i] = x[from + i];
    }
  }
}
