package dev.octet.engine.plan.step;

/**
 * A batch of matrix products {@code C[i] = A[xOffsets[i]] · B[yOffsets[i]]} of dense results one
 * after the other.
 *
 * @param xOffsets the first element of each left-hand matrix
 * @param yOffsets the first element of each right-hand matrix
 * @param xRowStride elements from one row of A to the next
 * @param xDepthStride elements from one column of A to the next
 * @param yDepthStride elements from one row of B to the next
 * @param yColumnStride elements from one column of B to the next
 */
public record MatrixBatch(
    int[] xOffsets,
    int[] yOffsets,
    int rows,
    int depth,
    int columns,
    int xRowStride,
    int xDepthStride,
    int yDepthStride,
    int yColumnStride) {

  /** Fewer rows of a matrix are multiplied one by one, which spares the packing. */
  private static final int LEAST_PACKED_ROWS = 4;

  /** The rows of all matrices, none where rows are empty. */
  int allRows() {
    return columns == 0 ? 0 : xOffsets.length * rows;
  }

  boolean isPacked() {
    return rows >= LEAST_PACKED_ROWS;
  }

  /** How far the rows of one matrix go from row {@code i} of all, before {@code end}. */
  int run(int i, int end) {
    return Math.min(rows - i % rows, end - i);
  }

  /** Where row {@code i} of all begins, relative to x. */
  int xStart(int i) {
    return xOffsets[i / rows] + i % rows * xRowStride;
  }

  /** Where the matrix begins that row {@code i} of all is multiplied by, relative to y. */
  int yStart(int i) {
    return yOffsets[i / rows];
  }
}
