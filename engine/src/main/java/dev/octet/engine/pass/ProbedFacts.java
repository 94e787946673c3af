package dev.octet.engine.pass;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphException;
import dev.octet.engine.graph.Input;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.plan.fact.Fact;
import dev.octet.engine.plan.fact.ShapeInference;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The facts of a graph's values for one choice of the dimensions that its inputs leave open. Ranks
 * are the same for every choice; a shape that two choices agree on holds for all that matter here.
 * Values behind a node that the choice does not suit have no fact.
 */
final class ProbedFacts {
  private final Map<Value, Fact> facts = new HashMap<>();

  private ProbedFacts() {}

  /**
   * @param batch stands for an open dimension 0
   * @param size stands for the other open dimensions
   */
  static ProbedFacts of(Graph graph, ConstantEvaluator evaluator, int batch, int size) {
    ProbedFacts probe = new ProbedFacts();
    graph.constants().forEach((value, tensor) -> probe.facts.put(value, Fact.of(tensor)));
    for (Input input : graph.inputs()) {
      int[] dims = input.shape().toArray();
      for (int i = 0; i < dims.length; i++) {
        if (dims[i] == Shape.UNKNOWN) {
          dims[i] = i == 0 ? batch : size;
        }
      }
      probe.facts.put(input.value(), Fact.of(input.dtype(), Shape.of(dims)));
    }
    for (Node node : graph.nodes()) {
      probe.infer(node, evaluator);
    }
    return probe;
  }

  Optional<Shape> shape(Value value) {
    return Optional.ofNullable(facts.get(value)).map(Fact::shape);
  }

  Optional<Integer> rank(Value value) {
    return shape(value).map(Shape::rank);
  }

  private void infer(Node node, ConstantEvaluator evaluator) {
    if (!facts.keySet().containsAll(node.inputs())) {
      return;
    }
    List<Fact> inputs = node.inputs().stream().map(facts::get).toList();
    try {
      List<Fact> outputs = ShapeInference.infer(node, inputs);
      List<Fact> known = evaluated(node, inputs, outputs, evaluator);
      for (int i = 0; i < known.size(); i++) {
        facts.put(node.outputs().get(i), known.get(i));
      }
    } catch (GraphException _) {
      // This choice of sizes does not suit the node; a run with suitable ones reports what is
      // wrong.
    }
  }

  private static List<Fact> evaluated(
      Node node, List<Fact> inputs, List<Fact> outputs, ConstantEvaluator evaluator) {
    if (outputs.stream().allMatch(fact -> fact.constant().isPresent())) {
      return outputs;
    }
    List<Tensor> tensors = new ArrayList<>();
    for (Fact input : inputs) {
      if (input.constant().isEmpty()) {
        return outputs;
      }
      tensors.add(input.constant().get());
    }
    return evaluator
        .evaluate(node, tensors)
        .map(results -> results.stream().map(Fact::of).toList())
        .orElse(outputs);
  }
}
