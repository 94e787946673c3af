package dev.octet.engine.plan.fact;

import dev.octet.engine.graph.Node;
import dev.octet.engine.op.Slice;
import dev.octet.engine.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The bounds of a slice resolved for one input shape: output index i of dimension d is input index
 * {@code starts[d] + i·steps[d]}.
 *
 * @param starts one for each dimension of the input
 * @param steps one for each dimension of the input, not 0
 * @param box how many elements of each dimension of the input are taken
 * @param output {@code box} without the dimensions that are removed
 */
public record SliceRange(int[] starts, int[] steps, Shape box, Shape output) {

  /**
   * @param inputs a fact for each input of the node, which shape inference has accepted
   */
  public static SliceRange of(Node node, List<Fact> inputs, Slice op) {
    return of(new NodeFacts(node, inputs), op);
  }

  static SliceRange of(NodeFacts facts, Slice op) {
    Shape x = facts.shape(0);
    int count = op.axes().size();
    long[] from = op.startsInput() ? facts.integers(1, "starts") : longs(op.starts());
    long[] to =
        op.endsInput() ? facts.integers(op.startsInput() ? 2 : 1, "ends") : longs(op.ends());
    long[] by = op.steps().isEmpty() ? ones(count) : longs(op.steps());
    if (from.length != count || to.length != count || by.length != count) {
      throw facts.error(
          "%d starts, %d ends and %d steps must be %d, one for each axis",
          from.length, to.length, by.length, count);
    }
    int[] starts = new int[x.rank()];
    int[] steps = new int[x.rank()];
    Arrays.fill(steps, 1);
    int[] box = x.toArray();
    boolean[] seen = new boolean[x.rank()];
    for (int i = 0; i < count; i++) {
      int axis = facts.axis(op.axes().get(i), x.rank());
      if (seen[axis]) {
        throw facts.error("axis %d is cut twice in %s", axis, op.axes());
      }
      seen[axis] = true;
      if (by[i] == 0) {
        throw facts.error("the step of axis %d must not be 0", axis);
      }
      int size = x.dim(axis);
      long start = clamp(from[i], size, by[i]);
      long end = clamp(to[i], size, by[i]);
      long taken =
          Math.max(
              0, by[i] > 0 ? Math.ceilDiv(end - start, by[i]) : Math.ceilDiv(start - end, -by[i]));
      starts[axis] = taken == 0 ? 0 : Math.toIntExact(start);
      steps[axis] = taken <= 1 ? 1 : Math.toIntExact(by[i]);
      box[axis] = Math.toIntExact(taken);
    }
    return new SliceRange(starts, steps, Shape.of(box), decrease(facts, op, box));
  }

  /** A bound as an index: in 0..size going up, in -1..size-1 going down. */
  private static long clamp(long bound, int size, long step) {
    long index = bound < 0 ? bound + size : bound;
    return step > 0 ? Math.clamp(index, 0L, (long) size) : Math.clamp(index, -1L, size - 1L);
  }

  private static Shape decrease(NodeFacts facts, Slice op, int[] box) {
    boolean[] removed = new boolean[box.length];
    for (int wanted : op.decreaseAxes()) {
      int axis = facts.axis(wanted, box.length);
      if (box[axis] != 1) {
        throw facts.error(
            "dimension %d is %d after the cut and cannot be removed; it must be 1",
            axis, box[axis]);
      }
      removed[axis] = true;
    }
    return Shape.of(
        IntStream.range(0, box.length).filter(i -> !removed[i]).map(i -> box[i]).toArray());
  }

  private static long[] longs(List<Integer> values) {
    return values.stream().mapToLong(Integer::longValue).toArray();
  }

  private static long[] ones(int count) {
    long[] ones = new long[count];
    Arrays.fill(ones, 1);
    return ones;
  }
}
