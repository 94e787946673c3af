package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.Quantization;
import dev.octet.engine.parallel.SharedWork;
import dev.octet.engine.tensor.Rounding;

/** float32 to int8, with a scale for each run that the run of the plan found. */
public final class DynamicQuantizeRuns implements Step, SharedWork<Arena> {
  private final Quantization quantization;
  private final Buffer x;
  private final Buffer y;
  private final Buffer inverseScales;
  private final AxisRuns runs;

  public DynamicQuantizeRuns(Quantization quantization, Buffer x, Buffer y, Buffer inverseScales) {
    this.quantization = quantization;
    this.x = x;
    this.y = y;
    this.inverseScales = inverseScales;
    int count = Math.max(1, inverseScales.elements());
    this.runs = new AxisRuns(1, count, x.elements() / count);
  }

  @Override
  public void run(Arena arena) {
    arena.share(this, ElementCost.MOVE.of(x.elements()));
  }

  @Override
  public void run(Arena arena, int worker, int workers) {
    int last = Parts.firstElement(runs.elements(), worker + 1, workers);
    int end;
    for (int at = Parts.firstElement(runs.elements(), worker, workers); at < last; at = end) {
      end = runs.end(at, last);
      quantization.quantize(
          x.floats(arena),
          x.offset() + at,
          inverseScales.floats(arena),
          inverseScales.offset() + runs.index(at),
          runs.stride(),
          Rounding.HALF_EVEN,
          -127,
          127,
          y.bytes(arena),
          y.offset() + at,
          end - at);
    }
  }
}
