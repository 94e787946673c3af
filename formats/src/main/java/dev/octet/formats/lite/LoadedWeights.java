package dev.octet.formats.lite;

import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.paddle.proto.AttributeProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Brings integer weights of operators that compute on real numbers into the form from which Paddle
 * Lite makes real numbers when it loads a model: a scale for each output channel on one of the
 * readers. It does so for some types of operators; weights of others become real numbers here.
 *
 * <p>Statically quantized operators for which the target has no int8 kernel become such operators.
 *
 * @param remarks receives what a user should know
 */
record LoadedWeights(LiteTarget target, List<String> remarks) implements ProgramPass {
  static final String SUFFIX = "_quant_scale";
  private static final Map<String, String> SLOTS =
      Map.of(
          "conv2d", "Filter",
          "depthwise_conv2d", "Filter",
          "conv2d_transpose", "Filter",
          "depthwise_conv2d_transpose", "Filter",
          "fc", "W",
          "mul", "Y",
          "matmul", "Y",
          "matmul_v2", "Y");
  private static final Set<String> LOADED = Set.of("conv2d", "depthwise_conv2d", "fc", "mul");

  @Override
  public void apply(ProgramDraft draft) {
    int real = 0;
    for (Operation operation : draft.snapshot()) {
      if (operation.flag("enable_int8")
          && LiteKernels.findInt8(operation.type(), target, false).isEmpty()) {
        computeOnReals(operation);
        real++;
      }
    }
    if (real > 0) {
      remarks.add(
          ("Paddle Lite 2.10 has no int8 kernels on %s for %d quantized operators: their weights"
                  + " stay int8, they compute on float32")
              .formatted(target.name().toLowerCase(Locale.ROOT), real));
    }
    for (Operation operation : draft.snapshot()) {
      String slot = SLOTS.get(operation.type());
      if (slot != null) {
        load(draft, operation, operation.input(slot));
      }
    }
  }

  /** Keeps the scales of the weights and forgets that of the activation. */
  private static void computeOnReals(Operation operation) {
    String slot = SLOTS.getOrDefault(operation.type(), "");
    AttributeProto scales = operation.attributes().get(slot + "0_scale");
    for (String name : List.of("enable_int8", "bit_length", "X0_scale", "Input0_scale")) {
      operation.attributes().remove(name);
    }
    operation.attributes().keySet().removeAll(List.of("Filter0_scale", "W0_scale", "Y0_scale"));
    if (scales != null) {
      String name = operation.input(slot) + SUFFIX;
      operation.attributes().put(name, scales.toBuilder().setName(name).build());
      operation.set("quantization_type", "post_weight_channel_wise_abs_max");
      operation.set("quantize_weight_bits", 8);
    }
  }

  private static void load(ProgramDraft draft, Operation operation, String weights) {
    AttributeProto scales = operation.attributes().get(weights + SUFFIX);
    Tensor tensor = draft.tensors().get(weights);
    if (scales == null
        || scales.getFloatsCount() == 0
        || tensor == null
        || tensor.shape().rank() < 2
        || tensor.dtype() != DType.INT8 && tensor.dtype() != DType.INT16) {
      return;
    }
    List<Operation> readers = draft.readers(weights);
    int axis = axis(operation, tensor, scales.getFloatsCount());
    float[] all = expanded(scales, tensor.shape().dim(axis));
    for (Operation reader : readers) {
      if (reader != operation) {
        reader.attributes().remove(weights + SUFFIX);
      }
    }
    if (readers.stream().allMatch(reader -> reader.is(LOADED.toArray(String[]::new)))
        && axis == (operation.is("fc", "mul") ? 1 : 0)) {
      operation.set(weights + SUFFIX, all);
      return;
    }
    draft.tensors().put(weights, dequantized(tensor, axis, all));
    for (Operation reader : readers) {
      reader
          .attributes()
          .keySet()
          .removeAll(List.of(weights + SUFFIX, "quantization_type", "quantize_weight_bits"));
    }
  }

  private static int axis(Operation operation, Tensor tensor, int scales) {
    boolean transposed = operation.flag("trans_y") || operation.flag("transpose_Y");
    int usual = operation.is("conv2d", "depthwise_conv2d") || transposed ? 0 : 1;
    return scales == 1 || tensor.shape().dim(usual) == scales ? usual : 1 - usual;
  }

  private static float[] expanded(AttributeProto scales, int channels) {
    List<Float> values = new ArrayList<>(scales.getFloatsList());
    float[] all = new float[channels];
    for (int i = 0; i < channels; i++) {
      all[i] = values.get(i % values.size());
    }
    return all;
  }

  private static Tensor dequantized(Tensor tensor, int axis, float[] scales) {
    int inner = tensor.shape().elements(axis + 1, tensor.shape().rank());
    float[] data = new float[tensor.elements()];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) tensor.element(i) * scales[i / inner % scales.length];
    }
    return Tensor.of(data, tensor.shape().toArray());
  }
}
