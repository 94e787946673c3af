package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.PackedMatrix;
import dev.octet.engine.parallel.SharedWork;

/** A product of dense rows with one packed matrix; threads share the rows. */
public final class MatrixStep implements Step, SharedWork<Arena> {
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
    arena.share(this, (long) rows * matrix.depth() * matrix.columns());
  }

  @Override
  public void run(Arena arena, int worker, int workers) {
    int first = Parts.start(rows, worker, workers);
    int last = Parts.start(rows, worker + 1, workers);
    product.multiply(
        arena,
        arena.workspace(worker),
        last - first,
        first * matrix.depth(),
        matrix.depth(),
        matrix,
        0,
        first * matrix.columns(),
        matrix.columns());
  }
}
