package dev.octet.engine.pass;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One sweep over a graph, front to back: for each node a pass emits the node, another one or
 * nothing, and sees what was emitted before. {@link #finish} gives the graph that was emitted,
 * without the nodes and constants that nothing reads any more.
 */
final class GraphEditor {
  private final Graph source;
  private final Map<Value, Integer> readers = new HashMap<>();
  private final Map<Value, Tensor> constants;
  private final Map<Value, Value> substitutes = new HashMap<>();
  private final Map<Value, Node> producers = new HashMap<>();
  private final List<Node> emitted = new ArrayList<>();

  GraphEditor(Graph source) {
    this.source = source;
    this.constants = new LinkedHashMap<>(source.constants());
    for (Node node : source.nodes()) {
      node.inputs().forEach(input -> readers.merge(input, 1, Integer::sum));
    }
    source.outputs().forEach(output -> readers.merge(output, 1, Integer::sum));
  }

  /** A node of the source with its inputs as they are by now. */
  Node current(Node node) {
    return node.with(node.op(), node.inputs().stream().map(this::resolve).toList());
  }

  /** What stands for a value by now. */
  Value resolve(Value value) {
    Value resolved = value;
    while (substitutes.containsKey(resolved)) {
      resolved = substitutes.get(resolved);
    }
    return resolved;
  }

  /** The emitted node that gives a value. */
  Optional<Node> producer(Value value) {
    return Optional.ofNullable(producers.get(value));
  }

  Optional<Tensor> constant(Value value) {
    return Optional.ofNullable(constants.get(value));
  }

  /** Whether one node reads the value, once, and it is no output of the graph. */
  boolean isReadOnce(Value value) {
    return readers.getOrDefault(value, 0) == 1;
  }

  boolean isOutput(Value value) {
    return source.outputs().contains(value);
  }

  void emit(Node node) {
    emitted.add(node);
    node.outputs().forEach(output -> producers.put(output, node));
  }

  /** Puts a node of the same outputs in the place of one that was emitted. */
  void replace(Node old, Node by) {
    emitted.set(emitted.lastIndexOf(old), by);
    by.outputs().forEach(output -> producers.put(output, by));
  }

  /** Adds a constant under a name derived from {@code name}. */
  Value addConstant(String name, Tensor tensor) {
    Value value = fresh(name);
    constants.put(value, tensor);
    return value;
  }

  /** A value with a name derived from {@code name}, to be given by a node that is emitted. */
  Value fresh(String name) {
    Value value = new Value(name);
    for (int i = 1; isTaken(value); i++) {
      value = new Value(name + "/" + i);
    }
    return value;
  }

  private boolean isTaken(Value value) {
    return constants.containsKey(value)
        || substitutes.containsKey(value)
        || producers.containsKey(value)
        || source.producer(value).isPresent()
        || source.inputs().stream().anyMatch(input -> input.value().equals(value));
  }

  /** Gives a constant in place of what a node gave. */
  void define(Value value, Tensor tensor) {
    constants.put(value, tensor);
  }

  /** From now on, whoever reads {@code old} reads {@code by}. {@code old} must be no output. */
  void substitute(Value old, Value by) {
    substitutes.put(old, by);
    readers.merge(by, readers.getOrDefault(old, 0) - 1, Integer::sum);
  }

  Graph finish() {
    Set<Value> needed = new HashSet<>(source.outputs());
    List<Node> nodes = new ArrayList<>();
    for (Node node : emitted.reversed()) {
      if (node.outputs().stream().anyMatch(needed::contains)) {
        nodes.add(node);
        needed.addAll(node.inputs());
      }
    }
    Map<Value, Tensor> kept = new LinkedHashMap<>();
    constants.forEach(
        (value, tensor) -> {
          if (needed.contains(value)) {
            kept.put(value, tensor);
          }
        });
    return new Graph(source.inputs(), kept, nodes.reversed(), source.outputs());
  }
}
