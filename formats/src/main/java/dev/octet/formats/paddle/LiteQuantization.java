package dev.octet.formats.paddle;

import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.Op;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Rounding;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import java.util.List;
import java.util.Optional;

/**
 * Operators of Paddle Lite with {@code enable_int8}: the weights are int8, the scales are in
 * attributes named after the slots, and are divided already (threshold/127). Paddle Lite rounds
 * ties away from zero and clamps to -127..127.
 */
final class LiteQuantization {
  /** The attribute that says which kernel was chosen, as {@code type/alias/target/…}. */
  static final String KERNEL = "__@kernel_type_attr@__";

  private LiteQuantization() {}

  static boolean isUsedBy(Operator operator) throws ModelFormatException {
    return operator.attributes().flag("enable_int8", false);
  }

  /** The input of an operator, on the grid of its scale if the operator is quantized. */
  static Value input(Operator operator, String slot) throws ModelFormatException {
    Value value = operator.input(slot);
    return isUsedBy(operator)
        ? operator.rounded(value, activation(operator, slot + "0_scale"))
        : value;
  }

  /**
   * The weights of an operator, dequantized if it is quantized.
   *
   * @param axis along which scales run if there are several
   */
  static Value weights(Operator operator, String slot, int rank, int axis)
      throws ModelFormatException {
    if (!isUsedBy(operator)) {
      return operator.weights(slot, rank);
    }
    String variable = operator.variable(slot);
    Tensor tensor = operator.constant(slot);
    QuantParams params = params(operator, slot, tensor, axis);
    Value bytes =
        operator
            .bytes(slot, params)
            .orElseThrow(
                () ->
                    operator.error(
                        "is to run on int8, but its weights '%s' are %s"
                            .formatted(variable, tensor.dtype())));
    return operator.step(new Dequantize(params), bytes);
  }

  private static QuantParams params(Operator operator, String slot, Tensor tensor, int axis)
      throws ModelFormatException {
    List<Double> scales = scales(operator, slot + "0_scale");
    float[] thresholds = new float[scales.size()];
    for (int i = 0; i < thresholds.length; i++) {
      thresholds[i] = threshold(scales.get(i));
    }
    if (thresholds.length == 1) {
      return QuantParams.perTensor(thresholds[0]);
    }
    int groups = operator.attributes().integer("groups", 1);
    if (operator.type().endsWith("transpose")
        && groups > 1
        && tensor.shape().dim(0) % groups == 0
        && thresholds.length == tensor.shape().dim(1) * (long) groups) {
      Optional<QuantParams> grouped =
          new GroupedChannels(tensor.shape(), groups).alongAxis(thresholds);
      if (grouped.isPresent()) {
        return grouped.get();
      }
    }
    if (axis >= tensor.shape().rank() || tensor.shape().dim(axis) != thresholds.length) {
      throw operator.error(
          "%d weight scales do not fit '%s' of shape %s"
              .formatted(thresholds.length, operator.variable(slot), tensor.shape()));
    }
    return QuantParams.perAxis(axis, thresholds);
  }

  /** Gives an output slot; on the grid of its scale if the kernel's output is int8. */
  static void give(Operator operator, String slot, Op op, List<Value> inputs)
      throws ModelFormatException {
    operator.give(slot, op, inputs);
    String kernel = operator.attributes().text(KERNEL, "");
    String attribute = slot + "0_scale";
    if (isUsedBy(operator)
        && (kernel.contains("/int8_out/") || kernel.contains("/int8out/"))
        && operator.attributes().has(attribute)) {
      String variable = operator.outputVariable(slot);
      operator.alias(
          variable, operator.rounded(operator.value(variable), activation(operator, attribute)));
    }
  }

  /** The parameters of an activation by its only scale. */
  static QuantParams activation(Operator operator, String attribute) throws ModelFormatException {
    List<Double> scales = scales(operator, attribute);
    if (scales.size() != 1) {
      throw operator.error(
          "attribute '%s' has %d scales instead of one".formatted(attribute, scales.size()));
    }
    return QuantParams.perTensor(threshold(scales.getFirst()))
        .withRounding(Rounding.HALF_AWAY_FROM_ZERO);
  }

  private static List<Double> scales(Operator operator, String attribute)
      throws ModelFormatException {
    List<Double> scales = operator.attributes().numbers(attribute, List.of());
    if (scales.isEmpty()) {
      throw operator.error("is to run on int8, but attribute '" + attribute + "' is missing");
    }
    for (double scale : scales) {
      if (!(scale >= 0) || scale > Float.MAX_VALUE / 127) {
        throw operator.error("attribute '%s' holds the scale %s".formatted(attribute, scale));
      }
    }
    return scales;
  }

  /** With a scale of 0 every integer means 0; the parameters have to be positive. */
  private static float threshold(double scale) {
    return Math.max((float) scale * 127, Float.MIN_NORMAL);
  }
}
