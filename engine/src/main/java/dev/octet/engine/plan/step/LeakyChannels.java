package dev.octet.engine.plan.step;

import dev.octet.engine.parallel.SharedWork;

/**
 * {@code x < 0 ? alpha·x : x} with one alpha for each run of elements; threads share the elements.
 */
public record LeakyChannels(Buffer x, Buffer alpha, Buffer y, AxisRuns runs)
    implements Step, SharedWork<Arena> {

  @Override
  public void run(Arena arena) {
    arena.share(this, ElementCost.MOVE.of(runs.elements()));
  }

  @Override
  public void run(Arena arena, int worker, int workers) {
    int last = Parts.firstElement(runs.elements(), worker + 1, workers);
    int end;
    for (int at = Parts.firstElement(runs.elements(), worker, workers); at < last; at = end) {
      end = runs.end(at, last);
      leak(arena, at, end - at);
    }
  }

  private void leak(Arena arena, int at, int n) {
    float[] from = x.floats(arena);
    float[] alphas = alpha.floats(arena);
    float[] to = y.floats(arena);
    int index = alpha.offset() + runs.index(at);
    int stride = runs.stride();
    for (int i = 0; i < n; i++) {
      float value = from[x.offset() + at + i];
      float scaled = value * alphas[index + i * stride];
      to[y.offset() + at + i] = value < 0 ? scaled : value;
    }
  }
}
