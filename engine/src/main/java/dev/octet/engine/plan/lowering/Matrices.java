package dev.octet.engine.plan.lowering;

import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.MatMul;
import dev.octet.engine.tensor.Shape;

/**
 * A product with one constant right-hand matrix: how many rows the left-hand side has, and where
 * the elements of the right-hand one are.
 *
 * @param rowStride elements from one row of the right-hand matrix to the next
 * @param columnStride elements from one column to the next
 */
record Matrices(
    int rows, int depth, int columns, int rowStride, int columnStride, Epilogue epilogue) {

  static Matrices of(FullyConnected op, Site site) {
    Shape input = site.input(0).shape();
    Shape weights = site.input(1).shape();
    int columns = weights.elements(op.weightColumnDims(), weights.rank());
    return new Matrices(
        input.elements(0, op.inputColumnDims()),
        input.elements(op.inputColumnDims(), input.rank()),
        columns,
        columns,
        1,
        op.epilogue());
  }

  /**
   * Of a product whose second input has rank 2. The rows are those of the first input as it is
   * multiplied: transposed where the product says so.
   */
  static Matrices of(MatMul op, Site site) {
    Shape input = site.input(0).shape();
    Shape weights = site.input(1).shape();
    int depth = weights.dim(op.transposeY() ? 1 : 0);
    int columns = weights.dim(op.transposeY() ? 0 : 1);
    boolean transposes = op.transposeX() && input.rank() > 1;
    return new Matrices(
        transposes
            ? input.elements(0, input.rank() - 2) * input.dim(-1)
            : input.elements(0, input.rank() - 1),
        depth,
        columns,
        op.transposeY() ? 1 : columns,
        op.transposeY() ? depth : 1,
        op.epilogue());
  }

  /** The products that are summed in one run. */
  long multiplyAdds() {
    return (long) rows * depth * columns;
  }
}
