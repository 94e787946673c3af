package dev.octet.engine.plan.step;

import dev.octet.engine.graph.GraphException;
import dev.octet.engine.op.BinaryKind;

/**
 * A binary operation on int32 or int64 with operands that may repeat along dimensions of the
 * result. Division cuts off the fraction; sums and products wrap around.
 */
public final class IntegerBinary implements Step {
  private static final int RESULT = 0;
  private static final int LEFT = 1;
  private static final int RIGHT = 2;

  private final String node;
  private final BinaryKind kind;
  private final Buffer left;
  private final Buffer right;
  private final Buffer result;
  private final LoopNest nest;

  /**
   * @param node what messages call the node
   * @param leftStrides strides along the dimensions of the result, 0 where the operand repeats
   * @param rightStrides as {@code leftStrides}
   */
  public IntegerBinary(
      String node,
      BinaryKind kind,
      Buffer left,
      int[] leftStrides,
      Buffer right,
      int[] rightStrides,
      Buffer result) {
    this.node = node;
    this.kind = kind;
    this.left = left;
    this.right = right;
    this.result = result;
    this.nest = LoopNest.of(result.shape().toArray(), result.strides(), leftStrides, rightStrides);
  }

  @Override
  public void run(Arena arena) {
    if (!nest.isEmpty()) {
      loop(
          left.array(arena),
          left.offset(),
          right.array(arena),
          right.offset(),
          result.array(arena),
          result.offset(),
          0);
    }
  }

  private void loop(Object a, int aIndex, Object b, int bIndex, Object c, int cIndex, int loop) {
    int aStride = nest.strides()[LEFT][loop];
    int bStride = nest.strides()[RIGHT][loop];
    int cStride = nest.strides()[RESULT][loop];
    boolean innermost = loop == nest.depth() - 1;
    for (int i = 0; i < nest.extents()[loop]; i++) {
      int aAt = aIndex + i * aStride;
      int bAt = bIndex + i * bStride;
      int cAt = cIndex + i * cStride;
      if (innermost) {
        long value = apply(IntegerElements.get(a, aAt), IntegerElements.get(b, bAt));
        IntegerElements.set(c, cAt, value);
      } else {
        loop(a, aAt, b, bAt, c, cAt, loop + 1);
      }
    }
  }

  private long apply(long a, long b) {
    return switch (kind) {
      case ADD -> a + b;
      case SUB -> a - b;
      case MUL -> a * b;
      case DIV -> a / divisor(b);
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
      case POW -> (long) Math.rint(Math.pow(a, b));
      case MOD -> Math.floorMod(a, divisor(b));
      case FLOOR_DIV -> Math.floorDiv(a, divisor(b));
    };
  }

  private long divisor(long b) {
    if (b == 0) {
      throw new GraphException(node + ": an integer is divided by 0");
    }
    return b;
  }
}
