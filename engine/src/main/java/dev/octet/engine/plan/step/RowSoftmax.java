package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.FloatMath;
import dev.octet.engine.parallel.SharedWork;

/** Softmax over rows of {@code n} elements that lie one after another; threads share the rows. */
public record RowSoftmax(FloatMath math, Buffer x, Buffer y, int rows, int n)
    implements Step, SharedWork<Arena> {

  @Override
  public void run(Arena arena) {
    arena.share(this, ElementCost.FUNCTION.of((long) rows * n));
  }

  @Override
  public void run(Arena arena, int worker, int workers) {
    float[] from = x.floats(arena);
    float[] to = y.floats(arena);
    int last = Parts.start(rows, worker + 1, workers);
    for (int row = Parts.start(rows, worker, workers); row < last; row++) {
      math.softmax(from, x.offset() + row * n, to, y.offset() + row * n, n);
    }
  }
}
