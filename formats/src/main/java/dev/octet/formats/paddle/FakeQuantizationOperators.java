package dev.octet.formats.paddle;

import dev.octet.engine.graph.Value;
import dev.octet.engine.op.FakeDequantize;
import dev.octet.engine.op.FakeQuantize;
import dev.octet.engine.op.Identity;
import dev.octet.engine.tensor.Rounding;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import java.util.List;
import java.util.Map;

/**
 * Paddle's simulation of quantization in float. What it calls scale is a threshold.
 *
 * <p>With a recorded threshold, the output {@code OutScale} is that threshold again; it stays the
 * constant it is.
 */
final class FakeQuantizationOperators {
  private static final int PER_TENSOR = -1;

  private FakeQuantizationOperators() {}

  static Map<String, OperatorMapping> mappings() {
    return Map.ofEntries(
        Map.entry("fake_quantize_abs_max", operator -> computed(operator, PER_TENSOR, false)),
        Map.entry(
            "fake_quantize_dequantize_abs_max", operator -> computed(operator, PER_TENSOR, true)),
        Map.entry(
            "fake_channel_wise_quantize_abs_max",
            operator -> computed(operator, channelAxis(operator), false)),
        Map.entry(
            "fake_channel_wise_quantize_dequantize_abs_max",
            operator -> computed(operator, channelAxis(operator), true)),
        Map.entry("fake_quantize_range_abs_max", operator -> recorded(operator, false)),
        Map.entry("fake_quantize_moving_average_abs_max", operator -> recorded(operator, false)),
        Map.entry(
            "fake_quantize_dequantize_moving_average_abs_max",
            operator -> recorded(operator, true)),
        Map.entry("moving_average_abs_max_scale", FakeQuantizationOperators::observe),
        Map.entry("fake_dequantize_max_abs", FakeQuantizationOperators::dequantize),
        Map.entry(
            "fake_channel_wise_dequantize_max_abs", FakeQuantizationOperators::dequantizeChannels),
        // Names that an export for mobile devices gives to the first ones of each family.
        Map.entry("quantize", FakeQuantizationOperators::anyQuantize),
        Map.entry("dequantize", FakeQuantizationOperators::anyDequantize));
  }

  private static void anyQuantize(Operator operator) throws ModelFormatException {
    if (operator.has("InScale")) {
      recorded(operator, false);
    } else {
      computed(
          operator,
          operator.attributes().has("quant_axis") ? channelAxis(operator) : PER_TENSOR,
          false);
    }
  }

  private static void anyDequantize(Operator operator) throws ModelFormatException {
    if (operator.has("Scales")) {
      dequantizeChannels(operator);
    } else {
      dequantize(operator);
    }
  }

  private static int channelAxis(Operator operator) throws ModelFormatException {
    int axis = operator.attributes().integer("quant_axis", 0);
    if (axis < 0) {
      throw operator.error("attribute 'quant_axis' is " + axis);
    }
    return axis;
  }

  private static FakeQuantize op(
      Operator operator, FakeQuantize.Scale scale, int axis, boolean dequantize)
      throws ModelFormatException {
    int bits = bits(operator, operator.attributes().integer("bit_length", 8));
    boolean toEven = roundsToEven(operator, 1);
    return new FakeQuantize(
        scale,
        axis,
        bits,
        toEven ? Rounding.HALF_EVEN : Rounding.HALF_AWAY_FROM_ZERO,
        toEven,
        dequantize);
  }

  /** {@code round_type} 0 is ties to even with the full range; 1 is clipping, then away from 0. */
  static boolean roundsToEven(Operator operator, int absent) throws ModelFormatException {
    int type = operator.attributes().integer("round_type", absent);
    if (type != 0 && type != 1) {
      throw operator.error("attribute 'round_type' is " + type + ": must be 0 or 1");
    }
    return type == 0;
  }

  static int bits(Operator operator, int bits) throws ModelFormatException {
    if (bits < 2 || bits > 16) {
      throw operator.error("a width of " + bits + " bits is not supported");
    }
    return bits;
  }

