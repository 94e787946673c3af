package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.FloatMath;
import dev.octet.engine.op.BinaryKind;
import java.util.Arrays;

/**
 * The greatest or least elements of a float32 value over some of its dimensions, in the order in
 * which it lies in memory: runs of reduced elements become one number each, and runs of kept
 * elements are combined with those before them.
 */
public final class FloatExtreme implements Step {
  private static final int SOURCE = 0;
  private static final int RESULT = 1;

  private final FloatMath math;
  private final boolean greatest;
  private final Buffer x;
  private final Buffer y;
  private final LoopNest nest;

  /**
   * @param greatest the greatest elements rather than the least
   * @param resultStrides strides in y along the dimensions of x, 0 for those that are reduced; 0 or
   *     1 along the innermost dimension that is not 1
   */
  public FloatExtreme(FloatMath math, boolean greatest, Buffer x, Buffer y, int[] resultStrides) {
    this.math = math;
    this.greatest = greatest;
    this.x = x;
    this.y = y;
    this.nest = LoopNest.of(x.shape().toArray(), x.strides(), resultStrides);
  }

  @Override
  public void run(Arena arena) {
    float[] to = y.floats(arena);
    float start = greatest ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY;
    Arrays.fill(to, y.offset(), y.offset() + y.shape().elements(), start);
    if (!nest.isEmpty()) {
      loop(x.floats(arena), x.offset(), to, y.offset(), 0);
    }
  }

  private void loop(float[] from, int fromIndex, float[] to, int toIndex, int loop) {
    if (loop == nest.depth() - 1) {
      reduceRun(from, fromIndex, to, toIndex);
      return;
    }
    int fromStride = nest.strides()[SOURCE][loop];
    int toStride = nest.strides()[RESULT][loop];
    for (int i = 0; i < nest.extents()[loop]; i++) {
      loop(from, fromIndex + i * fromStride, to, toIndex + i * toStride, loop + 1);
    }
  }

  private void reduceRun(float[] from, int fromIndex, float[] to, int toIndex) {
    int n = nest.run();
    if (nest.runStride(RESULT) == 1) {
      BinaryKind combine = greatest ? BinaryKind.MAX : BinaryKind.MIN;
      math.binary(combine, to, toIndex, 1, from, fromIndex, 1, to, toIndex, n);
      return;
    }
    to[toIndex] =
        greatest
            ? Math.max(to[toIndex], math.max(from, fromIndex, n))
            : least(from, fromIndex, n, to[toIndex]);
  }

  private static float least(float[] x, int offset, int n, float before) {
    float least = before;
    for (int i = 0; i < n; i++) {
      least = Math.min(least, x[offset + i]);
    }
    return least;
  }
}
