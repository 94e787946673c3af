package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.FloatMath;
import dev.octet.engine.op.BinaryKind;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Sums or means over some dimensions of a float32 value, not over all. In any layout each result is
 * one chain of sums through the reduced dimensions, the last of them outermost and the first
 * innermost: the order of Paddle's CPU kernels.
 */
public final class FloatSum implements Step {
  private static final int SOURCE = 0;
  private static final int RESULT = 1;

  /** Chains that are added up at the same time, since a sum has to wait for the one before. */
  private static final int CHAINS = 8;

  private final FloatMath math;
  private final boolean mean;
  private final Buffer x;
  private final Buffer y;
  private final LoopNest kept;
  private final int[] extents;
  private final int[] strides;

  /**
   * @param resultStrides strides in y along the dimensions of x
   * @param reduced which dimensions of x are summed up
   */
  public FloatSum(
      FloatMath math, boolean mean, Buffer x, Buffer y, int[] resultStrides, boolean[] reduced) {
    this.math = math;
    this.mean = mean;
    this.x = x;
    this.y = y;
    int[] shape = x.shape().toArray();
    int[] keptAxes = IntStream.range(0, shape.length).filter(axis -> !reduced[axis]).toArray();
    this.kept =
        LoopNest.of(
            pick(shape, keptAxes), pick(x.strides(), keptAxes), pick(resultStrides, keptAxes));
    int[] lastFirst =
        IntStream.iterate(shape.length - 1, axis -> axis >= 0, axis -> axis - 1)
            .filter(axis -> reduced[axis])
            .toArray();
    this.extents = pick(shape, lastFirst);
    this.strides = pick(x.strides(), lastFirst);
  }

  private static int[] pick(int[] values, int[] axes) {
    return IntStream.of(axes).map(axis -> values[axis]).toArray();
  }

  @Override
  public void run(Arena arena) {
    float[] to = y.floats(arena);
    int results = y.shape().elements();
    Arrays.fill(to, y.offset(), y.offset() + results, 0);
    float[] work = arena.workspace().floats(CHAINS);
    if (!kept.isEmpty() && IntStream.of(extents).noneMatch(extent -> extent == 0)) {
      walkKept(x.floats(arena), x.offset(), to, y.offset(), 0, work);
    }
    if (mean) {
      work[0] = IntStream.of(extents).reduce(1, Math::multiplyExact);
      math.binary(BinaryKind.DIV, to, y.offset(), 1, work, 0, 0, to, y.offset(), results);
    }
  }

  private void walkKept(
      float[] from, int fromIndex, float[] to, int toIndex, int loop, float[] work) {
    int fromStride = kept.strides()[SOURCE][loop];
    int toStride = kept.strides()[RESULT][loop];
    if (loop < kept.depth() - 1) {
      for (int i = 0; i < kept.extents()[loop]; i++) {
        walkKept(from, fromIndex + i * fromStride, to, toIndex + i * toStride, loop + 1, work);
      }
    } else if (fromStride == 1 && toStride == 1) {
      addRuns(from, fromIndex, to, toIndex, 0);
    } else {
      for (int i = 0; i < kept.run(); i += CHAINS) {
        int count = Math.min(CHAINS, kept.run() - i);
        Arrays.fill(work, 0, CHAINS, 0);
        addChains(from, fromIndex + i * fromStride, fromStride, work, count, 0);
        for (int chain = 0; chain < count; chain++) {
          to[toIndex + (i + chain) * toStride] = work[chain];
        }
      }
    }
  }

  /** Adds runs of kept elements to a run of results. */
  private void addRuns(float[] from, int fromIndex, float[] to, int toIndex, int loop) {
    if (loop == extents.length) {
      math.binary(BinaryKind.ADD, to, toIndex, 1, from, fromIndex, 1, to, toIndex, kept.run());
      return;
    }
    for (int i = 0; i < extents[loop]; i++) {
      addRuns(from, fromIndex + i * strides[loop], to, toIndex, loop + 1);
    }
  }

  private void addChains(
      float[] from, int fromIndex, int apart, float[] sums, int count, int loop) {
    int stride = strides[loop];
    if (loop < extents.length - 1) {
      for (int i = 0; i < extents[loop]; i++) {
        addChains(from, fromIndex + i * stride, apart, sums, count, loop + 1);
      }
    } else if (count == CHAINS) {
      addAll(from, fromIndex, apart, sums, extents[loop], stride);
    } else {
      for (int chain = 0; chain < count; chain++) {
        for (int i = 0; i < extents[loop]; i++) {
          sums[chain] += from[fromIndex + chain * apart + i * stride];
        }
      }
    }
  }

  private static void addAll(
      float[] from, int fromIndex, int apart, float[] sums, int n, int stride) {
    float sum0 = sums[0];
    float sum1 = sums[1];
    float sum2 = sums[2];
    float sum3 = sums[3];
    float sum4 = sums[4];
    float sum5 = sums[5];
    float sum6 = sums[6];
    float sum7 = sums[7];
    for (int i = 0; i < n; i++) {
      int at = fromIndex + i * stride;
      sum0 += from[at];
      sum1 += from[at + apart];
      sum2 += from[at + 2 * apart];
      sum3 += from[at + 3 * apart];
      sum4 += from[at + 4 * apart];
      sum5 += from[at + 5 * apart];
      sum6 += from[at + 6 * apart];
      sum7 += from[at + 7 * apart];
    }
    sums[0] = sum0;
    sums[1] = sum1;
    sums[2] = sum2;
    sums[3] = sum3;
    sums[4] = sum4;
    sums[5] = sum5;
    sums[6] = sum6;
    sums[7] = sum7;
  }
}
