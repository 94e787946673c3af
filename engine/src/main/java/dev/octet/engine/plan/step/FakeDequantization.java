package dev.octet.engine.plan.step;

import java.util.Optional;

/** {@code (x·s)/range}, or {@code ((x·s)·s2)/range}, with one s for all elements or each run. */
public final class FakeDequantization implements Step {
  private final Buffer x;
  private final Buffer thresholds;
  private final boolean hasFactor;
  private final Buffer factor;
  private final Buffer y;
  private final AxisRuns runs;
  private final float range;

  /**
   * @param thresholds one for each run
   * @param factor one element
   */
  public FakeDequantization(
      Buffer x, Buffer thresholds, Optional<Buffer> factor, Buffer y, AxisRuns runs, float range) {
    this.x = x;
    this.thresholds = thresholds;
    this.hasFactor = factor.isPresent();
    this.factor = factor.orElse(thresholds);
    this.y = y;
    this.runs = runs;
    this.range = range;
  }

  @Override
  public void run(Arena arena) {
    float[] from = x.floats(arena);
    float[] to = y.floats(arena);
    float second = hasFactor ? factor.floats(arena)[factor.offset()] : 1;
    int inner = runs.inner();
    for (int outer = 0; outer < runs.outer(); outer++) {
      for (int i = 0; i < runs.count(); i++) {
        float threshold = thresholds.floats(arena)[thresholds.offset() + i];
        int start = (outer * runs.count() + i) * inner;
        for (int k = start; k < start + inner; k++) {
          to[y.offset() + k] = from[x.offset() + k] * threshold * second / range;
        }
      }
    }
  }
}
