package dev.octet.engine.plan.step;

/** {@code x < 0 ? alpha·x : x} with one alpha for each run of elements. */
public record LeakyChannels(Buffer x, Buffer alpha, Buffer y, AxisRuns runs) implements Step {

  @Override
  public void run(Arena arena) {
    float[] from = x.floats(arena);
    float[] alphas = alpha.floats(arena);
    float[] to = y.floats(arena);
    for (int outer = 0; outer < runs.outer(); outer++) {
      int start = outer * runs.count() * runs.inner();
      if (runs.inner() == 1) {
        for (int i = 0; i < runs.count(); i++) {
          float value = from[x.offset() + start + i];
          float scaled = value * alphas[alpha.offset() + i];
          to[y.offset() + start + i] = value < 0 ? scaled : value;
        }
      } else {
        for (int c = 0; c < runs.count(); c++) {
          leak(from, to, start + c * runs.inner(), alphas[alpha.offset() + c]);
        }
      }
    }
  }

  private void leak(float[] from, float[] to, int start, float alpha) {
    for (int i = 0; i < runs.inner(); i++) {
      float value = from[x.offset() + start + i];
      to[y.offset() + start + i] = value < 0 ? value * alpha : value;
    }
  }
}
