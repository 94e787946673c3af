package dev.octet.formats.lite;

import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Tensor;
import java.util.Map;
import java.util.Optional;

/**
 * Stores the weights of convolutions and matrix products as integers with a scale for each output
 * channel, in the attributes of Paddle's weight-only form. With the threshold t of a channel, in
 * float32: scale = t/levels, and the integer is weight/scale, rounded with ties away from zero.
 */
record DynamicQuantization(LiteQuantType type) implements ProgramPass {
  /** The slot of the weights by the type of the operator. */
  private static final Map<String, String> SLOTS =
      Map.of("conv2d", "Filter", "fc", "W", "mul", "Y", "lookup_table", "W");

  @Override
  public void apply(ProgramDraft draft) {
    for (Operation operation : draft.snapshot()) {
      weights(operation)
          .filter(name -> isQuantizable(draft, name, operation))
          .ifPresent(name -> quantize(draft, operation, name));
    }
  }

  /** The name of the weights of an operator that can read them as integers. */
  private static Optional<String> weights(Operation operation) {
    return Optional.ofNullable(SLOTS.get(operation.type()))
        .filter(_ -> operation.text("quantization_type", "").isEmpty())
        .map(operation::input);
  }

  private static int axis(Operation operation) {
    return operation.is("conv2d") ? 0 : 1;
  }

  /** All that read the weights have to be able to read integers. */
  private static boolean isQuantizable(ProgramDraft draft, String name, Operation operation) {
    Tensor tensor = draft.tensors().get(name);
    return tensor != null
        && tensor.dtype() == DType.FLOAT32
        && tensor.shape().rank() > axis(operation)
        && tensor.elements() > 0
        && draft.readers(name).stream()
            .allMatch(
                reader ->
                    weights(reader).filter(name::equals).isPresent()
                        && axis(reader) == axis(operation));
  }

  private void quantize(ProgramDraft draft, Operation operation, String name) {
    Tensor tensor = draft.tensors().get(name);
    int axis = axis(operation);
    int channels = tensor.shape().dim(axis);
    int inner = tensor.shape().elements(axis + 1, tensor.shape().rank());
    float[] data = tensor.toFloats();
    float[] scales = new float[channels];
    for (int i = 0; i < data.length; i++) {
      int channel = i / inner % channels;
      scales[channel] = Math.max(scales[channel], Math.abs(data[i]));
    }
    for (int i = 0; i < channels; i++) {
      scales[i] /= type.levels();
    }
    short[] integers = new short[data.length];
    for (int i = 0; i < data.length; i++) {
      float scale = scales[i / inner % channels];
      integers[i] = scale == 0 ? 0 : rounded(data[i] / scale);
    }
    draft.tensors().put(name, type.tensor(integers, tensor.shape().toArray()));
    // Paddle Lite dequantizes once for each operator with scales: one of those that share weights.
    operation.set(name + "_quant_scale", scales);
    operation.set("quantization_type", "post_weight_channel_wise_abs_max");
    operation.set("quantize_weight_bits", type.bits());
  }

  private short rounded(float value) {
    double magnitude = Math.floor(Math.abs((double) value) + 0.5);
    return (short) Math.copySign(Math.min(magnitude, type.levels()), value);
  }
}
