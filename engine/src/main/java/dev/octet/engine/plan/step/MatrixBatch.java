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
    int yColumnStride) {}
