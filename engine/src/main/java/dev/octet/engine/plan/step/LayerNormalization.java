package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.FloatMath;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.parallel.SharedWork;

/**
 * {@code (x - mean)/sqrt(variance + epsilon)} over rows of {@code n} elements that lie one after
 * another, with the mean of the squared differences as variance. Threads share the rows.
 */
public record LayerNormalization(FloatMath math, Buffer x, Buffer y, int rows, int n, float epsilon)
    implements Step, SharedWork<Arena> {

  @Override
  public void run(Arena arena) {
    arena.share(this, 4 * ElementCost.MOVE.of((long) rows * n));
  }

  @Override
  public void run(Arena arena, int worker, int workers) {
    float[] from = x.floats(arena);
    float[] to = y.floats(arena);
    // n squares, then the number that a row is combined with.
    float[] work = arena.workspace(worker).floats(n + 1);
    int last = Parts.start(rows, worker + 1, workers);
    for (int row = Parts.start(rows, worker, workers); row < last; row++) {
      normalize(from, x.offset() + row * n, to, y.offset() + row * n, work);
    }
  }

  private void normalize(float[] from, int fromIndex, float[] to, int toIndex, float[] work) {
    work[n] = math.sum(from, fromIndex, n) / n;
    math.binary(BinaryKind.SUB, from, fromIndex, 1, work, n, 0, to, toIndex, n);
    math.binary(BinaryKind.MUL, to, toIndex, 1, to, toIndex, 1, work, 0, n);
    float variance = math.sum(work, 0, n) / n;
    work[n] = (float) Math.sqrt(variance + epsilon);
    math.binary(BinaryKind.DIV, to, toIndex, 1, work, n, 0, to, toIndex, n);
  }
}
