package dev.octet.engine.plan.step;

import dev.octet.engine.parallel.SharedWork;
import dev.octet.engine.tensor.DType;

/**
 * Copies a box of elements between two arrays of one type with a stride for each dimension on each
 * side: the one loop behind transposition, slicing, joining, splitting, repeating and the change of
 * layout. A stride of 0 on the source side repeats, a negative one reverses. Threads share the
 * outermost of the loops.
 */
public final class StridedCopy implements Step, SharedWork<Arena> {
  /** So few iterations that a loop of them costs more than the copies: the channels of an image. */
  private static final int FEW = 8;

  private final Buffer source;
  private final int sourceStart;
  private final Buffer target;
  private final int targetStart;
  private final LoopNest nest;
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
    this.nest = nest;
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
    boolean isDense = sourceStrides[innermost] == 1 && targetStrides[innermost] == 1;
    ElementCost cost = isDense ? ElementCost.MOVE : ElementCost.INDEXED;
    arena.share(this, cost.of(nest.iterations()));
  }

  @Override
  public void run(Arena arena, int worker, int workers) {
    int first = nest.first(worker, workers);
    copy(
        source.array(arena),
        source.offset() + sourceStart + first * sourceStrides[0],
        target.array(arena),
        target.offset() + targetStart + first * targetStrides[0],
        0,
        nest.first(worker + 1, workers) - first);
  }

  private void copy(Object from, int fromIndex, Object to, int toIndex, int loop, int count) {
    int fromStride = sourceStrides[loop];
    int toStride = targetStrides[loop];
    if (loop == innermost) {
      copyPlane(from, fromIndex, 0, to, toIndex, 0, 1, count);
    } else if (loop == innermost - 1) {
      int n = extents[innermost];
      copyPlane(from, fromIndex, fromStride, to, toIndex, toStride, count, n);
    } else {
      for (int i = 0; i < count; i++) {
        int fromStart = fromIndex + i * fromStride;
        int toStart = toIndex + i * toStride;
        copy(from, fromStart, to, toStart, loop + 1, extents[loop + 1]);
      }
    }
  }

  /** The two innermost loops, or one row for the only one. */
  private void copyPlane(
      Object from, int fromIndex, int fromRow, Object to, int toIndex, int toRow, int rows, int n) {
    DType dtype = source.dtype();
    if (sourceStrides[innermost] == 1 && targetStrides[innermost] == 1) {
      for (int row = 0; row < rows; row++) {
        System.arraycopy(from, fromIndex + row * fromRow, to, toIndex + row * toRow, n);
      }
    } else if (dtype == DType.FLOAT32) {
      copyPlane((float[]) from, fromIndex, fromRow, (float[]) to, toIndex, toRow, rows, n);
    } else if (dtype.bytes() == 1) {
      copyPlane((byte[]) from, fromIndex, fromRow, (byte[]) to, toIndex, toRow, rows, n);
    } else {
      for (int row = 0; row < rows; row++) {
        copyRun(from, fromIndex + row * fromRow, to, toIndex + row * toRow, n);
      }
    }
  }

  private void copyPlane(
      float[] from,
      int fromIndex,
      int fromRow,
      float[] to,
      int toIndex,
      int toRow,
      int rows,
      int n) {
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
      byte[] from, int fromIndex, int fromRow, byte[] to, int toIndex, int toRow, int rows, int n) {
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

  private void copyRun(Object from, int fromIndex, Object to, int toIndex, int n) {
    int fromStride = sourceStrides[innermost];
    int toStride = targetStrides[innermost];
    for (int i = 0; i < n; i++) {
      System.arraycopy(from, fromIndex + i * fromStride, to, toIndex + i * toStride, 1);
    }
  }
}
