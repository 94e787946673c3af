package dev.octet.engine.plan.step;

/** The greatest magnitude for each index of a dimension, or of all elements. */
public record AbsoluteMaximum(Buffer x, Buffer y, AxisRuns runs) implements Step {

  @Override
  public void run(Arena arena) {
    float[] from = x.floats(arena);
    float[] to = y.floats(arena);
    for (int i = 0; i < runs.count(); i++) {
      float greatest = 0;
      for (int outer = 0; outer < runs.outer(); outer++) {
        int start = x.offset() + (outer * runs.count() + i) * runs.inner();
        for (int k = 0; k < runs.inner(); k++) {
          float magnitude = Math.abs(from[start + k]);
          greatest = magnitude > greatest ? magnitude : greatest;
        }
      }
      to[y.offset() + i] = greatest;
    }
  }
}
