package dev.octet.engine.plan.step;

import dev.octet.engine.tensor.DType;

/**
 * The index of the first greatest element along one dimension; NaN is not greater than anything.
 * The result, int32 or int64, lies in the order of the blocks and then of the elements within a
 * run.
 */
public record FirstMaximum(Buffer x, Buffer y, AxisRuns runs) implements Step {

  @Override
  public void run(Arena arena) {
    Object to = y.array(arena);
    int inner = runs.inner();
    for (int outer = 0; outer < runs.outer(); outer++) {
      for (int i = 0; i < inner; i++) {
        int start = x.offset() + outer * runs.count() * inner + i;
        int index =
            x.dtype() == DType.FLOAT32
                ? first(x.floats(arena), start)
                : first(x.array(arena), start);
        IntegerElements.set(to, y.offset() + outer * inner + i, index);
      }
    }
  }

  private int first(float[] from, int start) {
    int best = 0;
    float greatest = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < runs.count(); i++) {
      float value = from[start + i * runs.inner()];
      if (value > greatest) {
        greatest = value;
        best = i;
      }
    }
    return best;
  }

  private int first(Object from, int start) {
    int best = 0;
    long greatest = IntegerElements.get(from, start);
    for (int i = 1; i < runs.count(); i++) {
      long value = IntegerElements.get(from, start + i * runs.inner());
      if (value > greatest) {
        greatest = value;
        best = i;
      }
    }
    return best;
  }
}
