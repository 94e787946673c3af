package dev.octet.engine.plan.step;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Nested loops over a box of elements that several operands walk together, each with its own
 * strides. The loops are in the order in which the first operand lies in memory, outermost first;
 * dimensions of 1 are dropped, and neighbours that every operand passes densely are merged.
 *
 * @param extents iterations of each loop; at least one loop
 * @param strides for each operand its step in elements for each loop
 */
record LoopNest(int[] extents, int[][] strides) {

  /**
   * @param extents the box
   * @param strides for each operand the strides along the dimensions of the box; those of the first
   *     are not negative
   */
  static LoopNest of(int[] extents, int[]... strides) {
    List<Integer> axes =
        IntStream.range(0, extents.length)
            .filter(axis -> extents[axis] != 1)
            .boxed()
            .sorted(Comparator.comparingInt((Integer axis) -> strides[0][axis]).reversed())
            .toList();
    int[] merged = new int[Math.max(1, axes.size())];
    int[][] steps = new int[strides.length][merged.length];
    int count = 0;
    for (int axis : axes) {
      boolean dense = count > 0 && isDense(steps, count - 1, strides, axis, extents[axis]);
      int at = dense ? count - 1 : count++;
      merged[at] = dense ? merged[at] * extents[axis] : extents[axis];
      for (int operand = 0; operand < strides.length; operand++) {
        steps[operand][at] = strides[operand][axis];
      }
    }
    if (count == 0) {
      merged[count++] = 1;
    }
    for (int operand = 0; operand < strides.length; operand++) {
      steps[operand] = Arrays.copyOf(steps[operand], count);
    }
    return new LoopNest(Arrays.copyOf(merged, count), steps);
  }

  private static boolean isDense(int[][] steps, int outer, int[][] strides, int axis, int extent) {
    for (int operand = 0; operand < strides.length; operand++) {
      if (steps[operand][outer] != strides[operand][axis] * extent) {
        return false;
      }
    }
    return true;
  }

  int depth() {
    return extents.length;
  }

  /** The first iteration of the outermost loop that a worker does; one element, or many. */
  int first(int worker, int workers) {
    return depth() == 1
        ? Parts.firstElement(extents[0], worker, workers)
        : Parts.start(extents[0], worker, workers);
  }

  /** Iterations of the innermost loop. */
  int run() {
    return extents[extents.length - 1];
  }

  /** The step of an operand in the innermost loop. */
  int runStride(int operand) {
    return strides[operand][extents.length - 1];
  }

  /** Iterations of all loops together. */
  long iterations() {
    long product = 1;
    for (int extent : extents) {
      product *= extent;
    }
    return product;
  }

  /** Whether some loop has no iterations. */
  boolean isEmpty() {
    return Arrays.stream(extents).anyMatch(extent -> extent == 0);
  }
}
