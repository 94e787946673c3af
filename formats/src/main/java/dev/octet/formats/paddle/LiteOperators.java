package dev.octet.formats.paddle;

import dev.octet.engine.graph.Value;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.op.Identity;
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

  private static void shuffle(Operator operator) throws ModelFormatException {
    int groups = ComposedOperators.positive(operator, "group");
    ComposedOperators.shuffle(operator, groups, ImageLayout.CHANNELS_FIRST);
  }
}
