package dev.octet.engine.plan.step;

import dev.octet.engine.tensor.DType;
import java.util.Arrays;

/**
 * Copies a box of elements between two arrays of one type with a stride for each dimension on each
 * side: the one loop behind transposition, slicing, joining, splitting, repeating and the change of
 * layout. A stride of 0 on the source side repeats, a negative one reverses.
 */
public final class StridedCopy implements Step {
  private final Buffer source;
  private final int sourceStart;
  private final int[] sourceStrides;
  private final Buffer target;
  private final int targetStart;
  private final int[] targetStrides;
  private final int[] extents;
  private final int rank;

  private StridedCopy(
      Buffer source, int sourceStart, Buffer target, int targetStart, Dimensions dimensions) {
    this.source = source;
    this.sourceStart = sourceStart;
    this.sourceStrides = dimensions.sourceStrides;
    this.target = target;
    this.targetStart = targetStart;
    this.targetStrides = dimensions.targetStrides;
    this.extents = dimensions.extents;
    this.rank = extents.length;
  }

  /**
   * @param sourceStart the first element to read, counted from the buffer's start
   * @param extents the box, outermost dimension first
   */
  public static Step of(
      Buffer source,
      int sourceStart,
      int[] sourceStrides,
      Buffer target,
      int targetStart,
      int[] targetStrides,
      int[] extents) {
    for (int extent : extents) {
      if (extent == 0) {
        return _ -> {};
      }
    }
    return new StridedCopy(
        source,
        sourceStart,
        target,
        targetStart,
        Dimensions.merged(sourceStrides, targetStrides, extents));
  }

  @Override
  public void run(Arena arena) {
    copy(
        source.array(arena),
        source.offset() + sourceStart,
        target.array(arena),
        target.offset() + targetStart,
        0);
  }

  private void copy(Object from, int fromIndex, Object to, int toIndex, int axis) {
    if (axis == rank - 1) {
      copyRun(from, fromIndex, to, toIndex);
      return;
    }
    int fromStride = sourceStrides[axis];
    int toStride = targetStrides[axis];
    for (int i = 0; i < extents[axis]; i++) {
      copy(from, fromIndex + i * fromStride, to, toIndex + i * toStride, axis + 1);
    }
  }

  private void copyRun(Object from, int fromIndex, Object to, int toIndex) {
    int n = extents[rank - 1];
    int fromStride = sourceStrides[rank - 1];
    int toStride = targetStrides[rank - 1];
    if (fromStride == 1 && toStride == 1) {
      System.arraycopy(from, fromIndex, to, toIndex, n);
      return;
    }
    DType dtype = source.dtype();
    switch (dtype) {
      case FLOAT32 ->
          copyRun((float[]) from, fromIndex, fromStride, (float[]) to, toIndex, toStride, n);
      case INT8, UINT8, BOOL ->
          copyRun((byte[]) from, fromIndex, fromStride, (byte[]) to, toIndex, toStride, n);
      default -> {
        for (int i = 0; i < n; i++) {
          System.arraycopy(from, fromIndex + i * fromStride, to, toIndex + i * toStride, 1);
        }
      }
    }
  }

  private static void copyRun(
      float[] from, int fromIndex, int fromStride, float[] to, int toIndex, int toStride, int n) {
    for (int i = 0; i < n; i++) {
      to[toIndex + i * toStride] = from[fromIndex + i * fromStride];
    }
  }

  private static void copyRun(
      byte[] from, int fromIndex, int fromStride, byte[] to, int toIndex, int toStride, int n) {
    for (int i = 0; i < n; i++) {
      to[toIndex + i * toStride] = from[fromIndex + i * fromStride];
    }
  }

  /** The dimensions of a box after dropping those of 1 and merging those that lie densely. */
  private record Dimensions(int[] sourceStrides, int[] targetStrides, int[] extents) {

    static Dimensions merged(int[] sourceStrides, int[] targetStrides, int[] extents) {
      int[] source = new int[extents.length + 1];
      int[] target = new int[extents.length + 1];
      int[] box = new int[extents.length + 1];
      int count = 0;
      for (int i = 0; i < extents.length; i++) {
        if (extents[i] == 1) {
          continue;
        }
        boolean dense =
            count > 0
                && source[count - 1] == sourceStrides[i] * extents[i]
                && target[count - 1] == targetStrides[i] * extents[i];
        int at = dense ? count - 1 : count++;
        box[at] = dense ? box[at] * extents[i] : extents[i];
        source[at] = sourceStrides[i];
        target[at] = targetStrides[i];
      }
      if (count == 0) {
        box[count++] = 1;
      }
      return new Dimensions(
          Arrays.copyOf(source, count), Arrays.copyOf(target, count), Arrays.copyOf(box, count));
    }
  }
}
