package dev.octet.formats.paddle;

import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Activate;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.Binary;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.op.PRelu;
import dev.octet.engine.op.Softmax;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Functions of one number, and softmax. Defaults are those of Paddle's operators, not its API. */
final class ActivationOperators {
  /** The activation that the attributes of an operator describe. */
  @FunctionalInterface
  private interface Description {
    Activation of(Operator operator) throws ModelFormatException;
  }

  private ActivationOperators() {}

  static Map<String, OperatorMapping> mappings() {
    Map<String, OperatorMapping> mappings = new HashMap<>();
    for (Activation.Function function : Activation.Function.values()) {
      put(mappings, function.name().toLowerCase(Locale.ROOT), _ -> function);
    }
    put(mappings, "relu", _ -> Activation.RELU);
    put(mappings, "relu6", o -> new Activation.Clip(0, fixed(o, "threshold", 6)));
    put(mappings, "brelu", o -> new Activation.Clip(number(o, "t_min", 0), number(o, "t_max", 24)));
    put(mappings, "leaky_relu", o -> new Activation.LeakyRelu(number(o, "alpha", 0.02f)));
    put(mappings, "elu", o -> new Activation.Elu(number(o, "alpha", 1)));
    put(
        mappings,
        "hard_sigmoid",
        o -> new Activation.HardSigmoid(number(o, "slope", 0.2f), number(o, "offset", 0.5f)));
    put(
        mappings,
        "hard_swish",
        o ->
            new Activation.HardSwish(
                fixed(o, "threshold", 6), fixed(o, "scale", 6), fixed(o, "offset", 3)));
    put(mappings, "swish", o -> new Activation.Swish(fixed(o, "beta", 1)));
    put(mappings, "gelu", o -> new Activation.Gelu(o.attributes().flag("approximate", false)));
    put(mappings, "mish", o -> new Activation.Mish(number(o, "threshold", 20)));
    put(
        mappings,
        "softplus",
        o -> new Activation.Softplus(number(o, "beta", 1), number(o, "threshold", 20)));
    mappings.put("clip", ActivationOperators::clip);
    mappings.put("prelu", ActivationOperators::parametric);
    mappings.put("softmax", ActivationOperators::softmax);
    return mappings;
  }

  private static void put(
      Map<String, OperatorMapping> mappings, String type, Description description) {
    mappings.put(
        type,
        operator ->
            operator.give("Out", new Activate(description.of(operator)), operator.input("X")));
  }

  private static float number(Operator operator, String attribute, float absent)
      throws ModelFormatException {
    return operator.attributes().finite(attribute, absent);
  }

  /** A number that is an attribute to Paddle Lite; Paddle's kernels have it fixed (2.6.2). */
  private static float fixed(Operator operator, String attribute, float number)
      throws ModelFormatException {
    return operator.attributes().has(LiteQuantization.KERNEL)
        ? number(operator, attribute, number)
        : number;
  }

  /** Tensors beat attributes; a missing end is open. */
  private static void clip(Operator operator) throws ModelFormatException {
    Attributes attributes = operator.attributes();
    Optional<DType> integer =
        ElementType.of(operator.elementType(operator.variable("X")))
            .map(ElementType::dtype)
            .filter(dtype -> dtype == DType.INT32 || dtype == DType.INT64);
    if (integer.isEmpty() && isKnown(operator, "Min") && isKnown(operator, "Max")) {
      float low =
          operator.has("Min")
              ? (float) operator.scalar("Min")
              : attributes.number("min", Float.NEGATIVE_INFINITY);
      float high =
          operator.has("Max")
              ? (float) operator.scalar("Max")
              : attributes.number("max", Float.POSITIVE_INFINITY);
      operator.give("Out", new Activate(new Activation.Clip(low, high)), operator.input("X"));
      return;
    }
    Value low = bound(operator, "Min", "min", integer.orElse(DType.FLOAT32));
    Value high = bound(operator, "Max", "max", integer.orElse(DType.FLOAT32));
    Value raised =
        operator.step(
            operator.type(), new Binary(BinaryKind.MAX, -1), List.of(operator.input("X"), low));
    operator.give("Out", new Binary(BinaryKind.MIN, -1), raised, high);
  }

  private static boolean isKnown(Operator operator, String slot) throws ModelFormatException {
    return !operator.has(slot) || operator.known(operator.variable(slot)).isPresent();
  }

  private static Value bound(Operator operator, String slot, String attribute, DType dtype)
      throws ModelFormatException {
    if (operator.has(slot)) {
      return operator.input(slot);
    }
    double open = attribute.equals("min") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    double number = operator.attributes().number(attribute, (float) open);
    Tensor tensor =
        switch (dtype) {
          case INT32 -> Tensor.of(new int[] {(int) number}, 1);
          case INT64 -> Tensor.of(new long[] {(long) number}, 1);
          default -> Tensor.of(new float[] {(float) number}, 1);
        };
    return operator.constant(operator.outputVariable("Out"), tensor);
  }

  private static void parametric(Operator operator) throws ModelFormatException {
    String name = operator.attributes().text("mode", "all");
    PRelu.Mode mode =
        switch (name) {
          case "all" -> PRelu.Mode.ALL;
          case "channel" -> PRelu.Mode.CHANNEL;
          case "element" -> PRelu.Mode.ELEMENT;
          default -> throw operator.error("attribute 'mode' is '" + name + "'");
        };
    ImageLayout layout =
        mode == PRelu.Mode.CHANNEL
            ? ImageLayout.of(operator, "data_format")
            : ImageLayout.CHANNELS_FIRST;
    int rank = operator.rank(operator.variable("X")).orElse(4);
    Value x = layout.channelsFirst(operator, operator.input("X"), rank);
    layout.give(operator, "Out", rank, new PRelu(mode), x, operator.input("Alpha"));
  }

  private static void softmax(Operator operator) throws ModelFormatException {
    operator.give(
        "Out", new Softmax(operator.attributes().integer("axis", -1)), operator.input("X"));
  }
}
