package dev.octet.formats.paddle;

import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.Expand;
import dev.octet.engine.op.Flatten;
import dev.octet.engine.op.FlattenTo2d;
import dev.octet.engine.op.PixelShuffle;
import dev.octet.engine.op.Reshape;
import dev.octet.engine.op.ShapeOf;
import dev.octet.engine.op.Squeeze;
import dev.octet.engine.op.Transpose;
import dev.octet.engine.op.Unsqueeze;
import dev.octet.formats.ModelFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Operators that change the shape and not the elements, or ask for it. The output {@code XShape} of
 * the second versions serves training and is not given.
 */
final class ShapeOperators {
  private static final int IMAGE_RANK = 4;

  private ShapeOperators() {}

  static Map<String, OperatorMapping> mappings() {
    return Map.ofEntries(
        Map.entry("reshape", ShapeOperators::reshape),
        Map.entry("reshape2", ShapeOperators::reshape),
        Map.entry("transpose", ShapeOperators::transpose),
        Map.entry("transpose2", ShapeOperators::transpose),
        Map.entry("flatten", ShapeOperators::flattenTo2d),
        Map.entry("flatten2", ShapeOperators::flattenTo2d),
        Map.entry("flatten_contiguous_range", ShapeOperators::flatten),
        Map.entry("squeeze", ShapeOperators::squeeze),
        Map.entry("squeeze2", ShapeOperators::squeeze),
        Map.entry("unsqueeze", ShapeOperators::unsqueeze),
        Map.entry("unsqueeze2", ShapeOperators::unsqueeze),
        Map.entry("expand_v2", ShapeOperators::expand),
        Map.entry("expand_as_v2", ShapeOperators::expandAs),
        Map.entry("pixel_shuffle", ShapeOperators::pixelShuffle),
        Map.entry("shape", ShapeOperators::shape));
  }

  private static void reshape(Operator operator) throws ModelFormatException {
    Value x = operator.input("X");
    Optional<IntegerVector> computed = IntegerVector.of(operator, "ShapeTensor", "Shape");
    if (computed.isEmpty()) {
      operator.give("Out", reshape(operator, operator.attributes().longs("shape", List.of())), x);
      return;
    }
    switch (computed.get()) {
      case IntegerVector.Known known -> operator.give("Out", reshape(operator, known.numbers()), x);
      case IntegerVector.Mixed mixed when hasOneToInfer(mixed) -> {
        List<Long> shape = mixed.numbers().stream().map(number -> number.orElse(-1L)).toList();
        operator.give("Out", reshape(operator, shape), x);
      }
      default -> operator.give("Out", new Reshape(List.of()), x, computed.get().value(operator));
    }
  }

  /** A single unknown dimension follows from the others, if none of these asks for that itself. */
  private static boolean hasOneToInfer(IntegerVector.Mixed mixed) {
    return mixed.numbers().stream().filter(Optional::isEmpty).count() == 1
        && mixed.numbers().stream().flatMap(Optional::stream).allMatch(number -> number > 0);
  }

  private static Reshape reshape(Operator operator, List<Long> shape) throws ModelFormatException {
    if (shape.stream().anyMatch(dim -> dim < -1)
        || shape.stream().filter(dim -> dim == -1).count() > 1) {
      throw operator.error("shape " + shape + ": one -1 at most, and nothing below");
    }
    return new Reshape(operator.place().toInts("shape", shape));
  }

  private static void transpose(Operator operator) throws ModelFormatException {
    List<Integer> axis = operator.attributes().integers("axis", List.of());
    int rank = axis.size();
    List<Integer> permutation = axis.stream().map(i -> i < 0 ? i + rank : i).toList();
    var sorted = new TreeSet<>(permutation);
    if (sorted.size() != rank || rank > 0 && (sorted.first() != 0 || sorted.last() != rank - 1)) {
      throw operator.error("attribute 'axis' is " + axis + ", no permutation");
    }
    operator.give("Out", new Transpose(permutation), operator.input("X"));
  }

  private static void flattenTo2d(Operator operator) throws ModelFormatException {
    operator.give(
        "Out", new FlattenTo2d(operator.attributes().integer("axis", 1)), operator.input("X"));
  }

  private static void flatten(Operator operator) throws ModelFormatException {
    Attributes attributes = operator.attributes();
    operator.give(
        "Out",
        new Flatten(attributes.integer("start_axis", 1), attributes.integer("stop_axis", 1)),
        operator.input("X"));
  }

  private static void pixelShuffle(Operator operator) throws ModelFormatException {
    int factor = operator.attributes().integer("upscale_factor", 1);
    if (factor < 1) {
      throw operator.error("attribute 'upscale_factor' is " + factor + ": must be 1 or more");
    }
    ImageLayout layout = ImageLayout.of(operator, "data_format");
    Value x = layout.channelsFirst(operator, operator.input("X"), IMAGE_RANK);
    layout.give(operator, "Out", IMAGE_RANK, new PixelShuffle(factor), x);
  }

  private static void squeeze(Operator operator) throws ModelFormatException {
    operator.give(
        "Out", new Squeeze(operator.attributes().integers("axes", List.of())), operator.input("X"));
  }

  private static void unsqueeze(Operator operator) throws ModelFormatException {
    List<Long> axes =
        operator.orAttribute(
            IntegerVector.of(operator, "AxesTensorList", "AxesTensor"), "axes", List.of());
    if (axes.size() > IntegerVector.LIMIT) {
      throw operator.error("adds %d dimensions".formatted(axes.size()));
    }
    List<Integer> places = operator.place().toInts("axes", axes);
    Optional<QuantizedWeights> weights = operator.quantizedWeights("X");
    if (weights.isPresent()) {
      // The weights of a one-dimensional convolution are quantized before they get their height.
      QuantizedWeights reshaped = weights.get().unsqueezed(operator, places);
      Value integers = operator.constant(operator.variable("X"), reshaped.integers());
      operator.give("Out", new Dequantize(reshaped.params()), integers);
    } else {
      operator.give("Out", new Unsqueeze(places), operator.input("X"));
    }
  }

  private static void expand(Operator operator) throws ModelFormatException {
    expand(operator, IntegerVector.of(operator, "expand_shapes_tensor", "Shape"), "shape");
  }

  private static void expandAs(Operator operator) throws ModelFormatException {
    if (operator.has("Y")) {
      Value shape = operator.step(new ShapeOf(), operator.input("Y"));
      operator.give("Out", new Expand(List.of()), operator.input("X"), shape);
    } else {
      expand(operator, Optional.empty(), "target_shape");
    }
  }

  private static void expand(Operator operator, Optional<IntegerVector> computed, String attribute)
      throws ModelFormatException {
    Value x = operator.input("X");
    if (computed.isPresent() && !(computed.get() instanceof IntegerVector.Known)) {
      operator.give("Out", new Expand(List.of()), x, computed.get().value(operator));
      return;
    }
    List<Integer> shape =
        operator.place().toInts("shape", operator.orAttribute(computed, attribute, List.of()));
    if (shape.stream().anyMatch(dim -> dim < -1)) {
      throw operator.error("shape " + shape + ": nothing below -1");
    }
    operator.give("Out", new Expand(new ArrayList<>(shape)), x);
  }

  private static void shape(Operator operator) throws ModelFormatException {
    operator.give("Out", new ShapeOf(), operator.input("Input"));
  }
}
