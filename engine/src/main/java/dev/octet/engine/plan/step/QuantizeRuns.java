package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.Quantization;
import dev.octet.engine.tensor.QuantParams;

/** float32 to int8, with one threshold for all elements or for each run of them. */
public final class QuantizeRuns implements Step {
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
    float[] from = x.floats(arena);
    byte[] to = y.bytes(arena);
    int inner = runs.inner();
    for (int outer = 0; outer < runs.outer(); outer++) {
      int start = outer * runs.count() * inner;
      if (inner == 1) {
        quantize(from, 0, 1, to, start, runs.count());
      } else {
        for (int i = 0; i < runs.count(); i++) {
          quantize(from, i, 0, to, start + i * inner, inner);
        }
      }
    }
  }

  private void quantize(float[] from, int scale, int stride, byte[] to, int at, int n) {
    quantization.quantize(
        from,
        x.offset() + at,
        inverseScales,
        scale,
        stride,
        params.rounding(),
        params.low(),
        params.high(),
        to,
        y.offset() + at,
        n);
  }
}
