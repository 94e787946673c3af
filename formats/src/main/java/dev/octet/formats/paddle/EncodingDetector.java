package dev.octet.formats.paddle;

import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.paddle.proto.OperatorProto;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** Recognises how a program holds quantization by its operators and the type of its weights. */
final class EncodingDetector {
  private static final Pattern FROZEN =
      Pattern.compile(
          "fake_(channel_wise_)?dequantize_max_abs"
              + "|fake_quantize_(abs_max|range_abs_max|moving_average_abs_max)"
              + "|fake_channel_wise_quantize_abs_max|quantize|dequantize");

  private EncodingDetector() {}

  static PaddleEncoding detect(Program program, Parameters parameters) {
    Set<String> types = new HashSet<>();
    boolean weightOnly = false;
    for (OperatorProto operator : program.operators()) {
      types.add(operator.getType());
      weightOnly |= WeightOnlyQuantization.isUsedBy(operator) && hasIntegers(operator, parameters);
    }
    if (types.contains("quantize_linear") || types.contains("dequantize_linear")) {
      return linear(program, parameters);
    }
    if (types.stream().anyMatch(type -> FROZEN.matcher(type).matches())) {
      return PaddleEncoding.FROZEN_V1;
    }
    if (types.stream().anyMatch(type -> type.startsWith("fake_") && type.contains("dequantize"))) {
      return PaddleEncoding.FAKE_QDQ;
    }
    if (program.operators().stream().anyMatch(EncodingDetector::runsOnBytes)) {
      return PaddleEncoding.LITE_INT8;
    }
    if (weightOnly) {
      return PaddleEncoding.WEIGHT_ONLY;
    }
    return ThresholdLayers.of(program).isEmpty() ? PaddleEncoding.FLOAT : PaddleEncoding.THRESHOLDS;
  }

  /** Whether it is a quantized operator of Paddle Lite. */
  static boolean runsOnBytes(OperatorProto operator) {
    return operator.getAttributesList().stream()
        .anyMatch(attr -> attr.getName().equals("enable_int8") && attr.getBoolValue());
  }

  /** Test models of weight-only quantization keep its attributes over real numbers. */
  private static boolean hasIntegers(OperatorProto operator, Parameters parameters) {
    return operator.getInputsList().stream()
        .flatMap(slot -> slot.getVariablesList().stream())
        .map(parameters.tensors()::get)
        .anyMatch(tensor -> tensor != null && !tensor.dtype().isFloating());
  }

  private static PaddleEncoding linear(Program program, Parameters parameters) {
    Set<String> dequantized = new HashSet<>();
    for (OperatorProto operator : program.operators()) {
      if (operator.getType().equals("dequantize_linear")) {
        operator.getInputsList().stream()
            .filter(slot -> slot.getParameter().equals("X"))
            .forEach(slot -> dequantized.addAll(slot.getVariablesList()));
      }
    }
    boolean integers = false;
    for (String name : dequantized) {
      Tensor weights = parameters.tensors().get(name);
      if (weights != null && !weights.dtype().isFloating()) {
        return PaddleEncoding.QDQ_INT8;
      }
      integers |= weights != null && HeldIntegers.asBytes(weights).isPresent();
    }
    return integers ? PaddleEncoding.QDQ_FP32_INTEGERS : PaddleEncoding.QDQ_FLOAT_WEIGHTS;
  }
}
