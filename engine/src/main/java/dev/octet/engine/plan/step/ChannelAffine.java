package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.FloatMath;
import dev.octet.engine.parallel.SharedWork;

/**
 * {@code fma(x, scale[c], bias[c])} with one scale and one bias for each run of elements; threads
 * share the elements.
 */
public record ChannelAffine(
    FloatMath math, Buffer x, Buffer y, AxisRuns runs, float[] scale, float[] bias)
    implements Step, SharedWork<Arena> {

  @Override
  public void run(Arena arena) {
    arena.share(this, ElementCost.MOVE.of(runs.elements()));
  }

  @Override
  public void run(Arena arena, int worker, int workers) {
    int last = Parts.firstElement(runs.elements(), worker + 1, workers);
    int end;
    for (int at = Parts.firstElement(runs.elements(), worker, workers); at < last; at = end) {
      end = runs.end(at, last);
      affine(arena, at, end - at);
    }
  }

  private void affine(Arena arena, int at, int n) {
    int channel = runs.index(at);
    math.affine(
        x.floats(arena),
        x.offset() + at,
        scale,
        channel,
        bias,
        channel,
        runs.stride(),
        y.floats(arena),
        y.offset() + at,
        n);
  }
}
