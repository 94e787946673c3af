package dev.octet.engine.plan.lowering;

import dev.octet.engine.plan.step.Buffer;
import dev.octet.engine.plan.step.StridedCopy;
import dev.octet.engine.tensor.Shape;

/** The last two dimensions of a buffer exchanged in memory. */
final class TransposedRows {
  private TransposedRows() {}

  /**
   * A copy whose rows are the columns of {@code x}, as long as the node runs; {@code x} itself if
   * it has fewer than two dimensions.
   */
  static Buffer of(Site site, Buffer x) {
    Shape shape = x.shape();
    if (shape.rank() < 2) {
      return x;
    }
    int last = shape.rank() - 1;
    int[] strides = x.strides();
    int swapped = strides[last];
    strides[last] = strides[last - 1];
    strides[last - 1] = swapped;
    Shape transposed = shape.with(last, shape.dim(last - 1)).with(last - 1, shape.dim(last));
    Buffer rows = site.scratch(x.dtype(), transposed);
    site.add(StridedCopy.of(x, 0, strides, rows, 0, rows.strides(), transposed.toArray()));
    return rows;
  }
}
