package dev.octet.engine.plan.step;

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
    int to = 0;
    for (int patch = first; patch < first + count; patch++) {
      int top = patch / columns * rowStep;
      int left = patch % columns * columnStep;
      for (int tapRow : tapRows) {
        int row = top + tapRow;
        for (int tapColumn : tapColumns) {
          int column = left + tapColumn;
          if (row < 0 || row >= height || column < 0 || column >= width) {
            for (int c = 0; c < depth; c++) {
              patches[to + c] = 0;
            }
          } else {
            int from = offset + (row * width + column) * channels;
            if (depth < 8) {
              for (int c = 0; c < depth; c++) {
                patches[to + c] = x[from + c];
              }
            } else {
              System.arraycopy(x, from, patches, to, depth);
            }
          }
          to += depth;
        }
      }
    }
  }

  /** The same for int8. */
  void gather(byte[] x, int offset, int depth, int first, int count, byte[] patches) {
    int to = 0;
    for (int patch = first; patch < first + count; patch++) {
      int top = patch / columns * rowStep;
      int left = patch % columns * columnStep;
      for (int tapRow : tapRows) {
        int row = top + tapRow;
        for (int tapColumn : tapColumns) {
          int column = left + tapColumn;
          if (row < 0 || row >= height || column < 0 || column >= width) {
            for (int c = 0; c < depth; c++) {
              patches[to + c] = 0;
            }
          } else {
            int from = offset + (row * width + column) * channels;
            if (depth < 8) {
              for (int c = 0; c < depth; c++) {
                patches[to + c] = x[from + c];
              }
            } else {
              System.arraycopy(x, from, patches, to, depth);
            }
          }
          to += depth;
        }
      }
    }
  }
}
