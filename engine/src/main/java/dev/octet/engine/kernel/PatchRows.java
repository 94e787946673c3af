package dev.octet.engine.kernel;

/**
 * Where the rows of a left-hand matrix lie in an array when they are patches of an image, so that a
 * convolution reads its input without a copy of each patch. Row i begins at {@code i / columns ·
 * rowStride + i mod columns · columnStride}; it is made of {@code segments} runs of {@code length}
 * adjacent elements, {@code segmentStride} apart. Rows can overlap.
 *
 * @param columns patches side by side, 1 or more
 * @param rowStride from a patch to the one below, at least {@code (columns - 1)·columnStride}, so
 *     that no row begins before the one above it in the matrix
 * @param columnStride from a patch to the next, 0 or more
 * @param segments 1 or more; the rows of a filter
 * @param length elements of a run: those of the pixels that one row of a filter sees
 * @param segmentStride from one run to the next, 0 or more
 */
public record PatchRows(
    int columns, int rowStride, int columnStride, int segments, int length, int segmentStride) {

  /** Where row {@code i} begins. */
  public int start(int i) {
    return i / columns * rowStride + i % columns * columnStride;
  }

  /** Writes to {@code starts} where {@code rows} rows from {@code first} on begin. */
  public void starts(int first, int rows, int[] starts) {
    int row = first / columns * rowStride;
    int column = first % columns;
    for (int i = 0; i < rows; i++) {
      starts[i] = row + column * columnStride;
      if (++column == columns) {
        column = 0;
        row += rowStride;
      }
    }
  }

  /** The elements that one row takes up, those between its runs included. */
  public int extent() {
    return (segments - 1) * segmentStride + length;
  }
}
