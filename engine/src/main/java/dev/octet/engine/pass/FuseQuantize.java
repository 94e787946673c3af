package dev.octet.engine.pass;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.op.Quantized;
import dev.octet.engine.op.Result;
import dev.octet.engine.tensor.QuantParams;
import java.util.List;
import java.util.Optional;

/** Lets an integer operator give int8 where all that reads its result is one {@link Quantize}. */
public final class FuseQuantize implements Pass {
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
    if (!(node.op() instanceof Quantize(QuantParams params))
        || !params.isPerTensor()
        || !editor.isReadOnce(node.input(0))) {
      return Optional.empty();
    }
    return editor
        .producer(node.input(0))
        .flatMap(
            before ->
                before.op()
                        instanceof Quantized(Op operation, var input, var scaling, Result.Real _)
                    ? Optional.of(
                        new Node(
                            before.name(),
                            before.type(),
                            new Quantized(operation, input, scaling, new Result.Int8(params)),
                            before.inputs(),
                            List.of(node.output())))
                    : Optional.empty());
  }
}
