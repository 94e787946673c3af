package dev.octet.engine.pass;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.Binary;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Quantized;
import dev.octet.engine.op.Result;
import dev.octet.engine.op.SumScaling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Moves the sum of a linear operator's result and another tensor of the same shape into the
 * operator's epilogue, where nothing else reads that result.
 */
public final class FuseResidual implements Pass {
  private final ConstantEvaluator evaluator;

  public FuseResidual(ConstantEvaluator evaluator) {
    this.evaluator = evaluator;
  }

  @Override
  public Graph apply(Graph graph) {
    SameShapes shapes = new SameShapes(graph, evaluator);
    GraphEditor editor = new GraphEditor(graph);
    for (Node original : graph.nodes()) {
      Node node = editor.current(original);
      editor.emit(fused(editor, shapes, node).orElse(node));
    }
    return editor.finish();
  }

  private static Optional<Node> fused(GraphEditor editor, SameShapes shapes, Node node) {
    if (!(node.op() instanceof Binary(BinaryKind kind, _, Activation activation))
        || kind != BinaryKind.ADD
        || !shapes.same(node.input(0), node.input(1))) {
      return Optional.empty();
    }
    return into(editor, node, node.input(1), node.input(0), activation)
        .or(() -> into(editor, node, node.input(0), node.input(1), activation));
  }

  private static Optional<Node> into(
      GraphEditor editor, Node sum, Value result, Value residual, Activation activation) {
    if (!editor.isReadOnce(result)) {
      return Optional.empty();
    }
    return editor
        .producer(result)
        .flatMap(
            linear ->
                withResidual(linear.op(), activation)
                    .map(
                        op -> {
                          List<Value> inputs = new ArrayList<>(linear.inputs());
                          inputs.add(residual);
                          return new Node(linear.name(), linear.type(), op, inputs, sum.outputs());
                        }));
  }

  private static Optional<Op> withResidual(Op op, Activation activation) {
    return switch (op) {
      case Quantized(Op operation, var input, SumScaling scaling, Result.Real result)
          when !(scaling instanceof SumScaling.InSteps) ->
          withResidual(operation, activation)
              .map(inner -> new Quantized(inner, input, scaling, result));
      case Op linear when LinearOps.isLinear(linear) -> {
        Epilogue epilogue = LinearOps.epilogue(linear);
        boolean free = !epilogue.residual() && epilogue.activation() instanceof Activation.None;
        yield free
            ? Optional.of(LinearOps.with(linear, epilogue.withResidual().with(activation)))
            : Optional.empty();
      }
      default -> Optional.empty();
    };
  }
}
