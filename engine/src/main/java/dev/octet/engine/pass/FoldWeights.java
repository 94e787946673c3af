package dev.octet.engine.pass;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes constants of weights that linear operators get from a constant by movement alone, such as
 * the height that the weights of a one-dimensional convolution are given. The constant takes the
 * name of the variable that the operator reads. Nothing else is folded.
 */
public final class FoldWeights implements Pass {
  private final ConstantEvaluator evaluator;
  private final Set<String> kept;

  /**
   * @param kept names of nodes, and of variables that nodes read or give; these nodes stay
   */
  public FoldWeights(ConstantEvaluator evaluator, Collection<String> kept) {
    this.evaluator = evaluator;
    this.kept = Set.copyOf(kept);
  }

  @Override
  public Graph apply(Graph graph) {
    Set<Value> weights = weights(graph);
    GraphEditor editor = new GraphEditor(graph);
    for (Node original : graph.nodes()) {
      Node node = editor.current(original);
      Optional<Tensor> folded = folded(editor, node, weights);
      if (folded.isPresent()) {
        editor.define(node.output(), folded.get());
      } else {
        editor.emit(node);
      }
    }
    return editor.finish();
  }

  /** What linear operators read as weights, and what that is moved from. */
  private static Set<Value> weights(Graph graph) {
    Set<Value> weights = new HashSet<>();
    for (Node node : graph.nodes().reversed()) {
      if (LinearOps.isLinear(node.op())) {
        weights.add(node.input(1));
      } else if (MovementOps.moves(node.op()) && weights.contains(node.output())) {
        weights.add(node.input(0));
      }
    }
    return weights;
  }

  private Optional<Tensor> folded(GraphEditor editor, Node node, Set<Value> weights) {
    if (!MovementOps.moves(node.op())
        || !weights.contains(node.output())
        || editor.isOutput(node.output())
        || isKept(node)) {
      return Optional.empty();
    }
    List<Tensor> inputs = new ArrayList<>();
    for (Value input : node.inputs()) {
      editor.constant(input).ifPresent(inputs::add);
    }
    return inputs.size() == node.inputs().size()
        ? evaluator.evaluate(node, inputs).map(List::getFirst)
        : Optional.empty();
  }

  private boolean isKept(Node node) {
    Stream<Value> values = Stream.concat(node.inputs().stream(), node.outputs().stream());
    return kept.contains(node.name()) || values.map(Value::name).anyMatch(kept::contains);
  }
}
