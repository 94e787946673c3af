package dev.octet.engine.plan.lowering;

import dev.octet.engine.op.MatMul;
import dev.octet.engine.plan.step.MatrixBatch;
import dev.octet.engine.tensor.Shape;

/** Where the matrices of a product over the last two dimensions are, leading ones broadcast. */
record BatchedProduct(MatrixBatch matrices, float alpha) {

  /** One product of dense matrices. */
  static BatchedProduct of(int rows, int depth, int columns) {
    return new BatchedProduct(
        new MatrixBatch(new int[] {0}, new int[] {0}, rows, depth, columns, depth, 1, columns, 1),
        1);
  }

  static BatchedProduct of(MatMul op, Shape x, Shape y) {
    int[] left = promoted(x, true);
    int[] right = promoted(y, false);
    boolean transposeX = op.transposeX() && x.rank() > 1;
    boolean transposeY = op.transposeY() && y.rank() > 1;
    int xRows = left[left.length - 2];
    int xColumns = left[left.length - 1];
    int yRows = right[right.length - 2];
    int yColumns = right[right.length - 1];
    int rank = Math.max(left.length, right.length) - 2;
    int[] batch = new int[rank];
    int count = 1;
    for (int i = 0; i < rank; i++) {
      int dim = leading(left, rank, i);
      batch[i] = dim == 1 ? leading(right, rank, i) : dim;
      count *= batch[i];
    }
    return new BatchedProduct(
        new MatrixBatch(
            offsets(left, batch, count),
            offsets(right, batch, count),
            transposeX ? xColumns : xRows,
            transposeX ? xRows : xColumns,
            transposeY ? yRows : yColumns,
            transposeX ? 1 : xColumns,
            transposeX ? xColumns : 1,
            transposeY ? 1 : yColumns,
            transposeY ? yColumns : 1),
        op.alpha());
  }

  long multiplyAdds() {
    return (long) matrices.xOffsets().length
        * matrices.rows()
        * matrices.depth()
        * matrices.columns();
  }

  /** The dimensions with a vector as a row (left) or a column (right). */
  private static int[] promoted(Shape shape, boolean isLeft) {
    if (shape.rank() > 1) {
      return shape.toArray();
    }
    int n = shape.dim(0);
    return isLeft ? new int[] {1, n} : new int[] {n, 1};
  }

  /** Leading dimension {@code i} of {@code rank}, 1 where the shape has fewer. */
  private static int leading(int[] dims, int rank, int i) {
    int index = i - (rank - (dims.length - 2));
    return index < 0 ? 1 : dims[index];
  }

  private static int[] offsets(int[] dims, int[] batch, int count) {
    int matrix = dims[dims.length - 2] * dims[dims.length - 1];
    int[] strides = new int[batch.length];
    int stride = matrix;
    for (int i = batch.length - 1; i >= 0; i--) {
      int dim = leading(dims, batch.length, i);
      strides[i] = dim == 1 ? 0 : stride;
      stride *= dim;
    }
    int[] offsets = new int[count];
    for (int n = 0; n < count; n++) {
      int rest = n;
      for (int i = batch.length - 1; i >= 0; i--) {
        offsets[n] += rest % batch[i] * strides[i];
        rest /= batch[i];
      }
    }
    return offsets;
  }
}
