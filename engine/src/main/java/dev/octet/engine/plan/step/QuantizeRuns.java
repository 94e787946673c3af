package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.Quantization;
import dev.octet.engine.parallel.SharedWork;
import dev.octet.engine.tensor.QuantParams;

/**
 * float32 to int8, with one threshold for all elements or for each run of them; threads share the
 * elements.
 */
public final class QuantizeRuns implements Step, SharedWork<Arena> {
  private final Quantization quantization;
  private final Buffer x;
  private final Buffer y;
  private final AxisRuns runs;
  private final QuantParams params;
  private final float[] inverseScales;

  public QuantizeRuns(
      Quantization quantization, Buffer x, Buffer y, AxisRuns runs, QuantParams params) {
    this.quantization = quantization;
    this.x = x;
    this.y = y;
    this.runs = runs;
    this.params = params;
    this.inverseScales = new float[params.count()];
    for (int i = 0; i < inverseScales.length; i++) {
      inverseScales[i] = params.inverseScale(i);
    }
  }

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
      quantize(arena, at, end - at);
    }
  }

  private void quantize(Arena arena, int at, int n) {
    quantization.quantize(
        x.floats(arena),
        x.offset() + at,
        inverseScales,
        runs.index(at),
        runs.stride(),
        params.rounding(),
        params.low(),
        params.high(),
        y.bytes(arena),
        y.offset() + at,
        n);
  }
}
