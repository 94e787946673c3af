package dev.octet.engine.pass;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Value;
import dev.octet.engine.tensor.Shape;
import java.util.Optional;

/**
 * Whether values have one shape whatever the dimensions that the inputs leave open: two choices of
 * them, without a common factor in batch or size, must agree.
 */
final class SameShapes {
  private final ProbedFacts first;
  private final ProbedFacts second;

  SameShapes(Graph graph, ConstantEvaluator evaluator) {
    first = ProbedFacts.of(graph, evaluator, 2, 64);
    second = ProbedFacts.of(graph, evaluator, 3, 160);
  }

  /** Values of {@code graph}; one that a pass added since is unknown, hence not the same. */
  boolean same(Value a, Value b) {
    return same(first, a, b) && same(second, a, b);
  }

  /** Whether a dimension of a value of {@code graph} is 1. */
  boolean isOne(Value value, int axis) {
    return isOne(first, value, axis) && isOne(second, value, axis);
  }

  private static boolean isOne(ProbedFacts facts, Value value, int axis) {
    return facts
        .shape(value)
        .filter(shape -> axis >= -shape.rank() && axis < shape.rank())
        .filter(shape -> shape.dim(axis) == 1)
        .isPresent();
  }

  /** The number of dimensions of a value of {@code graph}. */
  Optional<Integer> rank(Value value) {
    return first.rank(value);
  }

  private static boolean same(ProbedFacts facts, Value a, Value b) {
    Optional<Shape> shape = facts.shape(a);
    return shape.isPresent() && shape.equals(facts.shape(b));
  }
}
