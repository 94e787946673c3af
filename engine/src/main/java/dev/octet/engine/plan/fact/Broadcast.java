package dev.octet.engine.plan.fact;

import dev.octet.engine.tensor.Shape;
import java.util.Arrays;

/**
 * Two shapes brought to one rank, and the shape they broadcast to. In each dimension the two are
 * equal or one of them is 1.
 */
public record Broadcast(Shape left, Shape right, Shape result) {

  /**
   * @param axis -1 to align the last dimensions; otherwise the dimension of the shape of higher
   *     rank that dimension 0 of the other stands for. Trailing dimensions of 1 that reach beyond
   *     the higher rank are dropped, as older Paddle programs need.
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Broadcast of(int axis, Shape left, Shape right) {
    int rank = Math.max(left.rank(), right.rank());
    boolean leftIsLower = left.rank() < right.rank();
    Shape grownLeft = leftIsLower ? grown(left, right, axis) : left;
    Shape grownRight = leftIsLower ? right : grown(right, left, axis);
    int[] dims = new int[rank];
    for (int i = 0; i < rank; i++) {
      int a = grownLeft.dim(i);
      int b = grownRight.dim(i);
      if (a != b && a != 1 && b != 1) {
        throw new IllegalArgumentException(
            "shapes %s and %s do not broadcast with axis %d: dimension %d is %d and %d, but must be"
                    .formatted(left, right, axis, i, a, b)
                + " equal or 1");
      }
      dims[i] = a == 1 ? b : a;
    }
    return new Broadcast(grownLeft, grownRight, Shape.of(dims));
  }

  private static Shape grown(Shape low, Shape high, int axis) {
    if (low.equals(high)) {
      return low;
    }
    int start = axis == -1 ? high.rank() - low.rank() : axis;
    int length = low.rank();
    while (length > 0 && start > high.rank() - length && low.dim(length - 1) == 1) {
      length--;
    }
    if (start < 0 || start > high.rank() - length) {
      throw new IllegalArgumentException(
          "shape %s does not fit into %s at axis %d; the axis must be -1 or lie in 0..%d"
              .formatted(low, high, axis, high.rank() - low.rank()));
    }
    int[] dims = new int[high.rank()];
    Arrays.fill(dims, 1);
    System.arraycopy(low.toArray(), 0, dims, start, length);
    return Shape.of(dims);
  }
}
