package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.FloatMath;

/** Softmax over rows of {@code n} elements that lie one after another. */
public record RowSoftmax(FloatMath math, Buffer x, Buffer y, int rows, int n) implements Step {

  @Override
  public void run(Arena arena) {
    float[] from = x.floats(arena);
    float[] to = y.floats(arena);
    for (int row = 0; row < rows; row++) {
      math.softmax(from, x.offset() + row * n, to, y.offset() + row * n, n);
    }
  }
}
