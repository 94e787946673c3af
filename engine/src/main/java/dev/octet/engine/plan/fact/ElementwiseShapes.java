package dev.octet.engine.plan.fact;

import dev.octet.engine.op.Activate;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.Binary;
import dev.octet.engine.op.Cast;
import dev.octet.engine.op.Fill;
import dev.octet.engine.op.PRelu;
import dev.octet.engine.op.Scale;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.List;

/** Operators that go element by element. */
final class ElementwiseShapes {
  private ElementwiseShapes() {}

  static List<Fact> infer(NodeFacts facts, Activate op) {
    facts.requireInputs(1, "x");
    boolean int8 =
        switch (op.function()) {
          case Activation.None _, Activation.Relu _ -> true;
          case Activation.Clip clip -> clip.low() == 0 && clip.high() == Float.POSITIVE_INFINITY;
          default -> false;
        };
    if (int8) {
      facts.requireType(0, DType.FLOAT32, DType.INT8);
    } else {
      facts.requireType(0, DType.FLOAT32);
    }
    return facts.result(facts.dtype(0), facts.shape(0));
  }

  static List<Fact> infer(NodeFacts facts, PRelu op) {
    facts.requireInputs(2, "x, alpha");
    facts.requireType(0, DType.FLOAT32);
    facts.requireType(1, DType.FLOAT32);
    Shape x = facts.shape(0);
    switch (op.mode()) {
      case ALL -> facts.requireElements(1, 1, "one for all of x");
      case CHANNEL -> {
        requireBatch(facts);
        facts.requireElements(1, x.dim(1), "one for each channel");
      }
      case ELEMENT -> {
        requireBatch(facts);
        facts.requireElements(1, x.elements(1, x.rank()), "one for each element of a batch item");
      }
    }
    return facts.result(DType.FLOAT32, x);
  }

  private static void requireBatch(NodeFacts facts) {
    if (facts.shape(0).rank() < 2) {
      throw facts.error("%s must have rank 2 or more: [N,C,…]", facts.describe(0));
    }
  }

  static List<Fact> infer(NodeFacts facts, Binary op) {
    facts.requireInputs(2, "x, y");
    facts.requireType(0, DType.FLOAT32, DType.INT32, DType.INT64);
    facts.requireSameType(1, 0);
    if (facts.dtype(0) != DType.FLOAT32 && !op.activation().equals(Activation.NONE)) {
      throw facts.error(
          "%s must be float32 for the activation %s", facts.describe(0), op.activation());
    }
    Broadcast broadcast = Broadcast.of(op.axis(), facts.shape(0), facts.shape(1));
    return facts.result(facts.dtype(0), broadcast.result());
  }

  static List<Fact> infer(NodeFacts facts, Scale op) {
    facts.requireInputs(op.scaleInput() ? 2 : 1, op.scaleInput() ? "x, scale" : "x");
    facts.requireType(0, DType.FLOAT32, DType.INT32, DType.INT64);
    if (op.scaleInput()) {
      facts.requireType(1, DType.FLOAT32);
      facts.requireElements(1, 1, "the scale");
    }
    return facts.result(facts.dtype(0), facts.shape(0));
  }

  static List<Fact> infer(NodeFacts facts, Cast op) {
    facts.requireInputs(1, "x");
    return facts.result(op.dtype(), facts.shape(0));
  }

  static List<Fact> infer(NodeFacts facts, Fill op) {
    long[] dims = op.shape().stream().mapToLong(Integer::longValue).toArray();
    if (facts.inputs().size() == 1) {
      dims = facts.integers(0, "shape");
    } else {
      facts.requireInputs(0, "none, or the shape");
    }
    int[] shape = new int[dims.length];
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] < 0) {
        throw facts.error("dimension %d of the shape is %d, but must be 0 or more", i, dims[i]);
      }
      shape[i] = Math.toIntExact(dims[i]);
    }
    return facts.result(op.dtype(), Shape.of(shape));
  }

  /** A constant: it depends on the shape of x alone. */
  static List<Fact> inferShapeOf(NodeFacts facts) {
    facts.requireInputs(1, "x");
    facts.requireOutputs(1);
    int[] dims = facts.shape(0).toArray();
    return List.of(Fact.of(Tensor.of(dims, dims.length)));
  }
}
