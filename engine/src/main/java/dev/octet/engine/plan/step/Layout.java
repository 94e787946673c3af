package dev.octet.engine.plan.step;

import dev.octet.engine.tensor.Shape;
import java.util.stream.IntStream;

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
    int[] axes = axes(shape.rank());
    int stride = 1;
    for (int i = axes.length - 1; i >= 0; i--) {
      strides[axes[i]] = stride;
      stride *= shape.dim(axes[i]);
    }
    return strides;
  }

  /** The dimensions in the order in which they lie in memory, outermost first. */
  public int[] axes(int rank) {
    return this == CHANNELS_LAST ? new int[] {0, 2, 3, 1} : IntStream.range(0, rank).toArray();
  }

  /** The dimension of {@code shape} that lies innermost of those that are not 1; -1 for none. */
  public int innermost(Shape shape) {
    int[] axes = axes(shape.rank());
    for (int i = axes.length - 1; i >= 0; i--) {
      if (shape.dim(axes[i]) != 1) {
        return axes[i];
      }
    }
    return -1;
  }
}
