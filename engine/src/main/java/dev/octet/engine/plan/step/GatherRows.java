package dev.octet.engine.plan.step;

import dev.octet.engine.graph.GraphException;
import dev.octet.engine.tensor.DType;

/**
 * Copies the rows of one dimension that a vector of indices names; a negative index counts from the
 * end. All values are in row-major order.
 */
public final class GatherRows implements Step {
  private final String node;
  private final Buffer source;
  private final Buffer indices;
  private final Buffer target;
  private final AxisRuns runs;
  private final int count;

  /**
   * @param node what messages call the node
   */
  public GatherRows(String node, Buffer source, Buffer indices, Buffer target, int axis) {
    this.node = node;
    this.source = source;
    this.indices = indices;
    this.target = target;
    this.runs = AxisRuns.of(source, axis);
    this.count = indices.shape().elements();
  }

  @Override
  public void run(Arena arena) {
    Object from = source.array(arena);
    Object to = target.array(arena);
    int inner = runs.inner();
    for (int i = 0; i < count; i++) {
      int row = row(arena, i);
      for (int outer = 0; outer < runs.outer(); outer++) {
        System.arraycopy(
            from,
            source.offset() + (outer * runs.count() + row) * inner,
            to,
            target.offset() + (outer * count + i) * inner,
            inner);
      }
    }
  }

  private int row(Arena arena, int i) {
    long index =
        indices.dtype() == DType.INT32
            ? indices.ints(arena)[indices.offset() + i]
            : indices.longs(arena)[indices.offset() + i];
    long row = index < 0 ? index + runs.count() : index;
    if (row < 0 || row >= runs.count()) {
      throw new GraphException(
          "%s: index %d must lie in %d..%d"
              .formatted(node, index, -runs.count(), runs.count() - 1));
    }
    return (int) row;
  }
}
