package dev.octet.engine.graph;

import java.util.ArrayList;

/** The text form of a graph. */
final class GraphPrinter {
  private GraphPrinter() {}

  static String print(Graph graph) {
    var text = new StringBuilder();
    for (Input input : graph.inputs()) {
      text.append("input  %s: %s%s%n".formatted(input.name(), input.dtype(), input.shape()));
    }
    graph
        .constants()
        .forEach((value, tensor) -> text.append("const  %s: %s%n".formatted(value, tensor)));
    for (Node node : graph.nodes()) {
      text.append(
          "%s = %s(%s)  %s%n"
              .formatted(join(node.outputs()), node.type(), join(node.inputs()), node.op()));
    }
    return text.append("output ").append(join(graph.outputs())).append('\n').toString();
  }

  private static String join(Iterable<Value> values) {
    var names = new ArrayList<String>();
    values.forEach(value -> names.add(value.name()));
    return String.join(", ", names);
  }
}
