package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.FloatMath;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.op.ReduceKind;
import java.util.Arrays;

/**
 * Reduces dimensions of a float32 value in the order in which it lies in memory: runs of reduced
 * elements become one number each, and runs of kept elements are combined with those before them.
 */
public final class FloatReduction implements Step {
  private static final int SOURCE = 0;
  private static final int RESULT = 1;

  private final FloatMath math;
  private final ReduceKind kind;
  private final Buffer x;
  private final Buffer y;
  private final LoopNest nest;
  private final int results;
  private final int reduced;
  private final BinaryKind combine;
  private final float start;

  /**
   * @param resultStrides strides in y along the dimensions of x, 0 for those that are reduced; 0 or
   *     1 along the innermost dimension that is not 1
   */
  public FloatReduction(FloatMath math, ReduceKind kind, Buffer x, Buffer y, int[] resultStrides) {
    this.math = math;
    this.kind = kind;
    this.x = x;
    this.y = y;
    this.nest = LoopNest.of(x.shape().toArray(), x.strides(), resultStrides);
    this.results = y.shape().elements();
    this.reduced = results == 0 ? 0 : x.shape().elements() / results;
    this.combine =
        switch (kind) {
          case SUM, MEAN -> BinaryKind.ADD;
          case MAX -> BinaryKind.MAX;
          case MIN -> BinaryKind.MIN;
        };
    this.start =
        switch (kind) {
          case SUM, MEAN -> 0;
          case MAX -> Float.NEGATIVE_INFINITY;
          case MIN -> Float.POSITIVE_INFINITY;
        };
  }

  @Override
  public void run(Arena arena) {
    float[] to = y.floats(arena);
    Arrays.fill(to, y.offset(), y.offset() + results, start);
    if (!nest.isEmpty()) {
      loop(x.floats(arena), x.offset(), to, y.offset(), 0);
    }
    if (kind == ReduceKind.MEAN) {
      float[] divisor = arena.workspace().floats(1);
      divisor[0] = reduced;
      math.binary(BinaryKind.DIV, to, y.offset(), 1, divisor, 0, 0, to, y.offset(), results);
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
      math.binary(combine, to, toIndex, 1, from, fromIndex, 1, to, toIndex, n);
      return;
    }
    float value =
        switch (kind) {
          case SUM, MEAN -> to[toIndex] + math.sum(from, fromIndex, n);
          case MAX -> Math.max(to[toIndex], math.max(from, fromIndex, n));
          case MIN -> least(from, fromIndex, n, to[toIndex]);
        };
    to[toIndex] = value;
  }

  private static float least(float[] x, int offset, int n, float before) {
    float least = before;
    for (int i = 0; i < n; i++) {
      least = Math.min(least, x[offset + i]);
    }
    return least;
  }
}
