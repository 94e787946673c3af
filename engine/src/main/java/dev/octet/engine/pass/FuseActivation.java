package dev.octet.engine.pass;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Activate;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.Binary;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Quantized;
import dev.octet.engine.op.Result;
import java.util.List;
import java.util.Optional;

/**
 * Moves an activation into the epilogue of the operator before it, where nothing else reads that.
 */
public final class FuseActivation implements Pass {
  @Override
  public Graph apply(Graph graph) {
    GraphEditor editor = new GraphEditor(graph);
    for (Node original : graph.nodes()) {
      Node node = editor.current(original);
      editor.emit(fused(editor, node).orElse(node));
    }
    return editor.finish();
  }

  private static Optional<Node> fused(GraphEditor editor, Node node) {
    if (!(node.op() instanceof Activate(Activation function))) {
      return Optional.empty();
    }
    Value input = node.input(0);
    Optional<Node> producer = editor.producer(input).filter(_ -> editor.isReadOnce(input));
    return producer.flatMap(
        before ->
            with(before.op(), function)
                .map(
                    op ->
                        new Node(
                            before.name(),
                            before.type(),
                            op,
                            before.inputs(),
                            List.of(node.output()))));
  }

  /** The operator with {@code function} after it, if it has none yet. */
  private static Optional<Op> with(Op op, Activation function) {
    return switch (op) {
      case Binary(var kind, int axis, Activation.None _) ->
          Optional.of(new Binary(kind, axis, function));
      case Quantized(Op operation, var input, var scaling, Result.Real result) ->
          with(operation, function).map(inner -> new Quantized(inner, input, scaling, result));
      case Op linear when LinearOps.isLinear(linear) -> {
        Epilogue epilogue = LinearOps.epilogue(linear);
        yield epilogue.activation() instanceof Activation.None
            ? Optional.of(LinearOps.with(linear, epilogue.with(function)))
            : Optional.empty();
      }
      default -> Optional.empty();
    };
  }
}
