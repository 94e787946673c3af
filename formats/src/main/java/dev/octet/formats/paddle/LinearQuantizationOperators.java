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
import java.util.function.UnaryOperator;

/**
 * {@code quantize_linear} and {@code dequantize_linear}. What they call scale is a threshold. Up to
 * 8 bits they become {@link Quantize} and {@link Dequantize}; wider ones are simulated in float.
 */
final class LinearQuantizationOperators {
  /** Up to here, Paddle quantizes as if {@link #ADDED_TO_SMALL} were added to the threshold. */
  static final float SMALL = 1e-30f;

  private static final float ADDED_TO_SMALL = 1e-6f;

  private static final int INT8 = ElementType.INT8.number();

  private LinearQuantizationOperators() {}

  static Map<String, OperatorMapping> mappings() {
    return Map.of(
        "quantize_linear", LinearQuantizationOperators::quantize,
        "dequantize_linear", LinearQuantizationOperators::dequantize);
  }

  private static void quantize(Operator operator) throws ModelFormatException {
    if (operator.attributes().flag("only_observer", false)) {
      operator.give("Y", new Identity(), operator.input("X"));
      return;
    }
    QuantParams params =
        params(operator, threshold -> threshold <= SMALL ? threshold + ADDED_TO_SMALL : threshold);
    Optional<Tensor> known = operator.known(operator.variable("X"));
    if (params.bits() <= 8 && known.isPresent() && known.get().dtype().isFloating()) {
      Tensor weights = operator.examined(known.get());
      operator.requireOneThreshold(new Value(operator.variable("X")), params);
      operator.giveIntegers("Y", WeightIntegers.quantize(weights, params), params);
      return;
    }
    operator.requireOneThreshold(operator.input("X"), params);
    if (params.bits() <= 8) {
      operator.giveIntegers("Y", new Quantize(params), operator.input("X"));
      return;
    }
    String out = operator.outputVariable("Y");
    boolean toEven = params.rounding() == Rounding.HALF_EVEN;
    operator.giveAll(
        List.of(out, operator.newVariable(out)),
        new FakeQuantize(
            FakeQuantize.Scale.INPUT,
            params.axis(),
            params.bits(),
            params.rounding(),
            toEven,
            false),
        List.of(operator.input("X"), thresholds(operator, params)));
  }

  private static void dequantize(Operator operator) throws ModelFormatException {
    if (operator.attributes().flag("only_observer", false)) {
      operator.give("Y", new Identity(), operator.input("X"));
      return;
    }
    // With a threshold of 0 every integer means 0; the parameters have to be positive.
    QuantParams params = params(operator, threshold -> threshold == 0 ? SMALL : threshold);
    String variable = operator.variable("X");
    Optional<Tensor> known = operator.known(variable);
    // What the integers were clamped to does not matter to what they stand for.
    Optional<Value> bytes = operator.bytes("X", params.withFullRange());
    if (bytes.isPresent()) {
      operator.give("Y", new Dequantize(params), bytes.get());
    } else if (known.isEmpty() && operator.elementType(variable) == INT8) {
      operator.give("Y", new Dequantize(params), operator.input("X"));
    } else {
      Value held =
          known.isPresent() && !known.get().dtype().isFloating()
              ? operator.constant(variable, HeldIntegers.asFloats(known.get()))
              : operator.input("X");
      operator.give(
          "Y",
          new FakeDequantize(params.axis(), params.levels(), 1),
          held,
          thresholds(operator, params));
    }
  }

  private static Value thresholds(Operator operator, QuantParams params)
      throws ModelFormatException {
    float[] thresholds = new float[params.count()];
    for (int i = 0; i < thresholds.length; i++) {
      thresholds[i] = params.threshold(i);
    }
    return operator.constant(operator.variable("Scale"), Tensor.of(thresholds, thresholds.length));
  }

  private static QuantParams params(Operator operator, UnaryOperator<Float> positive)
      throws ModelFormatException {
    requireZeros(operator);
    int bits =
        FakeQuantizationOperators.bits(operator, operator.attributes().integer("bit_length", 8));
    boolean toEven =
        FakeQuantizationOperators.roundsToEven(operator, 0)
            || operator.attributes().flag(LinearQuantizationWriter.TIES_TO_EVEN, false);
    float[] thresholds = thresholds(operator, positive);
    requireAxis(operator);
    QuantParams params =
        thresholds.length == 1
            ? QuantParams.perTensor(thresholds[0])
            : QuantParams.perAxis(axis(operator, thresholds.length), thresholds);
    params =
        params
            .withRounding(toEven ? Rounding.HALF_EVEN : Rounding.HALF_AWAY_FROM_ZERO)
            .withBits(bits);
    int symmetric = -params.levels();
    int low = operator.attributes().integer("qmin", toEven ? symmetric - 1 : symmetric);
    if (low != symmetric && low != symmetric - 1
        || operator.attributes().integer("qmax", params.levels()) != params.levels()) {
      throw operator.error("attributes 'qmin' and 'qmax' do not fit %d bits".formatted(bits));
    }
    // With round_type 1 values are clipped to the threshold first, whatever qmin is.
    return toEven && low < symmetric ? params.withFullRange() : params;
  }

  private static float[] thresholds(Operator operator, UnaryOperator<Float> positive)
      throws ModelFormatException {
    Tensor scale = operator.threshold(operator.variable("Scale"));
    float[] thresholds = new float[scale.elements()];
    for (int i = 0; i < thresholds.length; i++) {
      thresholds[i] = positive.apply((float) scale.element(i));
    }
    return thresholds;
  }

  private static void requireZeros(Operator operator) throws ModelFormatException {
    if (!operator.has("ZeroPoint")) {
      return;
    }
    Tensor zeroPoint = operator.examined(operator.constant("ZeroPoint"));
    for (int i = 0; i < zeroPoint.elements(); i++) {
      if (zeroPoint.element(i) != 0) {
        throw operator.error(
            "zero point %s in '%s': only symmetric quantization is supported"
                .formatted(zeroPoint.element(i), operator.variable("ZeroPoint")));
      }
    }
  }

  /**
   * Requires an axis that Paddle takes, whether or not it matters. One threshold is for the whole
   * of a tensor.
   */
  private static void requireAxis(Operator operator) throws ModelFormatException {
    int axis = operator.attributes().integer("quant_axis", 0);
    if (axis < -1 || axis > 1) {
      throw operator.error("attribute 'quant_axis' is %d: must be -1, 0 or 1".formatted(axis));
    }
  }

  /** The axis that has as many elements: the stated one, or the other of the first two. */
  private static int axis(Operator operator, int count) throws ModelFormatException {
    int stated = operator.attributes().integer("quant_axis", 0);
    Optional<Tensor> known = operator.known(operator.variable("X"));
    if (known.isEmpty()) {
      if (stated < 0) {
        throw operator.error("%d thresholds for the whole of a tensor".formatted(count));
      }
      return stated;
    }
    int rank = known.get().shape().rank();
    int first = stated < 0 ? 0 : stated;
    for (int axis : new int[] {first, first == 1 ? 0 : 1}) {
      if (axis < rank && known.get().shape().dim(axis) == count) {
        return axis;
      }
    }
    throw operator.error(
        "%d thresholds do not fit '%s' of shape %s on axis %d"
            .formatted(count, operator.variable("X"), known.get().shape(), stated));
  }
}
