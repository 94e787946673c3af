package dev.octet.formats.paddle;

import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.FakeDequantize;
import dev.octet.engine.op.FakeQuantize;
import dev.octet.engine.op.Identity;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Rounding;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Paddle's simulation of quantization in float. What it calls scale is a threshold.
 *
 * <p>Where the threshold is known and there are at most 8 bits, these become {@link Quantize} and
 * {@link Dequantize}, and constant weights become int8; what is wider, or has a threshold that is
 * computed at run time, is simulated. With a recorded threshold, the output {@code OutScale} is
 * that threshold again.
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
    int rank = operator.rank(operator.variable("X")).orElse(Integer.MAX_VALUE);
    if (axis < 0 || axis >= rank) {
      throw operator.error(
          "attribute 'quant_axis' is %d, but '%s' has %s; it must be one of their indices"
              .formatted(
                  axis,
                  operator.variable("X"),
                  rank == Integer.MAX_VALUE ? "axes from 0" : rank + " axes"));
    }
    return axis;
  }

  private static FakeQuantize op(
      Operator operator, FakeQuantize.Scale scale, int axis, boolean dequantize)
      throws ModelFormatException {
    int bits = bits(operator, operator.attributes().integer("bit_length", 8));
    boolean fullRange = roundsToEven(operator, 1);
    boolean toEven =
        fullRange || operator.attributes().flag(LinearQuantizationWriter.TIES_TO_EVEN, false);
    return new FakeQuantize(
        scale,
        axis,
        bits,
        toEven ? Rounding.HALF_EVEN : Rounding.HALF_AWAY_FROM_ZERO,
        fullRange,
        dequantize);
  }

  /** The parameters of one with these thresholds. */
  private static QuantParams params(FakeQuantize op, QuantParams thresholds) {
    QuantParams params = thresholds.withRounding(op.rounding()).withBits(op.bits());
    return op.fullRange() ? params.withFullRange() : params;
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
      throw operator.error("a width of " + bits + " bits is not supported; it must be 2..16");
    }
    return bits;
  }

  private static void computed(Operator operator, int axis, boolean dequantize)
      throws ModelFormatException {
    FakeQuantize op = op(operator, FakeQuantize.Scale.ABS_MAX, axis, dequantize);
    Optional<Tensor> known = operator.known(operator.variable("X"));
    if (known.isPresent() && known.get().dtype().isFloating() && op.bits() <= 8) {
      Tensor weights = operator.examined(known.get());
      float[] thresholds = WeightIntegers.thresholds(weights, axis);
      Optional<QuantParams> params = WeightIntegers.params(thresholds, axis);
      if (params.isEmpty()) {
        throw operator.error(
            "weights '%s' hold NaN or infinite numbers, which cannot be quantized"
                .formatted(operator.variable("X")));
      }
      give(operator, weights, params(op, params.get()), dequantize);
      for (String variable : operator.outputVariables("OutScale")) {
        operator.define(variable, Tensor.of(thresholds, thresholds.length));
      }
      return;
    }
    give(operator, op, operator.input("X"));
  }

  /** Weights are quantized here and now. */
  private static void give(
      Operator operator, Tensor weights, QuantParams params, boolean dequantize)
      throws ModelFormatException {
    Tensor bytes = WeightIntegers.quantize(operator.examined(weights), params);
    if (dequantize) {
      Value constant = operator.constant(operator.variable("X"), bytes);
      operator.give("Out", new Dequantize(params), constant);
    } else {
      operator.giveIntegers("Out", bytes, params);
    }
  }

  private static void recorded(Operator operator, boolean dequantize) throws ModelFormatException {
    String variable = operator.variable("InScale");
    Tensor tensor = operator.threshold(variable);
    if (tensor.elements() != 1) {
      throw operator.error(
          "input InScale is '%s' of %d elements; one threshold is needed"
              .formatted(variable, tensor.elements()));
    }
    FakeQuantize op = op(operator, FakeQuantize.Scale.INPUT, PER_TENSOR, dequantize);
    float threshold = (float) tensor.element(0);
    operator.requireOneThreshold(operator.input("X"), QuantParams.perTensor(threshold));
    if (op.bits() > 8 || threshold <= LinearQuantizationOperators.SMALL) {
      give(operator, op, operator.input("X"), vector(operator, variable, tensor));
    } else {
      QuantParams params = params(op, QuantParams.perTensor(threshold));
      if (dequantize) {
        Value integers = operator.step(new Quantize(params), operator.input("X"));
        operator.give("Out", new Dequantize(params), integers);
      } else {
        operator.giveIntegers("Out", new Quantize(params), operator.input("X"));
      }
    }
    for (String output : operator.outputVariables("OutScale")) {
      if (!output.equals(variable)) {
        operator.define(output, tensor);
      }
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
    float range = positive(operator, "max_range");
    String variable = operator.variable("Scale");
    Optional<Tensor> known = operator.known(variable);
    int bits = operator.meaning(operator.variable("X")).map(QuantParams::bits).orElse(8);
    if (known.isPresent() && known.get().elements() == 1 && range == levels(bits)) {
      float threshold = (float) operator.threshold(variable).element(0);
      QuantParams params = QuantParams.perTensor(threshold).withBits(bits).withFullRange();
      if (giveIntegersReal(operator, params)) {
        return;
      }
    }
    operator.give(
        "Out",
        new FakeDequantize(PER_TENSOR, range, 1),
        operator.input("X"),
        thresholds(operator, variable));
  }

  private static boolean giveIntegersReal(Operator operator, QuantParams params)
      throws ModelFormatException {
    Optional<Value> bytes = operator.bytes("X", params);
    if (bytes.isPresent()) {
      operator.give("Out", new Dequantize(params), bytes.get());
    }
    return bytes.isPresent();
  }

  static float positive(Operator operator, String attribute) throws ModelFormatException {
    float number = operator.attributes().finite(attribute, 0);
    if (!(number > 0)) {
      throw operator.error(
          "attribute '%s' is %s: must be above 0, the product of the levels over the threshold"
              .formatted(attribute, number));
    }
    return number;
  }

  /** The widths of as many factors. */
  static List<Integer> quantBits(Operator operator, int count) throws ModelFormatException {
    List<Integer> bits = operator.attributes().integers("quant_bits", List.of(8, 8));
    if (bits.size() < count) {
      throw operator.error(
          "attribute 'quant_bits' is %s: %d widths are needed".formatted(bits, count));
    }
    for (int width : bits) {
      bits(operator, width);
    }
    return bits.subList(0, count);
  }

  private static void dequantizeChannels(Operator operator) throws ModelFormatException {
    List<String> scales = operator.variables("Scales");
    if (scales.isEmpty() || scales.size() > 2) {
      throw operator.error("has %d tensors in Scales: 1 or 2 are needed".formatted(scales.size()));
    }
    List<Integer> bits = quantBits(operator, scales.size());
    float range = levels(bits.getFirst());
    if (scales.size() == 1) {
      dequantizeChannels(operator, scales.getFirst(), bits.getFirst());
      return;
    }
    operator.give(
        "Out",
        new FakeDequantize(
            operator.attributes().integer("x_num_col_dims", 1), range * levels(bits.get(1)), 2),
        operator.input("X"),
        thresholds(operator, scales.getFirst()),
        thresholds(operator, scales.getLast()));
  }

  private static void dequantizeChannels(Operator operator, String scale, int bits)
      throws ModelFormatException {
    int axis = channelAxis(operator);
    Optional<Tensor> thresholds = operator.known(scale);
    Optional<Tensor> weights = operator.known(operator.variable("X"));
    if (thresholds.isPresent() && weights.isPresent()) {
      Tensor tensor = operator.threshold(scale);
      float[] elements = new float[tensor.elements()];
      for (int i = 0; i < elements.length; i++) {
        elements[i] = Math.max((float) tensor.element(i), WeightIntegers.OF_ZEROS);
      }
      if (weights.get().shape().dim(axis) != elements.length) {
        throw operator.error(
            "%d thresholds in '%s' do not fit '%s' of shape %s; axis %d needs %d"
                .formatted(
                    elements.length,
                    scale,
                    operator.variable("X"),
                    weights.get().shape(),
                    axis,
                    weights.get().shape().dim(axis)));
      }
      QuantParams params = QuantParams.perAxis(axis, elements).withBits(bits).withFullRange();
      if (giveIntegersReal(operator, params)) {
        return;
      }
    }
    operator.give(
        "Out",
        new FakeDequantize(axis, levels(bits), 1),
        operator.input("X"),
        thresholds(operator, scale));
  }

  private static float levels(int bits) {
    return (1 << (bits - 1)) - 1;
  }

  private static Value thresholds(Operator operator, String variable) throws ModelFormatException {
    var known = operator.known(variable);
    return known.isPresent()
        ? vector(operator, variable, operator.requireThresholds(variable, known.get()))
        : operator.value(variable);
  }

  /** Known thresholds as a vector; exports give them further dimensions of 1. */
  private static Value vector(Operator operator, String variable, Tensor known)
      throws ModelFormatException {
    return known.shape().rank() == 1
        ? operator.value(variable)
        : operator.constant(variable, known.reshape(known.elements()));
  }
}
