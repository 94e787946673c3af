package dev.octet.engine.plan.step;

import dev.octet.engine.op.ReduceKind;
import dev.octet.engine.tensor.DType;

/**
 * Reduces dimensions of an int32 or int64 value. Sums wrap around; a mean is cut off, 0 of nothing.
 */
public final class IntegerReduction implements Step {
  private static final int SOURCE = 0;
  private static final int RESULT = 1;

  private final ReduceKind kind;
  private final Buffer x;
  private final Buffer y;
  private final LoopNest nest;
  private final int results;
  private final int reduced;
  private final long start;

  /**
   * @param resultStrides strides in y along the dimensions of x, 0 for those that are reduced
   */
  public IntegerReduction(ReduceKind kind, Buffer x, Buffer y, int[] resultStrides) {
    this.kind = kind;
    this.x = x;
    this.y = y;
    this.nest = LoopNest.of(x.shape().toArray(), x.strides(), resultStrides);
    this.results = y.shape().elements();
    this.reduced = results == 0 ? 0 : x.shape().elements() / results;
    boolean wide = x.dtype() == DType.INT64;
    this.start =
        switch (kind) {
          case SUM, MEAN -> 0;
          case MAX -> wide ? Long.MIN_VALUE : Integer.MIN_VALUE;
          case MIN -> wide ? Long.MAX_VALUE : Integer.MAX_VALUE;
        };
  }

  @Override
  public void run(Arena arena) {
    Object to = y.array(arena);
    for (int i = 0; i < results; i++) {
      IntegerElements.set(to, y.offset() + i, start);
    }
    if (!nest.isEmpty()) {
      loop(x.array(arena), x.offset(), to, y.offset(), 0);
    }
    if (kind == ReduceKind.MEAN && reduced > 0) {
      for (int i = y.offset(); i < y.offset() + results; i++) {
        IntegerElements.set(to, i, IntegerElements.get(to, i) / reduced);
      }
    }
  }

  private void loop(Object from, int fromIndex, Object to, int toIndex, int loop) {
    int fromStride = nest.strides()[SOURCE][loop];
    int toStride = nest.strides()[RESULT][loop];
    boolean innermost = loop == nest.depth() - 1;
    for (int i = 0; i < nest.extents()[loop]; i++) {
      int fromAt = fromIndex + i * fromStride;
      int toAt = toIndex + i * toStride;
      if (innermost) {
        long value = combine(IntegerElements.get(to, toAt), IntegerElements.get(from, fromAt));
        IntegerElements.set(to, toAt, value);
      } else {
        loop(from, fromAt, to, toAt, loop + 1);
      }
    }
  }

  private long combine(long a, long b) {
    return switch (kind) {
      case SUM, MEAN -> a + b;
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
    };
  }
}
