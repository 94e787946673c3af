package dev.octet.engine.plan.step;

import dev.octet.engine.tensor.Shape;

/**
 * The order in which the elements of a value lie in memory. Shapes stay those of the graph; only
 * the order differs.
 */
public enum Layout {
  /** The order of the shape: {@code NCHW} for images. */
  ROW_MAJOR,
  /** Dimension 1 innermost: {@code NHWC} for images. For values of rank 4 only. */
  CHANNELS_LAST;

  /** Whether the two orders are one for this shape: one channel, or one pixel. */
  public static boolean coincide(Shape shape) {
    return shape.rank() != 4 || shape.dim(1) == 1 || shape.elements(2, 4) == 1;
  }

  /** How many elements apart neighbours along each dimension of {@code shape} are. */
  public int[] strides(Shape shape) {
    int[] strides = new int[shape.rank()];
    int stride = 1;
    for (int axis : innermostFirst(shape.rank())) {
      strides[axis] = stride;
      stride *= shape.dim(axis);
    }
    return strides;
  }

  private int[] innermostFirst(int rank) {
    if (this == CHANNELS_LAST) {
      return new int[] {1, 3, 2, 0};
    }
    int[] axes = new int[rank];
    for (int i = 0; i < rank; i++) {
      axes[i] = rank - 1 - i;
    }
    return axes;
  }
}
