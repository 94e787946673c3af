package dev.octet.engine.graph;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The rules every graph keeps. */
final class GraphVerifier {
  private GraphVerifier() {}

  /** The producer of each value that a node gives, after checking the whole graph. */
  static Map<Value, Node> producers(Graph graph) {
    Set<Value> known = new HashSet<>();
    for (Input input : graph.inputs()) {
      define(known, input.value(), "input");
    }
    for (Value constant : graph.constants().keySet()) {
      define(known, constant, "constant");
    }
    Map<Value, Node> producers = new HashMap<>();
    for (Node node : graph.nodes()) {
      for (Value input : node.inputs()) {
        if (!known.contains(input)) {
          throw new GraphException(
              "node '%s' (%s) reads '%s', which nothing before it gives"
                  .formatted(node.name(), node.type(), input));
        }
      }
      for (Value output : node.outputs()) {
        define(known, output, "output of node '" + node.name() + "'");
        producers.put(output, node);
      }
    }
    for (Value output : graph.outputs()) {
      if (!known.contains(output)) {
        throw new GraphException("the output '" + output + "' is given by nothing");
      }
    }
    return producers;
  }

  private static void define(Set<Value> known, Value value, String what) {
    if (!known.add(value)) {
      throw new GraphException("value '%s' is defined a second time, as %s".formatted(value, what));
    }
  }
}
