package dev.octet.formats.paddle;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Input;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Op;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
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
 * A graph in the making. A program may write a variable several times, a graph has one value for
 * each time: the input, else the fetched one, else the last gets the variable's name, the others a
 * suffix.
 */
final class GraphDraft {
  private final List<Input> inputs = new ArrayList<>();
  private final Map<Value, Tensor> constants = new LinkedHashMap<>();
  private final Map<Value, Node> producers = new HashMap<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, List<Value>> definitions = new LinkedHashMap<>();
  private final Map<String, Integer> suffixes = new HashMap<>();
  private final Set<String> taken;

  /**
   * @param names the names of all variables, which no made-up name will be
   */
  GraphDraft(Set<String> names) {
    taken = new HashSet<>(names);
  }

  Value input(String variable, DType dtype, Shape shape) {
    Value value = define(variable);
    inputs.add(new Input(value, dtype, shape));
    return value;
  }

  Value constant(String variable, Tensor tensor) {
    Value value = define(variable);
    constants.put(value, tensor);
    return value;
  }

  /** Adds a node and gives its outputs, one for each variable. */
  List<Value> add(String type, Op op, List<Value> inputs, List<String> variables) {
    List<Value> outputs = variables.stream().map(this::define).toList();
    Node node = new Node(outputs.getFirst().name(), type, op, inputs, outputs);
    nodes.add(node);
    outputs.forEach(output -> producers.put(output, node));
    return outputs;
  }

  /** A variable that the program does not have. */
  String newVariable(String name) {
    int suffix = suffixes.getOrDefault(name, 0);
    String unique;
    do {
      unique = name + "/" + ++suffix;
    } while (!taken.add(unique));
    suffixes.put(name, suffix);
    return unique;
  }

  Optional<Node> producer(Value value) {
    return Optional.ofNullable(producers.get(value));
  }

  Optional<Tensor> constant(Value value) {
    return Optional.ofNullable(constants.get(value));
  }

  /**
   * @throws dev.octet.engine.graph.GraphException if the graph is not sound
   */
  Graph finish(List<Value> outputs) {
    Map<Value, Value> renamed = renames(new HashSet<>(outputs));
    List<Input> renamedInputs =
        inputs.stream()
            .map(input -> new Input(name(renamed, input.value()), input.dtype(), input.shape()))
            .toList();
    Map<Value, Tensor> renamedConstants = new LinkedHashMap<>();
    constants.forEach((value, tensor) -> renamedConstants.put(name(renamed, value), tensor));
    List<Node> renamedNodes =
        nodes.stream()
            .map(
                node ->
                    new Node(
                        name(renamed, node.output()).name(),
                        node.type(),
                        node.op(),
                        names(renamed, node.inputs()),
                        names(renamed, node.outputs())))
            .toList();
    return new Graph(renamedInputs, renamedConstants, renamedNodes, names(renamed, outputs));
  }

  private Value define(String variable) {
    taken.add(variable);
    List<Value> values = definitions.computeIfAbsent(variable, _ -> new ArrayList<>());
    Value value = new Value(values.isEmpty() ? variable : newVariable(variable));
    values.add(value);
    return value;
  }

  private Map<Value, Value> renames(Set<Value> fetched) {
    Set<Value> fed = new HashSet<>();
    inputs.forEach(input -> fed.add(input.value()));
    Map<Value, Value> renamed = new HashMap<>();
    for (List<Value> values : definitions.values()) {
      Value first = values.getFirst();
      if (values.size() > 1 && !fed.contains(first)) {
        Value named = values.getLast();
        for (Value value : values) {
          named = fetched.contains(value) ? value : named;
        }
        renamed.put(first, named);
        renamed.put(named, first);
      }
    }
    return renamed;
  }

  private static Value name(Map<Value, Value> renamed, Value value) {
    return renamed.getOrDefault(value, value);
  }

  private static List<Value> names(Map<Value, Value> renamed, List<Value> values) {
    return values.stream().map(value -> name(renamed, value)).toList();
  }
}
