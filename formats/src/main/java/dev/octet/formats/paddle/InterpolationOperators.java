package dev.octet.formats.paddle;

import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Interpolate;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** {@code nearest_interp}, {@code bilinear_interp} and their second versions. */
final class InterpolationOperators {
  private static final int RANK = 4;

  private InterpolationOperators() {}

  static Map<String, OperatorMapping> mappings() {
    return Map.of(
        "nearest_interp", operator -> map(operator, Interpolate.Mode.NEAREST, 1),
        "nearest_interp_v2", operator -> map(operator, Interpolate.Mode.NEAREST, 2),
        "bilinear_interp", operator -> map(operator, Interpolate.Mode.BILINEAR, 1),
        "bilinear_interp_v2", operator -> map(operator, Interpolate.Mode.BILINEAR, 2));
  }

  private static void map(Operator operator, Interpolate.Mode mode, int version)
      throws ModelFormatException {
    Attributes attributes = operator.attributes();
    ImageLayout layout = ImageLayout.of(operator, "data_layout");
    Optional<IntegerVector> size = IntegerVector.of(operator, "SizeTensor", "OutSize");
    boolean sizeInput = size.isPresent() && !(size.get() instanceof IntegerVector.Known);
    List<Float> scales = scales(operator);
    if (size.isPresent()) {
      boolean stepOfItsOwn = version == 2 && !operator.has("SizeTensor") && scales.getFirst() > 0;
      if (stepOfItsOwn && !attributes.flag("align_corners", true)) {
        throw operator.error(
            "takes its size from OutSize, but its step from a scale; it may have one of them");
      }
      scales = List.of(0f, 0f);
    }
    int height = attributes.integer("out_h", -1);
    int width = attributes.integer("out_w", -1);
    if (size.isPresent() && !sizeInput) {
      List<Integer> known =
          operator.place().toInts("the output size", size.get().known(operator, "the output size"));
      if (known.size() != 2) {
        throw operator.error("the output size " + known + " must be 2 numbers");
      }
      height = known.get(0);
      width = known.get(1);
    }
    if (!sizeInput && scales.getFirst() == 0 && (height < 1 || width < 1)) {
      throw operator.error("the output size is %d x %d".formatted(height, width));
    }
    var op =
        new Interpolate(
            mode,
            Math.max(0, height),
            Math.max(0, width),
            scales.get(0),
            scales.get(1),
            version == 2,
            attributes.flag("align_corners", true),
            attributes.integer("align_mode", 1),
            sizeInput);
    Value x = layout.channelsFirst(operator, operator.input("X"), RANK);
    if (sizeInput) {
      layout.give(operator, "Out", RANK, op, x, size.orElseThrow().value(operator));
    } else {
      layout.give(operator, "Out", RANK, op, x);
    }
  }

  /** The scales of height and width, both above 0, or both 0 where there are none. */
  private static List<Float> scales(Operator operator) throws ModelFormatException {
    List<Double> scales = operator.attributes().numbers("scale", List.of());
    if (operator.has("Scale")) {
      Tensor tensor = operator.constant("Scale");
      if (tensor.elements() > 2) {
        throw operator.error("input Scale has %d elements".formatted(tensor.elements()));
      }
      scales = IntStream.range(0, tensor.elements()).mapToObj(tensor::element).toList();
    }
    if (scales.size() > 2 || scales.stream().anyMatch(scale -> !Double.isFinite(scale))) {
      throw operator.error("scale " + scales + ": must be 1 or 2 numbers");
    }
    if (scales.isEmpty() || !(scales.getFirst() > 0) || !(scales.getLast() > 0)) {
      return List.of(0f, 0f);
    }
    return List.of(scales.getFirst().floatValue(), scales.getLast().floatValue());
  }
}
