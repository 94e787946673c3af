package dev.octet.engine.plan.fact;

import dev.octet.engine.op.ArgMax;
import dev.octet.engine.op.Reduce;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Operators that make several elements one. */
final class ReductionShapes {
  private ReductionShapes() {}

  static List<Fact> infer(NodeFacts facts, Reduce op) {
    facts.requireInputs(1, "x");
    facts.requireType(0, DType.FLOAT32, DType.INT32, DType.INT64);
    Shape x = facts.shape(0);
    boolean[] reduced = new boolean[x.rank()];
    if (op.axes().isEmpty()) {
      Arrays.fill(reduced, true);
    }
    for (int axis : op.axes()) {
      reduced[facts.axis(axis, x.rank())] = true;
    }
    return facts.result(facts.dtype(0), reduced(x, reduced, op.keepDims()));
  }

  static List<Fact> infer(NodeFacts facts, ArgMax op) {
    facts.requireInputs(1, "x");
    facts.requireType(0, DType.FLOAT32, DType.INT32, DType.INT64);
    if (op.dtype() != DType.INT32 && op.dtype() != DType.INT64) {
      throw facts.error("the output type %s must be int32 or int64", op.dtype());
    }
    Shape x = facts.shape(0);
    boolean[] reduced = new boolean[x.rank()];
    if (op.flatten()) {
      Arrays.fill(reduced, true);
    } else {
      reduced[facts.axis(op.axis(), x.rank())] = true;
    }
    for (int i = 0; i < x.rank(); i++) {
      if (reduced[i] && x.dim(i) == 0) {
        throw facts.error("%s has no elements along dimension %d", facts.describe(0), i);
      }
    }
    return facts.result(op.dtype(), reduced(x, reduced, op.keepDims()));
  }

  private static Shape reduced(Shape x, boolean[] reduced, boolean keepDims) {
    return Shape.of(
        IntStream.range(0, x.rank())
            .filter(i -> keepDims || !reduced[i])
            .map(i -> reduced[i] ? 1 : x.dim(i))
            .toArray());
  }
}
