package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.PackedMatrix;

/** A product of dense rows with one packed matrix. */
public final class MatrixStep implements Step {
  private final Product product;
  private final int rows;
  private final PackedMatrix matrix;

  public MatrixStep(Product product, int rows, PackedMatrix matrix) {
    this.product = product;
    this.rows = rows;
    this.matrix = matrix;
  }

  @Override
  public void run(Arena arena) {
    product.multiply(arena, rows, 0, matrix.depth(), matrix, 0, 0, matrix.columns());
  }
}
