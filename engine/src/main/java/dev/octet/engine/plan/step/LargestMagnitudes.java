package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.Quantization;
import dev.octet.engine.parallel.SharedWork;
import dev.octet.engine.tensor.Shape;

/**
 * The largest magnitude of each run of elements, and what brings it to 127. Runs are cut into
 * pieces, which threads share.
 */
public final class LargestMagnitudes implements Step, SharedWork<Arena> {
  /** Below it the reciprocal overflows float32: the run counts as zeros. */
  private static final float SMALLEST = 1e-30f;

  private static final int PIECE = 1 << 13;

  private final Quantization quantization;
  private final Buffer x;
  private final Buffer partial;
  private final Buffer thresholds;
  private final Buffer inverseScales;
  private final int count;
  private final int length;
  private final int pieces;

  /**
   * @param partial float32 of {@link #partialShape}
   * @param thresholds float32, one element a run
   * @param inverseScales as the thresholds
   */
  public LargestMagnitudes(
      Quantization quantization,
      Buffer x,
      Buffer partial,
      Buffer thresholds,
      Buffer inverseScales) {
    this.quantization = quantization;
    this.x = x;
    this.partial = partial;
    this.thresholds = thresholds;
    this.inverseScales = inverseScales;
    this.count = thresholds.elements();
    this.length = length(x, count);
    this.pieces = Math.ceilDiv(length, PIECE);
  }

  /** The shape of the scratch memory for {@code count} runs of {@code x}. */
  public static Shape partialShape(Buffer x, int count) {
    return Shape.of(count, Math.ceilDiv(length(x, count), PIECE));
  }

  private static int length(Buffer x, int count) {
    return count == 0 ? 0 : x.elements() / count;
  }

  @Override
  public void run(Arena arena) {
    arena.share(this, ElementCost.MOVE.of(x.elements()));
    float[] found = partial.floats(arena);
    float[] to = thresholds.floats(arena);
    float[] inverse = inverseScales.floats(arena);
    for (int i = 0; i < count; i++) {
      float largest = quantization.largestMagnitude(found, partial.offset() + i * pieces, pieces);
      to[thresholds.offset() + i] = largest;
      // A NaN is in the results by its threshold.
      inverse[inverseScales.offset() + i] = largest >= SMALLEST ? 127 * (1 / largest) : 0;
    }
  }

  @Override
  public void run(Arena arena, int worker, int workers) {
    float[] from = x.floats(arena);
    float[] to = partial.floats(arena);
    int last = Parts.start(count * pieces, worker + 1, workers);
    for (int i = Parts.start(count * pieces, worker, workers); i < last; i++) {
      int start = i % pieces * PIECE;
      to[partial.offset() + i] =
          quantization.largestMagnitude(
              from, x.offset() + i / pieces * length + start, Math.min(PIECE, length - start));
    }
  }
}
