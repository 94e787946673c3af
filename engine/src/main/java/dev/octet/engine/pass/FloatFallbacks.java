package dev.octet.engine.pass;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import java.util.LinkedHashMap;
import java.util.Map;

/** Finds the linear operators that are quantized in a graph and yet compute on floats. */
public final class FloatFallbacks {
  private FloatFallbacks() {}

  /**
   * Why, by the name of the node.
   *
   * @param graph in normal form
   * @param dynamic which inputs that are not quantized are to be in each run
   */
  public static Map<String, String> find(Graph graph, DynamicInt8 dynamic) {
    Map<String, String> reasons = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      QuantizationMatch match =
          QuantizationMatch.of(node, dynamic, graph::producer, graph::constant);
      if (match instanceof QuantizationMatch.Refused(String reason)) {
        reasons.put(node.name(), reason);
      }
    }
    return reasons;
  }

  /**
   * Whether an operator could quantize its input in a run.
   *
   * @param graph in normal form
   */
  public static boolean anyDynamic(Graph graph) {
    return graph.nodes().stream()
        .map(
            node ->
                QuantizationMatch.of(
                    node, DynamicInt8.EVERYWHERE, graph::producer, graph::constant))
        .anyMatch(QuantizationMatch.FoundDynamic.class::isInstance);
  }
}
