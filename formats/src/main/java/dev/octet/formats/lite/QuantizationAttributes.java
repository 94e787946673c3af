package dev.octet.formats.lite;

import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import dev.octet.formats.paddle.HeldIntegers;
import dev.octet.formats.paddle.proto.AttributeProto;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns static quantization in Paddle's first form into Paddle Lite's: the operators {@code
 * fake_quantize_…} and {@code fake_…dequantize…} around a convolution or product become scales in
 * its attributes, divided already, and the integers in its weights become int8.
 */
final class QuantizationAttributes implements ProgramPass {
  private static final int LEVELS = 127;
  private static final Map<String, List<String>> SLOTS =
      Map.of(
          "conv2d", List.of("Input", "Filter", "Output"),
          "depthwise_conv2d", List.of("Input", "Filter", "Output"),
          "conv2d_transpose", List.of("Input", "Filter", "Output"),
          "depthwise_conv2d_transpose", List.of("Input", "Filter", "Output"),
          "mul", List.of("X", "Y", "Out"),
          "matmul", List.of("X", "Y", "Out"),
          "matmul_v2", List.of("X", "Y", "Out"));

  /** A value on the grid of a scale: the real numbers it stands for. */
  private record Grid(String real, float scale) {}

  @Override
  public void apply(ProgramDraft draft) throws ModelFormatException {
    Map<String, Grid> grids = new HashMap<>();
    for (Operation operation : draft.snapshot()) {
      if (operation.is("fake_quantize_moving_average_abs_max", "fake_quantize_range_abs_max")) {
        Tensor threshold = draft.tensors().get(operation.input("InScale"));
        if (threshold != null
            && threshold.elements() == 1
            && operation.integer("bit_length", 8) == 8) {
          grids.put(
              operation.output("Out"),
              new Grid(operation.input("X"), (float) threshold.element(0) / LEVELS));
        }
      } else if (SLOTS.containsKey(operation.type())) {
        fold(draft, operation, grids);
      }
    }
    for (Operation operation : draft.snapshot()) {
      if (grids.containsKey(operation.output("Out"))
          && operation.type().startsWith("fake_quantize")
          && draft.readers(operation.output("Out")).isEmpty()) {
        draft.operations().remove(operation);
      }
    }
  }

  private static void fold(ProgramDraft draft, Operation operation, Map<String, Grid> grids) {
    List<String> slots = SLOTS.get(operation.type());
    Grid grid = grids.get(operation.input(slots.get(0)));
    String weights = operation.input(slots.get(1));
    Optional<Operation> follower = draft.follower(operation.output(slots.get(2)), "Out");
    Tensor tensor = draft.tensors().get(weights);
    if (grid == null || follower.isEmpty() || tensor == null || tensor.shape().rank() < 2) {
      return;
    }
    Optional<float[]> scales = scales(draft, follower.get());
    Optional<Tensor> bytes = HeldIntegers.asBytes(tensor);
    if (scales.isEmpty() || bytes.isEmpty()) {
      return;
    }
    draft.tensors().put(weights, bytes.get());
    operation.setInput(slots.get(0), grid.real());
    operation.setOutput(slots.get(2), follower.get().output("Out"));
    operation.set("enable_int8", true);
    operation.set("bit_length", 8);
    operation.set(slots.get(0) + "0_scale", new float[] {grid.scale()});
    operation.set(slots.get(1) + "0_scale", expanded(scales.get(), operation, tensor));
    draft.operations().remove(follower.get());
  }

  /** The scales of the weights before an operator that turns integer sums into real numbers. */
  private static Optional<float[]> scales(ProgramDraft draft, Operation dequantize) {
    if (dequantize.is("fake_dequantize_max_abs")) {
      float range = dequantize.real("max_range", 0);
      // In Paddle Lite's order, which can differ by a unit in the last place from LEVELS / range.
      return range > 0
          ? Optional.of(new float[] {(float) (LEVELS * LEVELS) / range / LEVELS})
          : Optional.empty();
    }
    List<String> names = dequantize.inputs().getOrDefault("Scales", List.of());
    if (!dequantize.is("fake_channel_wise_dequantize_max_abs") || names.size() != 2) {
      return Optional.empty();
    }
    Tensor thresholds = draft.tensors().get(names.getFirst());
    if (thresholds == null || !thresholds.dtype().isFloating()) {
      return Optional.empty();
    }
    float[] scales = thresholds.toFloats().clone();
    for (int i = 0; i < scales.length; i++) {
      scales[i] /= LEVELS;
    }
    return Optional.of(scales);
  }

  /** One scale for each output channel. */
  private static float[] expanded(float[] scales, Operation operation, Tensor weights) {
    if (scales.length != 1) {
      return scales;
    }
    boolean transposed = operation.type().endsWith("transpose");
    int channels =
        operation.is("conv2d", "depthwise_conv2d")
            ? weights.shape().dim(0)
            : weights.shape().dim(1) * (transposed ? operation.integer("groups", 1) : 1);
    float[] all = new float[channels];
    Arrays.fill(all, scales[0]);
    return all;
  }

  /** Lets the measured range of the last operator count for the one that it was taken into. */
  static void inherit(Operation operation, Operation follower) {
    AttributeProto threshold = follower.attributes().get("out_threshold");
    if (threshold != null) {
      operation.attributes().put("out_threshold", threshold);
    }
  }

  static void rename(Operation operation, String from, String to) {
    AttributeProto attribute = operation.attributes().get(from);
    if (attribute != null) {
      operation.attributes().put(to, attribute.toBuilder().setName(to).build());
    }
  }
}
