package dev.octet.formats.paddle;

import dev.octet.formats.ModelFormatException;
import dev.octet.formats.paddle.proto.OperatorProto;
import java.util.Map;
import java.util.Optional;

/** The slots of an operator that multiplies by weights. */
record LinearSlots(String data, String weights, String output) {
  private static final LinearSlots CONVOLUTION = new LinearSlots("Input", "Filter", "Output");
  private static final LinearSlots PRODUCT = new LinearSlots("X", "Y", "Out");
  private static final Map<String, LinearSlots> BY_TYPE =
      Map.ofEntries(
          Map.entry("conv2d", CONVOLUTION),
          Map.entry("depthwise_conv2d", CONVOLUTION),
          Map.entry("fused_conv2d", CONVOLUTION),
          Map.entry("conv2d_transpose", CONVOLUTION),
          Map.entry("depthwise_conv2d_transpose", CONVOLUTION),
          Map.entry("mul", PRODUCT),
          Map.entry("matmul", PRODUCT),
          Map.entry("matmul_v2", PRODUCT),
          Map.entry("fc", new LinearSlots("Input", "W", "Out")));

  /** Those of a type of operator, if it is one of these. */
  static Optional<LinearSlots> of(String type) {
    return Optional.ofNullable(BY_TYPE.get(type));
  }

  /** The axis of the weights that runs along the output channels. */
  static int channelAxis(Operator operator) throws ModelFormatException {
    return switch (operator.type()) {
      case "conv2d", "depthwise_conv2d", "fused_conv2d" -> 0;
      case "matmul" -> operator.attributes().flag("transpose_Y", false) ? 0 : 1;
      case "matmul_v2" -> operator.attributes().flag("trans_y", false) ? 0 : 1;
      default -> 1;
    };
  }

  /** The operator with other variables for its data and its weights. */
  OperatorProto reading(OperatorProto operator, String newData, String newWeights) {
    OperatorProto.Builder changed = operator.toBuilder();
    for (int i = 0; i < operator.getInputsCount(); i++) {
      String slot = operator.getInputs(i).getParameter();
      if (slot.equals(data) || slot.equals(weights)) {
        changed
            .getInputsBuilder(i)
            .clearVariables()
            .addVariables(slot.equals(data) ? newData : newWeights);
      }
    }
    return changed.build();
  }

  /** The operator with another variable for its result. */
  OperatorProto giving(OperatorProto operator, String newOutput) {
    OperatorProto.Builder changed = operator.toBuilder();
    for (int i = 0; i < operator.getOutputsCount(); i++) {
      if (operator.getOutputs(i).getParameter().equals(output)) {
        changed.getOutputsBuilder(i).clearVariables().addVariables(newOutput);
      }
    }
    return changed.build();
  }
}
