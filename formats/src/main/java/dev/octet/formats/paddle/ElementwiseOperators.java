package dev.octet.formats.paddle;

import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Activate;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.Binary;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.op.Identity;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Scale;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Operations on one or two tensors, element by element, that are no activation. */
final class ElementwiseOperators {
  static final Map<String, BinaryKind> KINDS =
      Map.of(
          "add", BinaryKind.ADD,
          "sub", BinaryKind.SUB,
          "mul", BinaryKind.MUL,
          "div", BinaryKind.DIV,
          "max", BinaryKind.MAX,
          "min", BinaryKind.MIN,
          "pow", BinaryKind.POW,
          "mod", BinaryKind.MOD,
          "floordiv", BinaryKind.FLOOR_DIV);

  private ElementwiseOperators() {}

  static Map<String, OperatorMapping> mappings() {
    Map<String, OperatorMapping> mappings = new HashMap<>();
    KINDS.forEach(
        (name, kind) -> {
          mappings.put("elementwise_" + name, operator -> binary(operator, kind));
          mappings.put("fused_elementwise_" + name, operator -> binary(operator, kind));
        });
    mappings.put("pow", ElementwiseOperators::power);
    mappings.put("sum", ElementwiseOperators::sum);
    mappings.put("scale", ElementwiseOperators::scale);
    mappings.put("dropout", ElementwiseOperators::dropout);
    return mappings;
  }

  private static void binary(Operator operator, BinaryKind kind) throws ModelFormatException {
    binary(operator, kind, FusedActivations.of(operator));
  }

  static void binary(Operator operator, BinaryKind kind, Activation activation)
      throws ModelFormatException {
    if (operator.attributes().flag("fuse_scale", false)) {
      throw operator.error("a fused scale is not supported");
    }
    int axis = operator.attributes().integer("axis", -1);
    Value x = operator.input("X");
    Value y = axis < 0 ? operator.input("Y") : withoutTrailingOnes(operator, axis);
    OptionalInt xRank = operator.rank(operator.variable("X"));
    OptionalInt yRank = operator.rank(operator.variable("Y"));
    boolean sameRank = xRank.isPresent() && xRank.equals(yRank);
    operator.give("Out", new Binary(kind, axis < 0 || sameRank ? -1 : axis, activation), x, y);
  }

  /** Old exports give Y more dimensions of 1 at its end than X has from the axis on. */
  private static Value withoutTrailingOnes(Operator operator, int axis)
      throws ModelFormatException {
    Optional<Tensor> known = operator.known(operator.variable("Y"));
    OptionalInt xRank = operator.rank(operator.variable("X"));
    if (known.isEmpty() || xRank.isEmpty() || known.get().shape().rank() == xRank.getAsInt()) {
      return operator.input("Y");
    }
    int rank = known.get().shape().rank();
    while (rank > 0 && axis + rank > xRank.getAsInt() && known.get().shape().dim(rank - 1) == 1) {
      rank--;
    }
    if (rank == known.get().shape().rank()) {
      return operator.input("Y");
    }
    int[] dims = Arrays.copyOf(known.get().shape().toArray(), rank);
    return operator.constant(operator.variable("Y"), known.get().reshape(dims));
  }

  private static void power(Operator operator) throws ModelFormatException {
    float exponent =
        operator.has("FactorTensor")
            ? (float) operator.scalar("FactorTensor")
            : operator.attributes().finite("factor", 1);
    Value factor =
        operator.constant(operator.outputVariable("Out"), Tensor.of(new float[] {exponent}, 1));
    operator.give("Out", new Binary(BinaryKind.POW, -1), operator.input("X"), factor);
  }

  private static void sum(Operator operator) throws ModelFormatException {
    List<Value> values = operator.inputs("X");
    if (values.size() == 1) {
      operator.give("Out", new Identity(), values);
      return;
    }
    Binary add = new Binary(BinaryKind.ADD, -1);
    Value sum = values.getFirst();
    for (Value value : values.subList(1, values.size() - 1)) {
      sum = operator.step(operator.type(), add, List.of(sum, value));
    }
    operator.give("Out", add, sum, values.getLast());
  }

  private static void scale(Operator operator) throws ModelFormatException {
    Attributes attributes = operator.attributes();
    float bias = attributes.number("bias", 0);
    boolean biasAfterScale = attributes.flag("bias_after_scale", true);
    boolean computed =
        operator.has("ScaleTensor") && operator.known(operator.variable("ScaleTensor")).isEmpty();
    if (computed) {
      operator.give(
          "Out",
          new Scale(1, bias, biasAfterScale, true),
          operator.input("X"),
          operator.input("ScaleTensor"));
      return;
    }
    float scale =
        operator.has("ScaleTensor")
            ? (float) operator.scalar("ScaleTensor")
            : attributes.number("scale", 1);
    Op op =
        scale == 1 && bias == 0 ? new Identity() : new Scale(scale, bias, biasAfterScale, false);
    Activation activation =
        FusedActivations.ofLite(operator, attributes.text("activation_type", ""));
    if (activation == Activation.NONE) {
      operator.give("Out", op, operator.input("X"));
    } else {
      Value scaled = operator.step(operator.type(), op, List.of(operator.input("X")));
      operator.give("Out", new Activate(activation), scaled);
    }
  }

  /** By default the training keeps the kept elements as they are, and inference shrinks all. */
  private static void dropout(Operator operator) throws ModelFormatException {
    Attributes attributes = operator.attributes();
    String implementation = attributes.text("dropout_implementation", "downgrade_in_infer");
    float probability = attributes.finite("dropout_prob", 0.5f);
    switch (implementation) {
      case "upscale_in_train" -> operator.give("Out", new Identity(), operator.input("X"));
      case "downgrade_in_infer" ->
          operator.give("Out", new Scale(1 - probability, 0, true, false), operator.input("X"));
      default ->
          throw operator.error("attribute 'dropout_implementation' is '" + implementation + "'");
    }
  }
}
