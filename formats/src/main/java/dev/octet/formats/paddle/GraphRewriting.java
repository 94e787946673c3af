package dev.octet.formats.paddle;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Op;
import dev.octet.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The nodes of a graph written anew, one after another; inputs and outputs stay. */
final class GraphRewriting {
  private final Graph source;
  private final Map<Value, Tensor> constants;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<Value, Node> producers = new HashMap<>();
  private final Set<String> names = new HashSet<>();

  GraphRewriting(Graph source) {
    this.source = source;
    this.constants = new LinkedHashMap<>(source.constants());
    source.inputs().forEach(input -> names.add(input.name()));
    source.constants().keySet().forEach(value -> names.add(value.name()));
    source.nodes().forEach(node -> node.outputs().forEach(value -> names.add(value.name())));
  }

  void emit(Node node) {
    nodes.add(node);
    node.outputs().forEach(output -> producers.put(output, node));
  }

  /** Adds a node with one output under a new name that begins with {@code name}. */
  Value add(String name, String type, Op op, Value... inputs) {
    Value output = fresh(name);
    emit(new Node(output.name(), type, op, List.of(inputs), List.of(output)));
    return output;
  }

  Value constant(String name, Tensor tensor) {
    Value value = fresh(name);
    constants.put(value, tensor);
    return value;
  }

  /** Gives a constant other elements. */
  void replace(Value constant, Tensor tensor) {
    constants.put(constant, tensor);
  }

  Optional<Tensor> constant(Value value) {
    return Optional.ofNullable(constants.get(value));
  }

  /** The node that gives {@code value} among those emitted. */
  Optional<Node> producer(Value value) {
    return Optional.ofNullable(producers.get(value));
  }

  Value fresh(String name) {
    String unique = name;
    for (int i = 1; !names.add(unique); i++) {
      unique = name + "/" + i;
    }
    return new Value(unique);
  }

  /** The graph with the constants that are still read. */
  Graph finish() {
    Set<Value> read = new HashSet<>(source.outputs());
    nodes.forEach(node -> read.addAll(node.inputs()));
    constants.keySet().retainAll(read);
    return new Graph(source.inputs(), constants, nodes, source.outputs());
  }
}
