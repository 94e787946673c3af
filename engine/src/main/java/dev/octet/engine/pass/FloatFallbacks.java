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
   * @param dynamic whether inputs that are not quantized are to be in each run
   */
  public static Map<String, String> find(Graph source, boolean dynamic) {
    Graph graph = new ShareQuantization().apply(new RemoveIdentity().apply(source));
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
}
