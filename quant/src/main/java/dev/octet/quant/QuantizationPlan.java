package dev.octet.quant;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.tensor.QuantParams;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What of a graph becomes int8.
 *
 * @param nodes the nodes that are quantized, in the order of the graph
 * @param weightAxes for each of their weights the axis of its thresholds, or {@link
 *     QuantParams#PER_TENSOR}
 * @param rounded other nodes that read rounded activations, where full quantization is asked for
 * @param notes why other nodes of the wanted types stay in float, a sentence each
 */
record QuantizationPlan(
    List<LinearNode> nodes, Map<Value, Integer> weightAxes, Set<Node> rounded, List<String> notes) {

  static QuantizationPlan of(
      Graph graph,
      List<String> types,
      List<String> skip,
      WeightQuantization quantization,
      boolean full) {
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
    Set<Node> rounded = full ? rounded(graph, selection, skip) : Set.of();
    return new QuantizationPlan(selection.nodes(), axes, rounded, List.copyOf(notes));
  }

  private static Set<Node> rounded(Graph graph, NodeSelection selection, List<String> skip) {
    Set<Node> linear = selection.nodes().stream().map(LinearNode::node).collect(Collectors.toSet());
    Set<Node> rounded = new LinkedHashSet<>();
    for (Node node : graph.nodes()) {
      List<Value> inputs = ActivationInputs.of(node);
      if (!inputs.isEmpty()
          && !linear.contains(node)
          && inputs.stream().allMatch(input -> graph.constant(input).isEmpty())
          && NodeSelection.names(node).noneMatch(skip::contains)) {
        rounded.add(node);
      }
    }
    return rounded;
  }

  /** The further variables that rounded nodes read. */
  Set<Value> roundedActivations() {
    return rounded.stream()
        .flatMap(node -> ActivationInputs.of(node).stream())
        .collect(Collectors.toSet());
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
