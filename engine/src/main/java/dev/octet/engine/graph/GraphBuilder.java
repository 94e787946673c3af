package dev.octet.engine.graph;

import dev.octet.engine.op.Op;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Builds a graph front to back. Names that are taken get a suffix, so that a source may use one
 * name for several values.
 *
 * <pre>{@code
 * var builder = new GraphBuilder();
 * Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, 10));
 * Value y = builder.add("softmax", new Softmax(-1), x);
 * Graph graph = builder.build(y);
 * }</pre>
 */
public final class GraphBuilder {
  private final List<Input> inputs = new ArrayList<>();
  private final Map<Value, Tensor> constants = new LinkedHashMap<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  public Value input(String name, DType dtype, Shape shape) {
    Value value = fresh(name);
    inputs.add(new Input(value, dtype, shape));
    return value;
  }

  public Value constant(String name, Tensor tensor) {
    Value value = fresh(name);
    constants.put(value, tensor);
    return value;
  }

  /** Adds a node with one output and gives the output, named {@code name}. */
  public Value add(String name, Op op, Value... inputs) {
    return add(name, op.name(), op, List.of(inputs), List.of(name)).output();
  }

  /**
   * Adds a node.
   *
   * @param type the source's word for the operator
   * @param outputs the names wanted for the outputs
   */
  public Node add(String name, String type, Op op, List<Value> inputs, List<String> outputs) {
    List<Value> values = outputs.stream().map(this::fresh).toList();
    Node node = new Node(name, type, op, inputs, values);
    nodes.add(node);
    return node;
  }

  public Graph build(Value... outputs) {
    return build(List.of(outputs));
  }

  public Graph build(List<Value> outputs) {
    return new Graph(inputs, constants, nodes, outputs);
  }

  private Value fresh(String name) {
    String unique = name;
    for (int i = 1; !names.add(unique); i++) {
      unique = name + "/" + i;
    }
    return new Value(unique);
  }
}
