package dev.octet.engine.plan.step;

import java.util.Arrays;

/**
 * The patches of an image that the rows of a matrix product read: im2col. Patch (i, j) holds, tap
 * by tap, the channels of the pixels in rows {@code i·rowStep + tapRows[r]} and columns {@code
 * j·columnStep + tapColumns[s]}, zeros for those outside of the image.
 *
 * @param channels channels of a pixel in memory; a patch may take a part of them
 * @param rows patches down
 * @param columns patches across
 */
public record PatchGrid(
    int height,
    int width,
    int channels,
    int rowStep,
    int columnStep,
    int[] tapRows,
    int[] tapColumns,
    int rows,
    int columns) {

  int taps() {
    return tapRows.length * tapColumns.length;
  }

  int patches() {
    return rows * columns;
  }

  /** Whether the patches are the pixels themselves, one after the other. */
  boolean isPixels() {
    return taps() == 1
        && rowStep == 1
        && columnStep == 1
        && tapRows[0] == 0
        && tapColumns[0] == 0
        && rows == height
        && columns == width;
  }

  /**
   * Writes {@code count} patches from patch {@code first} on (counted row by row), one after the
   * other.
   *
   * @param x the image at {@code offset}, the first channel to take included
   * @param depth how many channels to take
   */
  void gather(float[] x, int offset, int depth, int first, int count, float[] patches) {
    int run = adjacentTaps(depth);
    int length = run * depth;
    int to = 0;
    int i = first / columns;
    int j = first % columns;
    for (int patch = 0; patch < count; patch++) {
      for (int tapRow : tapRows) {
        int row = i * rowStep + tapRow;
        boolean inside = row >= 0 && row < height;
        for (int s = 0; s < tapColumns.length; s += run) {
          int column = j * columnStep + tapColumns[s];
          int from = offset + (row * width + column) * channels;
          if (inside && column >= 0 && column + run <= width) {
            System.arraycopy(x, from, patches, to, length);
          } else {
            Arrays.fill(patches, to, to + length, 0);
            int start = Math.clamp(-column, 0, run);
            int end = Math.clamp(width - column, start, run);
            if (inside && start < end) {
              System.arraycopy(
                  x, from + start * depth, patches, to + start * depth, (end - start) * depth);
            }
          }
          to += length;
        }
      }
      if (++j == columns) {
        j = 0;
        i++;
      }
    }
  }

  /** The same for int8. */
  void gather(byte[] x, int offset, int depth, int first, int count, byte[] patches) {
    int run = adjacentTaps(depth);
    int length = run * depth;
    int to = 0;
    int i = first / columns;
    int j = first % columns;
    for (int patch = 0; patch < count; patch++) {
      for (int tapRow : tapRows) {
        int row = i * rowStep + tapRow;
        boolean inside = row >= 0 && row < height;
        for (int s = 0; s < tapColumns.length; s += run) {
          int column = j * columnStep + tapColumns[s];
          int from = offset + (row * width + column) * channels;
          if (inside && column >= 0 && column + run <= width) {
            System.arraycopy(x, from, patches, to, length);
          } else {
            Arrays.fill(patches, to, to + length, (byte) 0);
            int start = Math.clamp(-column, 0, run);
            int end = Math.clamp(width - column, start, run);
            if (inside && start < end) {
              System.arraycopy(
                  x, from + start * depth, patches, to + start * depth, (end - start) * depth);
            }
          }
          to += length;
        }
      }
      if (++j == columns) {
        j = 0;
        i++;
      }
    }
  }

  /**
   * How many runs of adjacent elements a patch is made of, all of one length and at equal
   * distances: the rows of taps where each sees adjacent pixels and takes all of their channels,
   * else 1, and patches must be gathered.
   *
   * @param depth how many channels a patch takes
   */
  public int segments(int depth) {
    return isRegular(depth) ? tapRows.length : 1;
  }

  /** Whether patches can be read where they lie; for any size of the image. */
  boolean isRegular(int depth) {
    return depth == channels
        && taps() > 0
        && isEvenlySpaced(tapColumns, 1)
        && isEvenlySpaced(tapRows, tapStep());
  }

  /** From one row of taps to the next, 1 or more where patches are regular. */
  int tapStep() {
    return tapRows.length > 1 ? Math.max(1, tapRows[1] - tapRows[0]) : 1;
  }

  private static boolean isEvenlySpaced(int[] taps, int step) {
    for (int i = 1; i < taps.length; i++) {
      if (taps[i] - taps[i - 1] != step) {
        return false;
      }
    }
    return true;
  }

  /**
   * How many taps of a row can be copied together: all of them where they see pixels side by side
   * and take all channels. That makes patches of few channels a matter of some long copies.
   */
  private int adjacentTaps(int depth) {
    boolean adjacent = depth == channels;
    for (int s = 1; s < tapColumns.length; s++) {
      adjacent &= tapColumns[s] == tapColumns[s - 1] + 1;
    }
    return adjacent ? tapColumns.length : 1;
  }
}
