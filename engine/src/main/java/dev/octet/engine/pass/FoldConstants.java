package dev.octet.engine.pass;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Computes what does not depend on the inputs of a run. */
public final class FoldConstants implements Pass {
  private final ConstantEvaluator evaluator;
  private final boolean keepsWeights;

  private FoldConstants(ConstantEvaluator evaluator, boolean keepsWeights) {
    this.evaluator = evaluator;
    this.keepsWeights = keepsWeights;
  }

  /** Folds everything. */
  public static FoldConstants all(ConstantEvaluator evaluator) {
    return new FoldConstants(evaluator, false);
  }

  /** Leaves each {@link Dequantize} of an integer constant for {@link FoldQuantization}. */
  public static FoldConstants exceptWeights(ConstantEvaluator evaluator) {
    return new FoldConstants(evaluator, true);
  }

  @Override
  public Graph apply(Graph graph) {
    GraphEditor editor = new GraphEditor(graph);
    for (Node original : graph.nodes()) {
      Node node = editor.current(original);
      Optional<List<Tensor>> inputs = constants(editor, node);
      if (inputs.isEmpty() || isKept(editor, node)) {
        editor.emit(node);
        continue;
      }
      Optional<List<Tensor>> results = evaluator.evaluate(node, inputs.get());
      if (results.isEmpty()) {
        editor.emit(node);
        continue;
      }
      for (int i = 0; i < node.outputs().size(); i++) {
        editor.define(node.outputs().get(i), results.get().get(i));
      }
    }
    return editor.finish();
  }

  private static Optional<List<Tensor>> constants(GraphEditor editor, Node node) {
    List<Tensor> tensors = new ArrayList<>();
    for (var input : node.inputs()) {
      Optional<Tensor> tensor = editor.constant(input);
      if (tensor.isEmpty()) {
        return Optional.empty();
      }
      tensors.add(tensor.get());
    }
    return Optional.of(tensors);
  }

  /** A weight that waits for its operator, or an output of the graph, which must have a node. */
  private boolean isKept(GraphEditor editor, Node node) {
    return (keepsWeights && node.op() instanceof Dequantize)
        || node.outputs().stream().anyMatch(editor::isOutput);
  }
}
