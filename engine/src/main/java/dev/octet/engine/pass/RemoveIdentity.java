package dev.octet.engine.pass;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import dev.octet.engine.op.Activate;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.Identity;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Scale;

/** Removes nodes that give their input as it is. One that gives an output of the graph stays. */
public final class RemoveIdentity implements Pass {
  @Override
  public Graph apply(Graph graph) {
    GraphEditor editor = new GraphEditor(graph);
    for (Node original : graph.nodes()) {
      Node node = editor.current(original);
      if (!isIdentity(node.op())) {
        editor.emit(node);
      } else if (editor.isOutput(node.output())) {
        editor.emit(node.with(new Identity(), node.inputs().subList(0, 1)));
      } else {
        editor.substitute(node.output(), node.input(0));
      }
    }
    return editor.finish();
  }

  private static boolean isIdentity(Op op) {
    return switch (op) {
      case Identity _ -> true;
      case Activate(Activation.None _) -> true;
      case Scale scale -> scale.scale() == 1 && scale.bias() == 0 && !scale.scaleInput();
      default -> false;
    };
  }
}
