package dev.octet.quant;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The rewriting of a float graph into the normal form of a quantized one: each activation that a
 * quantized node reads goes through one {@link Quantize} and one {@link Dequantize} that all its
 * quantized readers share, if the scheme quantizes activations, and each of their weights is an
 * integer constant behind one {@link Dequantize}. Full quantization lets other nodes read
 * dequantized activations too. All other nodes and all names stay; integer weights keep the name of
 * the float ones unless another node still reads those.
 */
final class QuantizedGraph {
  private final Graph source;
  private final QuantizationPlan plan;
  private final QuantizationScheme scheme;
  private final Map<Value, Tensor> constants = new LinkedHashMap<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final Map<Value, Value> dequantizedActivations = new HashMap<>();
  private final Map<Value, Value> dequantizedWeights = new HashMap<>();

  private QuantizedGraph(Graph source, QuantizationPlan plan, QuantizationScheme scheme) {
    this.source = source;
    this.plan = plan;
    this.scheme = scheme;
    source.inputs().forEach(input -> names.add(input.name()));
    source.constants().keySet().forEach(value -> names.add(value.name()));
    for (Node node : source.nodes()) {
      names.add(node.name());
      node.outputs().forEach(value -> names.add(value.name()));
    }
  }

  static Graph of(Graph source, QuantizationPlan plan, QuantizationScheme scheme) {
    return new QuantizedGraph(source, plan, scheme).rewrite();
  }

  private Graph rewrite() {
    Map<Node, LinearNode> linear =
        plan.nodes().stream().collect(Collectors.toMap(LinearNode::node, Function.identity()));
    Map<Value, Value> integers = quantizeWeights(linear);
    for (Node node : source.nodes()) {
      if (!linear.containsKey(node)) {
        nodes.add(plan.rounded().contains(node) ? rounded(node) : node);
        continue;
      }
      List<Value> inputs = new ArrayList<>(node.inputs());
      inputs.set(0, dequantizedActivations.computeIfAbsent(node.input(0), this::roundTrip));
      inputs.set(
          1,
          dequantizedWeights.computeIfAbsent(
              node.input(1), value -> dequantize(value, integers.get(value), weightParams(value))));
      nodes.add(node.with(node.op(), inputs));
    }
    return new Graph(source.inputs(), constants, nodes, source.outputs());
  }

  /** Fills the constants, and gives the integer constant of each quantized one. */
  private Map<Value, Value> quantizeWeights(Map<Node, LinearNode> linear) {
    Set<Value> stillFloat = new HashSet<>(source.outputs());
    for (Node node : source.nodes()) {
      for (int i = 0; i < node.inputs().size(); i++) {
        if (i != 1 || !linear.containsKey(node)) {
          stillFloat.add(node.input(i));
        }
      }
    }
    Map<Value, Value> integers = new HashMap<>();
    source
        .constants()
        .forEach(
            (value, tensor) -> {
              boolean quantized = plan.weightAxes().containsKey(value);
              if (!quantized || stillFloat.contains(value)) {
                constants.put(value, tensor);
              }
              if (quantized) {
                Tensor made = scheme.integers(tensor, weightParams(value));
                Value integer =
                    stillFloat.contains(value) ? fresh(value.name() + "." + made.dtype()) : value;
                constants.put(integer, made);
                integers.put(value, integer);
              }
            });
    return integers;
  }

  /** A node without weights on rounded inputs; one that is not float32 has no threshold. */
  private Node rounded(Node node) {
    List<Value> roundedInputs = ActivationInputs.of(node);
    return node.with(
        node.op(),
        node.inputs().stream()
            .map(
                input ->
                    roundedInputs.contains(input) && scheme.covers(input)
                        ? dequantizedActivations.computeIfAbsent(input, this::roundTrip)
                        : input)
            .toList());
  }

  private QuantParams weightParams(Value weights) {
    int axis = plan.weightAxes().get(weights);
    Tensor tensor = source.constants().get(weights);
    return scheme.weights(weights, axis, tensor);
  }

  /** Quantizes and dequantizes an activation, where the scheme does. */
  private Value roundTrip(Value activation) {
    return scheme
        .activation(activation)
        .map(params -> roundTrip(activation, params))
        .orElse(activation);
  }

  private Value roundTrip(Value activation, QuantParams params) {
    Value integer =
        add(activation.name() + ".quantized", "quantize_linear", new Quantize(params), activation);
    return dequantize(activation, integer, params);
  }

  private Value dequantize(Value original, Value integer, QuantParams params) {
    return add(
        original.name() + ".dequantized", "dequantize_linear", new Dequantize(params), integer);
  }

  private Value add(String name, String type, Op op, Value input) {
    Value output = fresh(name);
    nodes.add(new Node(output.name(), type, op, List.of(input), List.of(output)));
    return output;
  }

  private Value fresh(String name) {
    String unique = name;
    for (int i = 1; !names.add(unique); i++) {
      unique = name + "/" + i;
    }
    return new Value(unique);
  }
}
