package dev.octet.formats.paddle;

import dev.octet.engine.graph.Value;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.op.Concat;
import dev.octet.engine.op.Identity;
import dev.octet.engine.op.Reshape;
import dev.octet.engine.op.ShapeOf;
import dev.octet.engine.op.Slice;
import dev.octet.engine.op.Transpose;
import dev.octet.engine.tensor.Tensor;
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

  /**
   * Channels as a matrix of {@code group} rows, transposed. The shapes are computed: what programs
   * of Paddle Lite declare often belongs to another value.
   */
  private static void shuffle(Operator operator) throws ModelFormatException {
    int groups = operator.attributes().integer("group", 1);
    if (groups < 1) {
      throw operator.error("attribute 'group' is " + groups + ": must be 1 or more");
    }
    Value input = operator.input("X");
    Value shape = operator.step(new ShapeOf(), input);
    Value rows =
        operator.step(
            new Concat(0),
            operator.step(dims(0, 1), shape),
            operator.constant(operator.outputVariable("Out"), Tensor.of(new int[] {groups, -1}, 2)),
            operator.step(dims(2, 4), shape));
    Value matrix = operator.step(new Reshape(List.of()), input, rows);
    Value columns = operator.step(new Transpose(List.of(0, 2, 1, 3, 4)), matrix);
    operator.give("Out", new Reshape(List.of()), columns, shape);
  }

  private static Slice dims(int start, int end) {
    return new Slice(List.of(0), List.of(start), List.of(end), List.of(1), List.of(), false, false);
  }
}
