package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.Quantization;
import dev.octet.engine.parallel.SharedWork;

/** float32 to int8, with a scale for each run that the run of the plan found. */
public final class DynamicQuantizeRuns implements Step, SharedWork<Arena> {
  private final Quantization quantization;
  private final Buffer x;
  private final Buffer y;
  private final Buffer inverseScales;
  private final int length;

  public DynamicQuantizeRuns(Quantization quantization, Buffer x, Buffer y, Buffer inverseScales) {
    this.quantization = quantization;
    this.x = x;
    this.y = y;
    this.inverseScales = inverseScales;
    this.length = Math.max(1, x.elements() / Math.max(1, inverseScales.elements()));
  }

  @Override
  public void run(Arena arena) {
    arena.share(this, ElementCost.MOVE.of(x.elements()));
  }

  @Override
  public void run(Arena arena, int worker, int workers) {
    float[] scales = inverseScales.floats(arena);
    int last = Parts.firstElement(x.elements(), worker + 1, workers);
    int end;
    for (int at = Parts.firstElement(x.elements(), worker, workers); at < last; at = end) {
      int run = at / length;
      end = Math.min(last, (run + 1) * length);
      quantization.quantizeRanged(
          x.floats(arena),
          x.offset() + at,
          scales[inverseScales.offset() + run],
          y.bytes(arena),
          y.offset() + at,
          end - at);
    }
  }
}
