package dev.octet.engine.plan.fact;

import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.DynamicQuantize;
import dev.octet.engine.op.FakeDequantize;
import dev.octet.engine.op.FakeQuantize;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.op.QuantizedBinary;
import dev.octet.engine.op.Requantize;
import dev.octet.engine.op.Result;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Shape;
import java.util.List;

/** Changes between real numbers and integers. */
final class QuantizationShapes {
  private QuantizationShapes() {}

  static List<Fact> infer(NodeFacts facts, Quantize op) {
    facts.requireInputs(1, "x");
    facts.requireType(0, DType.FLOAT32);
    requireBits(facts, op.params(), 8, "int8");
    requireThresholds(facts, op.params());
    return facts.result(DType.INT8, facts.shape(0));
  }

  static List<Fact> infer(NodeFacts facts, Dequantize op) {
    facts.requireInputs(1, "q");
    facts.requireType(0, DType.INT8, DType.INT16);
    requireThresholds(facts, op.params());
    return facts.result(DType.FLOAT32, facts.shape(0));
  }

  static List<Fact> infer(NodeFacts facts, DynamicQuantize op) {
    facts.requireInputs(1, "x");
    facts.requireType(0, DType.FLOAT32);
    facts.requireOutputs(2);
    Shape shape = op.transposed() ? transposed(facts.shape(0)) : facts.shape(0);
    int leading = op.leadingDims() < 0 ? op.leadingDims() + shape.rank() : op.leadingDims();
    if (leading < 0 || leading > shape.rank()) {
      throw facts.error("%d leading dimensions of %s", op.leadingDims(), facts.describe(0));
    }
    return List.of(
        Fact.of(DType.INT8, shape), Fact.of(DType.FLOAT32, Shape.of(shape.elements(0, leading))));
  }

  private static Shape transposed(Shape shape) {
    int last = shape.rank() - 1;
    return last < 1 ? shape : shape.with(last, shape.dim(last - 1)).with(last - 1, shape.dim(last));
  }

  static List<Fact> infer(NodeFacts facts, Requantize op) {
    facts.requireInputs(1, "q");
    facts.requireType(0, DType.INT8);
    requirePerTensor8Bits(facts, op.from(), "the input");
    requirePerTensor8Bits(facts, op.to(), "the output");
    return facts.result(DType.INT8, facts.shape(0));
  }

  static List<Fact> infer(NodeFacts facts, QuantizedBinary op) {
    facts.requireInputs(2, "a, b");
    facts.requireType(0, DType.INT8);
    facts.requireType(1, DType.INT8);
    requirePerTensor8Bits(facts, op.left(), "the first input");
    requirePerTensor8Bits(facts, op.right(), "the second input");
    facts.requireShape(1, facts.shape(0), "that of the first input");
    return facts.result(type(facts, op.result()), facts.shape(0));
  }

  static List<Fact> infer(NodeFacts facts, FakeQuantize op) {
    boolean given = op.scale() == FakeQuantize.Scale.INPUT;
    facts.requireInputs(given ? 2 : 1, given ? "x, thresholds" : "x");
    facts.requireType(0, DType.FLOAT32);
    if (op.bits() < 2 || op.bits() > 16) {
      throw facts.error("%d bits must lie in 2..16", op.bits());
    }
    int count = op.axis() == -1 ? 1 : facts.shape(0).dim(facts.axis(op.axis(), rank(facts)));
    if (given) {
      facts.requireType(1, DType.FLOAT32);
      facts.requireElements(1, count, thresholdsAlong(op.axis()));
    }
    Fact result = Fact.of(DType.FLOAT32, facts.shape(0));
    Fact thresholds = Fact.of(DType.FLOAT32, Shape.of(count));
    return switch (facts.node().outputs().size()) {
      case 1 -> List.of(result);
      case 2 -> List.of(result, thresholds);
      default ->
          throw facts.error(
              "has %d outputs, but needs 1 or 2: the result and the thresholds",
              facts.node().outputs().size());
    };
  }

  static List<Fact> infer(NodeFacts facts, FakeDequantize op) {
    if (op.thresholdInputs() < 1 || op.thresholdInputs() > 2) {
      throw facts.error("%d thresholds must be 1 or 2", op.thresholdInputs());
    }
    facts.requireInputs(
        1 + op.thresholdInputs(),
        op.thresholdInputs() == 1 ? "x, thresholds" : "x, two thresholds");
    facts.requireType(0, DType.FLOAT32);
    facts.requireType(1, DType.FLOAT32);
    if (facts.shape(1).elements() != 1) {
      int axis = facts.axis(op.axis(), rank(facts));
      facts.requireElements(1, facts.shape(0).dim(axis), thresholdsAlong(axis) + ", or 1");
    }
    if (op.thresholdInputs() == 2) {
      facts.requireType(2, DType.FLOAT32);
      facts.requireElements(2, 1, "a threshold for the whole tensor");
    }
    return facts.result(DType.FLOAT32, facts.shape(0));
  }

  /** The type of the output of an integer operator. */
  static DType type(NodeFacts facts, Result result) {
    return switch (result) {
      case Result.Real _ -> DType.FLOAT32;
      case Result.Int8 int8 -> {
        requirePerTensor8Bits(facts, int8.params(), "the output");
        yield DType.INT8;
      }
    };
  }

  static void requirePerTensor8Bits(NodeFacts facts, QuantParams params, String whose) {
    if (!params.isPerTensor()) {
      throw facts.error("%s of %s must hold for the whole tensor", params, whose);
    }
    requireBits(facts, params, 8, "int8");
  }

  private static void requireBits(NodeFacts facts, QuantParams params, int most, String type) {
    if (params.bits() > most) {
      throw facts.error("%s does not fit %s; it must have %d bits or fewer", params, type, most);
    }
  }

  private static void requireThresholds(NodeFacts facts, QuantParams params) {
    if (params.isPerTensor()) {
      return;
    }
    int axis = facts.axis(params.axis(), rank(facts));
    if (facts.shape(0).dim(axis) != params.count()) {
      throw facts.error(
          "%s must have %d thresholds, one for each index of dimension %d of %s",
          params, facts.shape(0).dim(axis), axis, facts.describe(0));
    }
  }

  private static String thresholdsAlong(int axis) {
    return axis == -1
        ? "a threshold for the whole tensor"
        : "a threshold for each index of dimension " + axis;
  }

  private static int rank(NodeFacts facts) {
    return facts.shape(0).rank();
  }
}
