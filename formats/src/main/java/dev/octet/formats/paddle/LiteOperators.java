package dev.octet.formats.paddle;

import dev.octet.engine.graph.Value;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.op.Identity;
import dev.octet.engine.op.Reshape;
import dev.octet.engine.op.Transpose;
import dev.octet.formats.ModelFormatException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Operators that only Paddle Lite's passes put into programs. */
final class LiteOperators {
  private LiteOperators() {}

  static Map<String, OperatorMapping> mappings() {
    Map<String, OperatorMapping> mappings = new HashMap<>();
    // Copies between memories and layouts of devices; the numbers and their order stay.
    for (String type : List.of("io_copy", "io_copy_once", "layout", "layout_once")) {
      mappings.put(type, LiteOperators::copy);
    }
    mappings.put("calib", LiteOperators::calibrate);
    mappings.put("calib_once", LiteOperators::calibrate);
    mappings.put("shuffle_channel", LiteOperators::shuffle);
    ElementwiseOperators.KINDS.forEach(
        (name, kind) ->
            mappings.put(
                "fusion_elementwise_" + name + "_activation", operator -> binary(operator, kind)));
    return mappings;
  }

  private static void binary(Operator operator, BinaryKind kind) throws ModelFormatException {
    ElementwiseOperators.binary(
        operator,
        kind,
        FusedActivations.ofLite(operator, operator.attributes().text("act_type", "")));
  }

  private static void copy(Operator operator) throws ModelFormatException {
    operator.give("Out", new Identity(), operator.input("Input"));
  }

  /**
   * From real numbers to int8 or back. Values of a graph are real numbers either way: those that
   * are int8 here lie on the grid of the scale.
   */
  private static void calibrate(Operator operator) throws ModelFormatException {
    Value input = operator.input("Input");
    if (operator.attributes().text(LiteQuantization.KERNEL, "").contains("fp32_to_int8")) {
      operator.alias(
          operator.outputVariable("Out"),
          operator.rounded(input, LiteQuantization.activation(operator, "scale")));
    } else {
      operator.give("Out", new Identity(), input);
    }
  }

  /** Channels as a matrix of {@code group} rows, transposed. */
  private static void shuffle(Operator operator) throws ModelFormatException {
    int groups = operator.attributes().integer("group", 1);
    if (groups < 1) {
      throw operator.error("attribute 'group' is " + groups + ": must be 1 or more");
    }
    var dims = operator.declaration(operator.variable("X")).map(Variable::dims).orElse(List.of());
    if (dims.size() != 4 || dims.subList(1, 4).stream().anyMatch(dim -> dim < 1)) {
      throw operator.error("the shape " + dims + " of its input does not say how to shuffle");
    }
    List<Integer> shape = operator.place().toInts("shape", dims);
    int channels = shape.get(1);
    Value rows =
        operator.step(
            new Reshape(List.of(0, groups, channels / groups, shape.get(2), shape.get(3))),
            operator.input("X"));
    Value columns = operator.step(new Transpose(List.of(0, 2, 1, 3, 4)), rows);
    operator.give("Out", new Reshape(List.of(0, channels, shape.get(2), shape.get(3))), columns);
  }
}
