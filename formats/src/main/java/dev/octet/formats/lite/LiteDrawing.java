package dev.octet.formats.lite;

import dev.octet.formats.ModelFormatException;
import dev.octet.formats.paddle.PaddleProgram;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Draws a program in the language of Graphviz: a box an operator, an ellipse a variable. */
public final class LiteDrawing {
  private LiteDrawing() {}

  /** The drawing of the main block, as text of a {@code .dot} file. */
  public static String dot(PaddleProgram program) throws ModelFormatException {
    StringBuilder dot = new StringBuilder("digraph G {\n");
    // A variable that is written again is drawn again.
    Map<String, Integer> versions = new HashMap<>();
    List<Operation> operations = new ProgramDraft(program).operations();
    for (int i = 0; i < operations.size(); i++) {
      Operation operation = operations.get(i);
      dot.append("  op%d [label=%s shape=box]\n".formatted(i, quoted(operation.type())));
      for (List<String> names : operation.inputs().values()) {
        for (String name : names) {
          dot.append("  %s -> op%d\n".formatted(node(name, versions), i));
        }
      }
      for (List<String> names : operation.outputs().values()) {
        for (String name : names) {
          versions.merge(name, 1, Integer::sum);
          dot.append("  op%d -> %s\n".formatted(i, node(name, versions)));
        }
      }
    }
    return dot.append("}\n").toString();
  }

  private static String node(String name, Map<String, Integer> versions) {
    int version = versions.getOrDefault(name, 0);
    return quoted(version < 2 ? name : name + " (" + version + ")");
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
