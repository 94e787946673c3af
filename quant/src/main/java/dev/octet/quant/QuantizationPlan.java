package dev.octet.quant;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Value;
import dev.octet.engine.tensor.QuantParams;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What of a graph becomes int8.
 *
 * @param nodes the nodes that are quantized, in the order of the graph
 * @param weightAxes for each of their weights the axis of its thresholds, or {@link
 *     QuantParams#PER_TENSOR}
 * @param notes why other nodes of the wanted types stay in float, a sentence each
 */
record QuantizationPlan(
    List<LinearNode> nodes, Map<Value, Integer> weightAxes, List<String> notes) {

  static QuantizationPlan of(
      Graph graph, List<String> types, List<String> skip, WeightQuantization quantization) {
    NodeSelection selection = NodeSelection.of(graph, types, skip);
    List<String> notes = new ArrayList<>(selection.notes());
    Map<Value, Integer> axes = new LinkedHashMap<>();
    for (LinearNode linear : selection.nodes()) {
      int axis =
          switch (quantization) {
            case CHANNEL_WISE_ABS_MAX -> linear.channelAxis();
            case ABS_MAX -> QuantParams.PER_TENSOR;
          };
      int known = axes.getOrDefault(linear.weights(), axis);
      if (known != axis && known != QuantParams.PER_TENSOR) {
        notes.add(
            "weights '%s' have one threshold: two operators read them along different axes"
                .formatted(linear.weights()));
      }
      axes.put(linear.weights(), known == axis ? axis : QuantParams.PER_TENSOR);
    }
    return new QuantizationPlan(selection.nodes(), axes, List.copyOf(notes));
  }

  /** The variables that quantized nodes read and give. */
  Set<Value> activations() {
    Set<Value> values = new HashSet<>();
    for (LinearNode linear : nodes) {
      values.add(linear.activation());
      values.addAll(linear.node().outputs());
    }
    return values;
  }
}
