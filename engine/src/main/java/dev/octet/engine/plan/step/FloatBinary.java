package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.FloatMath;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.parallel.SharedWork;

/**
 * A binary operation on float32 with operands that may repeat along dimensions of the result;
 * threads share the outermost of the loops.
 */
public final class FloatBinary implements Step, SharedWork<Arena> {
  private static final int RESULT = 0;
  private static final int LEFT = 1;
  private static final int RIGHT = 2;

  private final FloatMath math;
  private final BinaryKind kind;
  private final Buffer left;
  private final Buffer right;
  private final Buffer result;
  private final LoopNest nest;

  /**
   * @param leftStrides strides along the dimensions of the result, 0 where the operand repeats; 0
   *     or 1 along the innermost dimension that is not 1
   * @param rightStrides as {@code leftStrides}
   */
  public FloatBinary(
      FloatMath math,
      BinaryKind kind,
      Buffer left,
      int[] leftStrides,
      Buffer right,
      int[] rightStrides,
      Buffer result) {
    this.math = math;
    this.kind = kind;
    this.left = left;
    this.right = right;
    this.result = result;
    this.nest = LoopNest.of(result.shape().toArray(), result.strides(), leftStrides, rightStrides);
  }

  @Override
  public void run(Arena arena) {
    arena.share(this, ElementCost.MOVE.of(result.shape().elements()));
  }

  @Override
  public void run(Arena arena, int worker, int workers) {
    if (nest.isEmpty()) {
      return;
    }
    int first = nest.first(worker, workers);
    loop(
        left.floats(arena),
        left.offset() + first * nest.strides()[LEFT][0],
        right.floats(arena),
        right.offset() + first * nest.strides()[RIGHT][0],
        result.floats(arena),
        result.offset() + first * nest.strides()[RESULT][0],
        0,
        nest.first(worker + 1, workers) - first);
  }

  private void loop(
      float[] a, int aIndex, float[] b, int bIndex, float[] c, int cIndex, int loop, int count) {
    if (loop == nest.depth() - 1) {
      math.binary(
          kind,
          a,
          aIndex,
          nest.runStride(LEFT),
          b,
          bIndex,
          nest.runStride(RIGHT),
          c,
          cIndex,
          count);
      return;
    }
    int aStride = nest.strides()[LEFT][loop];
    int bStride = nest.strides()[RIGHT][loop];
    int cStride = nest.strides()[RESULT][loop];
    int inner = nest.extents()[loop + 1];
    for (int i = 0; i < count; i++) {
      loop(
          a,
          aIndex + i * aStride,
          b,
          bIndex + i * bStride,
          c,
          cIndex + i * cStride,
          loop + 1,
          inner);
    }
  }
}
