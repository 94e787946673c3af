package dev.octet.engine.pass;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Input;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.tensor.Shape;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The values whose shapes differ in their first dimension at most, whatever the batch size. A
 * reshape can make the batch a part of the height of an image, for example, and it then has none.
 */
public final class FixedImages {
  /** What holds for one image, for two, for three, and for many, is taken to hold for all. */
  private static final int[] BATCHES = {1, 2, 3, 64};

  private FixedImages() {}

  /** None if a dimension of an input other than the first is open. */
  public static Set<Value> find(Graph graph, ConstantEvaluator evaluator) {
    if (!graph.inputs().stream().map(Input::shape).allMatch(FixedImages::isFixed)) {
      return Set.of();
    }
    List<ProbedFacts> probes =
        Arrays.stream(BATCHES)
            .mapToObj(batch -> ProbedFacts.of(graph, evaluator, batch, Shape.UNKNOWN))
            .toList();
    Set<Value> fixed = new HashSet<>();
    for (Input input : graph.inputs()) {
      fixed.add(input.value());
    }
    for (Node node : graph.nodes()) {
      for (Value output : node.outputs()) {
        List<Optional<Shape>> images =
            probes.stream().map(probe -> probe.shape(output).map(FixedImages::image)).toList();
        if (images.getFirst().isPresent() && images.stream().distinct().count() == 1) {
          fixed.add(output);
        }
      }
    }
    return fixed;
  }

  private static boolean isFixed(Shape shape) {
    return image(shape).isKnown();
  }

  private static Shape image(Shape shape) {
    return shape.rank() == 0 ? shape : shape.with(0, 1);
  }
}
