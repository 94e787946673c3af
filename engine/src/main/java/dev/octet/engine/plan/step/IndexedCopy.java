package dev.octet.engine.plan.step;

import dev.octet.engine.parallel.SharedWork;
import dev.octet.engine.tensor.DType;

/**
 * Copies elements to every place of a dense target from places that depend on each dimension alone:
 * element (i, j, …) comes from {@code places[0][i] + places[1][j] + …} of the source. The loop
 * behind padding and resizing with the nearest pixel. Threads share the outermost loop that has
 * several iterations.
 */
public final class IndexedCopy implements Step, SharedWork<Arena> {
  private final Buffer source;
  private final Buffer target;
  private final int[][] places;
  private final int[] targetStrides;
  private final boolean dense;
  private final int sharedLoop;

  private IndexedCopy(Buffer source, Buffer target, int[][] places, int[] targetStrides) {
    this.source = source;
    this.target = target;
    this.places = places;
    this.targetStrides = targetStrides;
    this.dense = isDense(places[places.length - 1]);
    int loop = 0;
    while (loop < places.length - 1 && places[loop].length == 1) {
      loop++;
    }
    this.sharedLoop = loop;
  }

  /**
   * @param indices for each dimension of the target the index in the source that each of its
   *     indices reads; source and target have one rank, 1 or more, and one layout
   */
  public static Step of(Buffer source, Buffer target, int[][] indices) {
    if (target.shape().elements() == 0) {
      return _ -> {};
    }
    int rank = indices.length;
    int[] axes = target.layout().axes(rank);
    int[] sourceStrides = source.strides();
    int[] strides = target.strides();
    int[][] places = new int[rank][];
    int[] targetStrides = new int[rank];
    for (int loop = 0; loop < rank; loop++) {
      int axis = axes[loop];
      places[loop] = new int[indices[axis].length];
      for (int i = 0; i < places[loop].length; i++) {
        places[loop][i] = indices[axis][i] * sourceStrides[axis];
      }
      targetStrides[loop] = strides[axis];
    }
    return new IndexedCopy(source, target, places, targetStrides);
  }

  private static boolean isDense(int[] places) {
    for (int i = 1; i < places.length; i++) {
      if (places[i] != places[i - 1] + 1) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void run(Arena arena) {
    arena.share(this, ElementCost.INDEXED.of(target.shape().elements()));
  }

  @Override
  public void run(Arena arena, int worker, int workers) {
    Object from = source.array(arena);
    Object to = target.array(arena);
    int fromIndex = source.offset();
    for (int loop = 0; loop < sharedLoop; loop++) {
      fromIndex += places[loop][0];
    }
    int length = places[sharedLoop].length;
    int first = Parts.start(length, worker, workers);
    int last = Parts.start(length, worker + 1, workers);
    copy(from, fromIndex, to, target.offset(), sharedLoop, first, last);
  }

  /** Iterations {@code first} to {@code last} of a loop, with all of those within. */
  private void copy(
      Object from, int fromIndex, Object to, int toIndex, int loop, int first, int last) {
    int[] here = places[loop];
    if (loop == places.length - 1) {
      copyRun(from, fromIndex, to, toIndex, here, first, last);
      return;
    }
    int inner = places[loop + 1].length;
    for (int i = first; i < last; i++) {
      copy(from, fromIndex + here[i], to, toIndex + i * targetStrides[loop], loop + 1, 0, inner);
    }
  }

  private void copyRun(
      Object from, int fromIndex, Object to, int toIndex, int[] here, int first, int last) {
    if (dense) {
      System.arraycopy(from, fromIndex + here[0] + first, to, toIndex + first, last - first);
    } else if (source.dtype() == DType.FLOAT32) {
      float[] values = (float[]) from;
      float[] results = (float[]) to;
      for (int i = first; i < last; i++) {
        results[toIndex + i] = values[fromIndex + here[i]];
      }
    } else {
      for (int i = first; i < last; i++) {
        System.arraycopy(from, fromIndex + here[i], to, toIndex + i, 1);
      }
    }
  }
}