  private static void computed(Operator operator, int axis, boolean dequantize)
      throws ModelFormatException {
    give(operator, op(operator, FakeQuantize.Scale.ABS_MAX, axis, dequantize), operator.input("X"));
  }

  private static void recorded(Operator operator, boolean dequantize) throws ModelFormatException {
    Tensor threshold = operator.constant("InScale");
    if (threshold.elements() != 1) {
      throw operator.error("input InScale has %d elements".formatted(threshold.elements()));
    }
    Value thresholds = thresholds(operator, operator.variable("InScale"), threshold);
    give(
        operator,
        op(operator, FakeQuantize.Scale.INPUT, PER_TENSOR, dequantize),
        operator.input("X"),
        thresholds);
    for (String variable : operator.outputVariables("OutScale")) {
      operator.alias(variable, thresholds);
    }
  }

  /** The second output of the operation is a variable of the program only if it is computed. */
  private static void give(Operator operator, FakeQuantize op, Value... inputs)
      throws ModelFormatException {
    String out = operator.outputVariable("Out");
    List<String> thresholds = operator.outputVariables("OutScale");
    String second =
        op.scale() == FakeQuantize.Scale.ABS_MAX && thresholds.size() == 1
            ? thresholds.getFirst()
            : operator.newVariable(out);
    operator.giveAll(List.of(out, second), op, List.of(inputs));
  }

  private static void observe(Operator operator) throws ModelFormatException {
    if (!operator.outputVariables("Out").isEmpty()) {
      operator.give("Out", new Identity(), operator.input("X"));
    }
  }

  private static void dequantize(Operator operator) throws ModelFormatException {
    operator.give(
        "Out",
        new FakeDequantize(PER_TENSOR, positive(operator, "max_range"), 1),
        operator.input("X"),
        thresholds(operator, operator.variable("Scale")));
  }

  private static float positive(Operator operator, String attribute) throws ModelFormatException {
    float number = operator.attributes().finite(attribute, 0);
    if (!(number > 0)) {
      throw operator.error("attribute '%s' is %s: must be above 0".formatted(attribute, number));
    }
    return number;
  }

  private static void dequantizeChannels(Operator operator) throws ModelFormatException {
    Attributes attributes = operator.attributes();
    List<String> scales = operator.variables("Scales");
    List<Integer> bits = attributes.integers("quant_bits", List.of(8, 8));
    if (scales.isEmpty() || scales.size() > 2 || bits.size() < scales.size()) {
      throw operator.error(
          "has %d tensors in Scales and quant_bits %s: 1 or 2 are needed"
              .formatted(scales.size(), bits));
    }
    float range = levels(bits(operator, bits.getFirst()));
    if (scales.size() == 1) {
      operator.give(
          "Out",
          new FakeDequantize(channelAxis(operator), range, 1),
          operator.input("X"),
          thresholds(operator, scales.getFirst()));
      return;
    }
    operator.give(
        "Out",
        new FakeDequantize(
            attributes.integer("x_num_col_dims", 1),
            range * levels(bits(operator, bits.get(1))),
            2),
        operator.input("X"),
        thresholds(operator, scales.getFirst()),
        thresholds(operator, scales.getLast()));
  }

  private static float levels(int bits) {
    return (1 << (bits - 1)) - 1;
  }

  private static Value thresholds(Operator operator, String variable) throws ModelFormatException {
    var known = operator.known(variable);
    return known.isPresent()
        ? thresholds(operator, variable, known.get())
        : operator.value(variable);
  }

  /** Known thresholds as a vector; exports give them further dimensions of 1. */
  static Value thresholds(Operator operator, String variable, Tensor known)
      throws ModelFormatException {
    if (!known.dtype().isFloating()) {
      throw operator.error("thresholds '%s' are %s".formatted(variable, known.dtype()));
    }
    operator.examined(known);
    for (int i = 0; i < known.elements(); i++) {
      double threshold = known.element(i);
      if (!(threshold >= 0) || Double.isInfinite(threshold)) {
        throw operator.error("threshold " + threshold + " in '" + variable + "'");
      }
    }
    return known.shape().rank() == 1
        ? operator.value(variable)
        : operator.constant(variable, known.reshape(known.elements()));
  }
}
