package dev.octet.engine.pass;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Quantized;
import dev.octet.engine.op.Result;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns a linear operator over dequantized int8 (input and constant weights) into one over the int8
 * itself. The product of the two scales becomes the multiplier of its sums.
 */
public final class FoldQuantization implements Pass {
  @Override
  public Graph apply(Graph graph) {
    GraphEditor editor = new GraphEditor(graph);
    for (Node original : graph.nodes()) {
      Node node = editor.current(original);
      QuantizationMatch match =
          QuantizationMatch.of(node, false, editor::producer, editor::constant);
      editor.emit(
          match instanceof QuantizationMatch.Found found ? quantized(editor, node, found) : node);
    }
    return editor.finish();
  }

  private static Node quantized(GraphEditor editor, Node node, QuantizationMatch.Found found) {
    double inputScale = found.inputParams().exactScale(0);
    List<Value> inputs = new ArrayList<>(List.of(found.input(), found.weights()));
    inputs.addAll(IntegerFactors.of(editor, node, inputScale, found.integers(), found.params()));
    Epilogue epilogue = LinearOps.epilogue(node.op());
    if (epilogue.residual()) {
      inputs.add(node.inputs().getLast());
    }
    Op operation = LinearOps.with(node.op(), epilogue.withBias());
    return node.with(new Quantized(operation, found.inputParams(), Result.FLOAT), inputs);
  }
}
