package dev.octet.formats.paddle;

import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import dev.octet.formats.paddle.proto.AttributeProto;
import dev.octet.formats.paddle.proto.OperatorProto;
import dev.octet.formats.paddle.proto.SlotProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Weights stored as int8 or int16 under operators with an attribute {@code NAME_quant_scale}: the
 * real weight is integer times scale. The scales are divided already (abs-max/127 or /32767),
 * unlike the thresholds of all other encodings.
 *
 * <p>Written by PaddleSlim's {@code quant_post_dynamic}, Paddle's {@code WeightQuantization} and
 * Paddle Lite's {@code opt}.
 */
final class WeightOnlyQuantization {
  static final String SUFFIX = "_quant_scale";
  private static final Set<String> COLUMN_WISE =
      Set.of(
          "mul",
          "matmul",
          "matmul_v2",
          "fc",
          "lookup_table",
          "lookup_table_v2",
          "conv2d_transpose",
          "depthwise_conv2d_transpose");

  private WeightOnlyQuantization() {}

  /** Whether the operator has weights of this kind. */
  static boolean isUsedBy(OperatorProto operator) {
    for (AttributeProto attribute : operator.getAttributesList()) {
      if (attribute.getName().equals("quantize_weight_bits")
          || attribute.getName().equals("quantization_type")
              && attribute.getStringValue().toStringUtf8().startsWith("post_weight")) {
        return true;
      }
    }
    return false;
  }

  /** The parameters with such weights as float32; each is converted once, whoever reads it. */
  static Map<String, Tensor> dequantize(Program program, Map<String, Tensor> parameters)
      throws ModelFormatException {
    Map<String, Tensor> result = new HashMap<>(parameters);
    for (int i = 0; i < program.operators().size(); i++) {
      OperatorProto operator = program.operators().get(i);
      if (isUsedBy(operator)) {
        var place = new OperatorPlace(program.file(), i, operator.getType());
        var attributes = new Attributes(place, operator);
        for (SlotProto slot : operator.getInputsList()) {
          for (String name : slot.getVariablesList()) {
            dequantize(place, attributes, name, result);
          }
        }
      }
    }
    return result;
  }

  private static void dequantize(
      OperatorPlace place, Attributes attributes, String name, Map<String, Tensor> tensors)
      throws ModelFormatException {
    Tensor tensor = tensors.get(name);
    boolean integers =
        tensor != null && (tensor.dtype() == DType.INT8 || tensor.dtype() == DType.INT16);
    if (!integers || !attributes.has(name + SUFFIX)) {
      return;
    }
    List<Double> scales = attributes.numbers(name + SUFFIX, List.of());
    int axis = axis(place, name, tensor, scales.size());
    int inner = axis < 0 ? 1 : tensor.shape().elements(axis + 1, tensor.shape().rank());
    float[] data = new float[tensor.elements()];
    for (int i = 0; i < data.length; i++) {
      float scale = scales.get(axis < 0 ? 0 : i / inner % scales.size()).floatValue();
      // A channel of zeros has the scale 0/0 in some exports.
      data[i] = Float.isFinite(scale) ? (float) tensor.element(i) * scale : 0;
    }
    tensors.put(name, Tensor.of(data, tensor.shape().toArray()));
  }

  private static int axis(OperatorPlace place, String name, Tensor tensor, int scales)
      throws ModelFormatException {
    if (scales == 1) {
      return -1;
    }
    int rank = tensor.shape().rank();
    int usual = COLUMN_WISE.contains(place.type()) && rank > 1 ? 1 : 0;
    for (int axis : new int[] {usual, 1 - usual}) {
      if (axis < rank && tensor.shape().dim(axis) == scales) {
        return axis;
      }
    }
    throw place.error(
        "%d weight scales do not fit '%s' of shape %s".formatted(scales, name, tensor.shape()));
  }
}
