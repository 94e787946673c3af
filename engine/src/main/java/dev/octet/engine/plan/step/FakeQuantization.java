package dev.octet.engine.plan.step;

import dev.octet.engine.op.FakeQuantize;
import dev.octet.engine.tensor.Rounding;

/**
 * Paddle's simulation of quantization, in the order of operations of its {@code
 * fake_quantize_functor.cc}. Without the full range x is clipped to the threshold before it is
 * rounded; with it the integers are clipped afterwards.
 */
public final class FakeQuantization implements Step {
  /** A threshold up to this divides as if {@link #OFFSET} were added to it. */
  private static final float SMALLEST = 1e-30f;

  private static final float OFFSET = 1e-6f;

  private final FakeQuantize op;
  private final Buffer x;
  private final Buffer thresholds;
  private final Buffer y;
  private final AxisRuns runs;
  private final float levels;

  /**
   * @param thresholds one for each run, read as {@code op} says or filled by an earlier step
   */
  public FakeQuantization(FakeQuantize op, Buffer x, Buffer thresholds, Buffer y, AxisRuns runs) {
    this.op = op;
    this.x = x;
    this.thresholds = thresholds;
    this.y = y;
    this.runs = runs;
    this.levels = (1 << (op.bits() - 1)) - 1;
  }

  @Override
  public void run(Arena arena) {
    float[] from = x.floats(arena);
    float[] to = y.floats(arena);
    int inner = runs.inner();
    for (int outer = 0; outer < runs.outer(); outer++) {
      for (int i = 0; i < runs.count(); i++) {
        float threshold = thresholds.floats(arena)[thresholds.offset() + i];
        int start = (outer * runs.count() + i) * inner;
        quantize(from, x.offset() + start, threshold, to, y.offset() + start);
      }
    }
  }

  private void quantize(float[] from, int fromIndex, float threshold, float[] to, int toIndex) {
    float inverse = 1f / (threshold <= SMALLEST ? threshold + OFFSET : threshold);
    float inverseScale = levels * inverse;
    for (int i = 0; i < runs.inner(); i++) {
      float value = from[fromIndex + i];
      float q =
          op.fullRange()
              ? clip(round(inverseScale * value), -levels - 1, levels)
              : round(inverseScale * clip(value, -threshold, threshold));
      to[toIndex + i] = op.dequantize() ? q * threshold / levels : q;
    }
  }

  private float round(float value) {
    return op.rounding() == Rounding.HALF_EVEN ? (float) Math.rint(value) : halfAway(value);
  }

  private static float halfAway(float value) {
    float whole = (float) Math.rint(value);
    // Of a tie, rint gives the even neighbour: half a step towards 0, or already away from it.
    return Math.abs(value - whole) == 0.5f && Math.abs(whole) < Math.abs(value)
        ? whole + Math.copySign(1f, value)
        : whole;
  }

  private static float clip(float value, float low, float high) {
    return value < low ? low : value > high ? high : value;
  }
}
