package dev.octet.engine.plan.step;

import dev.octet.engine.tensor.DType;

/**
 * Copies a box of elements between two arrays of one type with a stride for each dimension on each
 * side: the one loop behind transposition, slicing, joining, splitting, repeating and the change of
 * layout. A stride of 0 on the source side repeats, a negative one reverses.
 */
public final class StridedCopy implements Step {
  /** So few iterations that a loop of them costs more than the copies: the channels of an image. */
  private static final int FEW = 8;

  private final Buffer source;
  private final int sourceStart;
  private final Buffer target;
  private final int targetStart;
  private final int[] extents;
  private final int[] targetStrides;
  private final int[] sourceStrides;
  private final int innermost;

  private StridedCopy(
      Buffer source, int sourceStart, Buffer target, int targetStart, LoopNest nest) {
    this.source = source;
    this.sourceStart = sourceStart;
    this.target = target;
    this.targetStart = targetStart;
    this.extents = nest.extents();
    this.targetStrides = nest.strides()[0];
    this.sourceStrides = nest.strides()[1];
    this.innermost = nest.depth() - 1;
  }

  /**
   * @param sourceStart the first element to read, counted from the buffer's start
   * @param targetStart the first element to write, counted from the buffer's start
   * @param targetStrides not negative
   * @param extents the box
   */
  public static Step of(
      Buffer source,
      int sourceStart,
      int[] sourceStrides,
      Buffer target,
      int targetStart,
      int[] targetStrides,
      int[] extents) {
    LoopNest nest = LoopNest.of(extents, targetStrides, sourceStrides);
    return nest.isEmpty()
        ? _ -> {}
        : new StridedCopy(source, sourceStart, target, targetStart, nest);
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

  private void copy(Object from, int fromIndex, Object to, int toIndex, int loop) {
    if (loop >= innermost - 1) {
      copyPlane(from, fromIndex, to, toIndex, loop);
      return;
    }
    int fromStride = sourceStrides[loop];
    int toStride = targetStrides[loop];
    for (int i = 0; i < extents[loop]; i++) {
      copy(from, fromIndex + i * fromStride, to, toIndex + i * toStride, loop + 1);
    }
  }

  /** The two innermost loops, or the only one. */
  private void copyPlane(Object from, int fromIndex, Object to, int toIndex, int loop) {
    boolean plane = loop < innermost;
    int rows = plane ? extents[loop] : 1;
    int fromRow = plane ? sourceStrides[loop] : 0;
    int toRow = plane ? targetStrides[loop] : 0;
    DType dtype = source.dtype();
    if (sourceStrides[innermost] == 1 && targetStrides[innermost] == 1) {
      for (int row = 0; row < rows; row++) {
        System.arraycopy(
            from, fromIndex + row * fromRow, to, toIndex + row * toRow, extents[innermost]);
      }
    } else if (dtype == DType.FLOAT32) {
      copyPlane((float[]) from, fromIndex, fromRow, (float[]) to, toIndex, toRow, rows);
    } else if (dtype.bytes() == 1) {
      copyPlane((byte[]) from, fromIndex, fromRow, (byte[]) to, toIndex, toRow, rows);
    } else {
      for (int row = 0; row < rows; row++) {
        copyRun(from, fromIndex + row * fromRow, to, toIndex + row * toRow);
      }
    }
  }

  private void copyPlane(
      float[] from, int fromIndex, int fromRow, float[] to, int toIndex, int toRow, int rows) {
    int n = extents[innermost];
    int fromStride = sourceStrides[innermost];
    int toStride = targetStrides[innermost];
    if (n == 3 && fromRow == 1 && toStride == 1 && toRow == 3) {
      ChannelInterleaving.interleave(from, fromIndex, fromStride, to, toIndex, rows);
      return;
    }
    if (n <= FEW && n < rows) {
      for (int i = 0; i < n; i++) {
        int fromStart = fromIndex + i * fromStride;
        int toStart = toIndex + i * toStride;
        for (int row = 0; row < rows; row++) {
          to[toStart + row * toRow] = from[fromStart + row * fromRow];
        }
      }
      return;
    }
    for (int row = 0; row < rows; row++) {
      int fromStart = fromIndex + row * fromRow;
      int toStart = toIndex + row * toRow;
      for (int i = 0; i < n; i++) {
        to[toStart + i * toStride] = from[fromStart + i * fromStride];
      }
    }
  }

  private void copyPlane(
      byte[] from, int fromIndex, int fromRow, byte[] to, int toIndex, int toRow, int rows) {
    int n = extents[innermost];
    int fromStride = sourceStrides[innermost];
    int toStride = targetStrides[innermost];
    if (n == 3 && fromRow == 1 && toStride == 1 && toRow == 3) {
      ChannelInterleaving.interleave(from, fromIndex, fromStride, to, toIndex, rows);
      return;
    }
    if (n <= FEW && n < rows) {
      for (int i = 0; i < n; i++) {
        int fromStart = fromIndex + i * fromStride;
        int toStart = toIndex + i * toStride;
        for (int row = 0; row < rows; row++) {
          to[toStart + row * toRow] = from[fromStart + row * fromRow];
        }
      }
      return;
    }
    for (int row = 0; row < rows; row++) {
      int fromStart = fromIndex + row * fromRow;
      int toStart = toIndex + row * toRow;
      for (int i = 0; i < n; i++) {
        to[toStart + i * toStride] = from[fromStart + i * fromStride];
      }
    }
  }

  private void copyRun(Object from, int fromIndex, Object to, int toIndex) {
    int fromStride = sourceStrides[innermost];
    int toStride = targetStrides[innermost];
    for (int i = 0; i < extents[innermost]; i++) {
      System.arraycopy(from, fromIndex + i * fromStride, to, toIndex + i * toStride, 1);
    }
  }
}
