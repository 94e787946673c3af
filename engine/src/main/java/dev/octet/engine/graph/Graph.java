package dev.octet.engine.graph;

import dev.octet.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A network as a value: inputs, constants, nodes in an order in which each comes after what it
 * reads, and outputs. A graph never changes; passes give new ones. Every value has exactly one
 * origin.
 */
public final class Graph {
  private final List<Input> inputs;
  private final Map<Value, Tensor> constants;
  private final List<Node> nodes;
  private final List<Value> outputs;
  private final Map<Value, Node> producers;

  /**
   * @throws GraphException if a value has no or several origins, or a node comes before what it
   *     reads
   */
  public Graph(
      List<Input> inputs, Map<Value, Tensor> constants, List<Node> nodes, List<Value> outputs) {
    this.inputs = List.copyOf(inputs);
    this.constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
    this.nodes = List.copyOf(nodes);
    this.outputs = List.copyOf(outputs);
    this.producers = GraphVerifier.producers(this);
  }

  public List<Input> inputs() {
    return inputs;
  }

  /** Constants in the order in which they were added. */
  public Map<Value, Tensor> constants() {
    return constants;
  }

  /** Nodes, each after those whose outputs it reads. */
  public List<Node> nodes() {
    return nodes;
  }

  public List<Value> outputs() {
    return outputs;
  }

  /** The node that gives {@code value}; empty for an input or a constant. */
  public Optional<Node> producer(Value value) {
    return Optional.ofNullable(producers.get(value));
  }

  /** The tensor of a constant. */
  public Optional<Tensor> constant(Value value) {
    return Optional.ofNullable(constants.get(value));
  }

  /** The nodes that read each value, in order; a value that no node reads is absent. */
  public Map<Value, List<Node>> consumers() {
    Map<Value, List<Node>> consumers = new LinkedHashMap<>();
    for (Node node : nodes) {
      for (Value input : node.inputs().stream().distinct().toList()) {
        consumers.computeIfAbsent(input, _ -> new ArrayList<>()).add(node);
      }
    }
    return consumers;
  }

  /** The same graph with other outputs, such as intermediate values to observe. */
  public Graph withOutputs(List<Value> outputs) {
    return new Graph(inputs, constants, nodes, outputs);
  }

  /** The graph as text, one line a node. */
  @Override
  public String toString() {
    return GraphPrinter.print(this);
  }
}
