package dev.octet.engine.plan.step;

import java.util.Arrays;

/**
 * The sum or mean of all elements of a float32 value, in the order of Paddle's CPU kernels: eight
 * partial sums, element i to partial i mod 8, and what does not fill eight in a chain of its own. A
 * sum has two such sets that take turns, and is the sum of two halves where it is long.
 *
 * @param x row-major
 */
public record TotalSum(boolean mean, Buffer x, Buffer y) implements Step {
  private static final int PARTIALS = 8;

  /** The elements that are not halved further. */
  private static final int LONGEST = PARTIALS * 1024;

  @Override
  public void run(Arena arena) {
    float[] from = x.floats(arena);
    float[] partials = arena.workspace().floats(2 * PARTIALS);
    int n = x.shape().elements();
    y.floats(arena)[y.offset()] =
        mean
            ? sum(from, x.offset(), n, PARTIALS, partials) / n
            : halved(from, x.offset(), 0, n, partials);
  }

  private static float halved(float[] x, int offset, int first, int n, float[] partials) {
    if (n <= LONGEST) {
      return sum(x, offset + first, n, 2 * PARTIALS, partials);
    }
    int middle = PARTIALS * Math.ceilDiv(first + Math.ceilDiv(n, 2), PARTIALS);
    int left = Math.min(middle - first, n);
    return halved(x, offset, first, left, partials) + halved(x, offset, middle, n - left, partials);
  }

  /**
   * @param width how many partial sums there are
   */
  private static float sum(float[] x, int offset, int n, int width, float[] partials) {
    Arrays.fill(partials, 0, 2 * PARTIALS, 0);
    int whole = n - n % PARTIALS;
    for (int i = 0; i < whole; i += width) {
      int count = Math.min(width, whole - i);
      for (int lane = 0; lane < count; lane++) {
        partials[lane] += x[offset + i + lane];
      }
    }
    float rest = 0;
    for (int i = whole; i < n; i++) {
      rest += x[offset + i];
    }
    for (int lanes = width; lanes > 1; lanes /= 2) {
      for (int lane = 0; lane < lanes / 2; lane++) {
        partials[lane] += partials[lane + lanes / 2];
      }
    }
    return rest + partials[0];
  }
}
