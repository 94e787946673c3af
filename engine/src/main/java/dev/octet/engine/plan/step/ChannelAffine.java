package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.FloatMath;

/** {@code fma(x, scale[c], bias[c])} with one scale and one bias for each run of elements. */
public record ChannelAffine(
    FloatMath math, Buffer x, Buffer y, AxisRuns runs, float[] scale, float[] bias)
    implements Step {

  @Override
  public void run(Arena arena) {
    float[] from = x.floats(arena);
    float[] to = y.floats(arena);
    int inner = runs.inner();
    for (int outer = 0; outer < runs.outer(); outer++) {
      int start = outer * runs.count() * inner;
      if (inner == 1) {
        int xOffset = x.offset() + start;
        math.affine(from, xOffset, scale, 0, bias, 0, 1, to, y.offset() + start, runs.count());
      } else {
        for (int c = 0; c < runs.count(); c++) {
          int at = start + c * inner;
          math.affine(from, x.offset() + at, scale, c, bias, c, 0, to, y.offset() + at, inner);
        }
      }
    }
  }
}
