package dev.octet.engine.plan.fact;

import dev.octet.engine.op.LayerNorm;
import dev.octet.engine.op.Softmax;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import java.util.List;

/** Normalisation; the output has the shape of x. */
final class NormalizationShapes {
  private NormalizationShapes() {}

  static List<Fact> inferBatchNorm(NodeFacts facts) {
    facts.requireInputs(5, "x, scale, bias, mean, variance");
    Shape x = facts.shape(0);
    if (x.rank() < 2) {
      throw facts.error("%s must have rank 2 or more: [N,C,…]", facts.describe(0));
    }
    facts.requireType(0, DType.FLOAT32);
    for (int i = 1; i < 5; i++) {
      facts.requireType(i, DType.FLOAT32);
      facts.requireElements(i, x.dim(1), "one for each channel");
    }
    return facts.result(DType.FLOAT32, x);
  }

  static List<Fact> infer(NodeFacts facts, LayerNorm op) {
    facts.requireInputs(
        1 + (op.hasScale() ? 1 : 0) + (op.hasBias() ? 1 : 0),
        "x" + (op.hasScale() ? ", scale" : "") + (op.hasBias() ? ", bias" : ""));
    facts.requireType(0, DType.FLOAT32);
    Shape x = facts.shape(0);
    int begin = facts.axis(op.beginAxis(), x.rank());
    for (int i = 1; i < facts.inputs().size(); i++) {
      facts.requireType(i, DType.FLOAT32);
      facts.requireElements(
          i, x.elements(begin, x.rank()), "as many as are normalised from dimension " + begin);
    }
    return facts.result(DType.FLOAT32, x);
  }

  static List<Fact> infer(NodeFacts facts, Softmax op) {
    facts.requireInputs(1, "x");
    facts.requireType(0, DType.FLOAT32);
    if (facts.shape(0).rank() > 0) {
      facts.axis(op.axis(), facts.shape(0).rank());
    }
    return facts.result(DType.FLOAT32, facts.shape(0));
  }
}
