package dev.octet.formats.paddle;

import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import dev.octet.formats.paddle.proto.AttributeProto;
import dev.octet.formats.paddle.proto.OperatorProto;
import dev.octet.formats.paddle.proto.SlotProto;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Weights stored as int8 or int16 under operators with an attribute {@code NAME_quant_scale}: the
 * real weight is integer times scale. The scales are divided already (abs-max/127 or /32767),
 * unlike the thresholds of all other encodings.
 *
 * <p>Written by PaddleSlim's {@code quant_post_dynamic}, Paddle's {@code WeightQuantization} and
 * Paddle Lite's {@code opt}. Weights that only convolutions and matrix products read stay integers;
 * others, such as biases and embeddings, become float32.
 *
 * @param tensors the parameters, each converted once, whoever reads it
 * @param integers what the integers of those stand for that stay integers
 */
record WeightOnlyQuantization(Map<String, Tensor> tensors, Map<String, QuantParams> integers) {
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

  /** The slot of the weights of an operator that can keep integers. */
  private static final Map<String, String> WEIGHTS =
      Map.of(
          "conv2d", "Filter",
          "depthwise_conv2d", "Filter",
          "conv2d_transpose", "Filter",
          "depthwise_conv2d_transpose", "Filter",
          "mul", "Y",
          "matmul", "Y",
          "matmul_v2", "Y",
          "fc", "W");

  /** What stands for the scale of zeros, which is 0, or 0/0 in some exports. */
  private static final double SCALE_OF_ZEROS = 1e-8;

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

  static WeightOnlyQuantization of(Program program, Map<String, Tensor> parameters)
      throws ModelFormatException {
    Map<String, Tensor> tensors = new HashMap<>(parameters);
    Map<String, QuantParams> integers = new HashMap<>();
    Set<String> elsewhere = readElsewhere(program);
    for (int i = 0; i < program.operators().size(); i++) {
      OperatorProto operator = program.operators().get(i);
      if (isUsedBy(operator)) {
        var place = new OperatorPlace(program.file(), i, operator.getType());
        var attributes = new Attributes(place, operator);
        for (SlotProto slot : operator.getInputsList()) {
          for (String name : slot.getVariablesList()) {
            Tensor tensor = tensors.get(name);
            boolean open =
                tensor != null
                    && (tensor.dtype() == DType.INT8 || tensor.dtype() == DType.INT16)
                    && !integers.containsKey(name)
                    && attributes.has(name + SUFFIX);
            if (open) {
              double[] scales = scales(attributes, name);
              int axis = axis(place, name, tensor, scales.length);
              int rank = place.type().contains("conv2d") ? 4 : 2;
              boolean kept = tensor.shape().rank() == rank && !elsewhere.contains(name);
              if (kept && areScales(scales)) {
                tensors.put(name, withoutUndefined(tensor, axis, scales));
                integers.put(name, params(tensor, axis, scales));
              } else {
                tensors.put(name, dequantized(tensor, axis, scales));
              }
            }
          }
        }
      }
    }
    return new WeightOnlyQuantization(tensors, integers);
  }

  /** The variables that are more than weights of convolutions and matrix products. */
  private static Set<String> readElsewhere(Program program) {
    Set<String> names = new HashSet<>();
    for (OperatorProto operator : program.operators()) {
      String weights = WEIGHTS.getOrDefault(operator.getType(), "");
      for (SlotProto slot : operator.getInputsList()) {
        if (!slot.getParameter().equals(weights) || isPadded(operator)) {
          names.addAll(slot.getVariablesList());
        }
      }
      operator.getOutputsList().forEach(slot -> names.addAll(slot.getVariablesList()));
    }
    return names;
  }

  private static boolean isPadded(OperatorProto operator) {
    return operator.getAttributesList().stream()
        .anyMatch(attribute -> attribute.getName().equals("padding_weights"));
  }

  private static double[] scales(Attributes attributes, String name) throws ModelFormatException {
    return attributes.numbers(name + SUFFIX, List.of()).stream()
        .mapToDouble(Double::floatValue)
        .toArray();
  }

  /** Whether integers can keep these scales: none is negative or out of the range of float32. */
  private static boolean areScales(double[] scales) {
    return scales.length > 0
        && Arrays.stream(scales).allMatch(it -> isUndefined(it) || it > 1e-30 && it < 1e30);
  }

  private static boolean isUndefined(double scale) {
    return scale == 0 || Double.isNaN(scale);
  }

  private static QuantParams params(Tensor tensor, int axis, double[] scales) {
    double[] defined =
        Arrays.stream(scales).map(it -> isUndefined(it) ? SCALE_OF_ZEROS : it).toArray();
    return QuantParams.ofScales(axis, tensor.dtype() == DType.INT8 ? 8 : 16, defined);
  }

  /** The integers with zeros where the scale says nothing. */
  private static Tensor withoutUndefined(Tensor tensor, int axis, double[] scales) {
    if (Arrays.stream(scales).noneMatch(WeightOnlyQuantization::isUndefined)) {
      return tensor;
    }
    short[] data = new short[tensor.elements()];
    byte[] narrow = new byte[tensor.elements()];
    for (int i = 0; i < data.length; i++) {
      boolean zero = isUndefined(scales[channel(tensor, axis, scales.length, i)]);
      data[i] = zero ? 0 : (short) tensor.element(i);
      narrow[i] = (byte) data[i];
    }
    MemorySegment segment =
        tensor.dtype() == DType.INT8 ? MemorySegment.ofArray(narrow) : MemorySegment.ofArray(data);
    return Tensor.of(tensor.dtype(), tensor.shape(), segment);
  }

  private static Tensor dequantized(Tensor tensor, int axis, double[] scales) {
    float[] data = new float[tensor.elements()];
    for (int i = 0; i < data.length; i++) {
      double scale = scales[channel(tensor, axis, scales.length, i)];
      data[i] = Double.isFinite(scale) ? (float) (tensor.element(i) * scale) : 0;
    }
    return Tensor.of(data, tensor.shape().toArray());
  }

  private static int channel(Tensor tensor, int axis, int count, int element) {
    return axis < 0
        ? 0
        : element / tensor.shape().elements(axis + 1, tensor.shape().rank()) % count;
  }

  private static int axis(OperatorPlace place, String name, Tensor tensor, int scales)
      throws ModelFormatException {
    if (scales == 1) {
      return QuantParams.PER_TENSOR;
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
