package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.Quantization;
import dev.octet.engine.parallel.SharedWork;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;

/**
 * int8 or int16 to float32, with one threshold for all elements or for each run of them; threads
 * share the elements.
 */
public final class DequantizeRuns implements Step, SharedWork<Arena> {
  private final Quantization quantization;
  private final Buffer x;
  private final Buffer y;
  private final AxisRuns runs;
  private final float[] thresholds;
  private final float levels;
  private final double[] scales;

  public DequantizeRuns(
      Quantization quantization, Buffer x, Buffer y, AxisRuns runs, QuantParams params) {
    this.quantization = quantization;
    this.x = x;
    this.y = y;
    this.runs = runs;
    this.levels = params.levels();
    this.thresholds = new float[params.count()];
    for (int i = 0; i < thresholds.length; i++) {
      thresholds[i] = params.threshold(i);
    }
    this.scales = new double[params.hasScales() ? params.count() : 0];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = params.exactScale(i);
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
      dequantize(arena, at, end - at);
    }
  }

  private void dequantize(Arena arena, int at, int n) {
    float[] to = y.floats(arena);
    int from = x.offset() + at;
    int into = y.offset() + at;
    int threshold = runs.index(at);
    int stride = runs.stride();
    if (scales.length > 0) {
      scale(arena, from, threshold, stride, to, into, n);
      return;
    }
    if (x.dtype() == DType.INT8) {
      quantization.dequantize(
          x.bytes(arena), from, thresholds, threshold, stride, levels, to, into, n);
      return;
    }
    short[] integers = (short[]) x.array(arena);
    for (int i = 0; i < n; i++) {
      to[into + i] = integers[from + i] * thresholds[threshold + i * stride] / levels;
    }
  }

  /** Weights, which are dequantized once, when a model is compiled. */
  private void scale(Arena arena, int from, int scale, int stride, float[] to, int into, int n) {
    if (x.dtype() == DType.INT8) {
      byte[] integers = x.bytes(arena);
      for (int i = 0; i < n; i++) {
        to[into + i] = (float) (integers[from + i] * scales[scale + i * stride]);
      }
      return;
    }
    short[] integers = (short[]) x.array(arena);
    for (int i = 0; i < n; i++) {
      to[into + i] = (float) (integers[from + i] * scales[scale + i * stride]);
    }
  }
}
