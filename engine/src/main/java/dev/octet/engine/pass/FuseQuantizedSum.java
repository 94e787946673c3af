package dev.octet.engine.pass;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.Binary;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.op.QuantizedBinary;
import dev.octet.engine.op.Result;
import dev.octet.engine.tensor.QuantParams;
import java.util.List;
import java.util.Optional;

/** Turns the quantized sum of two dequantized tensors of one shape into a sum of int8. */
public final class FuseQuantizedSum implements Pass {
  private final ConstantEvaluator evaluator;

  public FuseQuantizedSum(ConstantEvaluator evaluator) {
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
    if (!(node.op() instanceof Quantize(QuantParams params))
        || !params.isPerTensor()
        || !params.allowsRequantization()
        || !editor.isReadOnce(node.input(0))) {
      return Optional.empty();
    }
    Optional<Node> sum = editor.producer(node.input(0));
    if (sum.isEmpty()
        || !(sum.get().op() instanceof Binary(BinaryKind kind, _, Activation activation))
        || kind != BinaryKind.ADD
        || !isClamp(activation)
        || !shapes.same(sum.get().input(0), sum.get().input(1))) {
      return Optional.empty();
    }
    Optional<Node> left = dequantization(editor, sum.get(), 0);
    Optional<Node> right = dequantization(editor, sum.get(), 1);
    if (left.isEmpty() || right.isEmpty()) {
      return Optional.empty();
    }
    QuantizedBinary op =
        new QuantizedBinary(
            params(left.get()), params(right.get()), activation, new Result.Int8(params));
    return Optional.of(
        new Node(
            sum.get().name(),
            sum.get().type(),
            op,
            List.of(left.get().input(0), right.get().input(0)),
            node.outputs()));
  }

  private static boolean isClamp(Activation activation) {
    return activation instanceof Activation.None
        || activation instanceof Activation.Relu
        || activation instanceof Activation.Clip;
  }

  private static Optional<Node> dequantization(GraphEditor editor, Node sum, int input) {
    return editor
        .producer(sum.input(input))
        .filter(
            node ->
                node.op() instanceof Dequantize(QuantParams params)
                    && params.isPerTensor()
                    && params.bits() == 8
                    && editor.constant(node.input(0)).isEmpty());
  }

  private static QuantParams params(Node dequantization) {
    return ((Dequantize) dequantization.op()).params();
  }
}
