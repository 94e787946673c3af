package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.Quantization;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;

/** int8 or int16 to float32, with one threshold for all elements or for each run of them. */
public final class DequantizeRuns implements Step {
  private final Quantization quantization;
  private final Buffer x;
  private final Buffer y;
  private final AxisRuns runs;
  private final float[] thresholds;
  private final float levels;

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
  }

  @Override
  public void run(Arena arena) {
    float[] to = y.floats(arena);
    int inner = runs.inner();
    for (int outer = 0; outer < runs.outer(); outer++) {
      int start = outer * runs.count() * inner;
      if (inner == 1) {
        dequantize(arena, 0, 1, to, start, runs.count());
      } else {
        for (int i = 0; i < runs.count(); i++) {
          dequantize(arena, i, 0, to, start + i * inner, inner);
        }
      }
    }
  }

  private void dequantize(Arena arena, int threshold, int stride, float[] to, int at, int n) {
    int from = x.offset() + at;
    int into = y.offset() + at;
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
}
