package dev.octet.engine.pass;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Quantize;
import java.util.HashMap;
import java.util.Map;

/** Lets the readers of one conversion of one value share it. */
public final class ShareQuantization implements Pass {
  @Override
  public Graph apply(Graph graph) {
    GraphEditor editor = new GraphEditor(graph);
    Map<Conversion, Value> known = new HashMap<>();
    for (Node original : graph.nodes()) {
      Node node = editor.current(original);
      boolean converts = node.op() instanceof Quantize || node.op() instanceof Dequantize;
      if (converts && !editor.isOutput(node.output())) {
        Value first = known.putIfAbsent(new Conversion(node.input(0), node.op()), node.output());
        if (first != null) {
          editor.substitute(node.output(), first);
          continue;
        }
      }
      editor.emit(node);
    }
    return editor.finish();
  }

  private record Conversion(Value value, Op op) {}
}
