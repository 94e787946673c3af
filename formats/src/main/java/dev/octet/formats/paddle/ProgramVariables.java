package dev.octet.formats.paddle;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphException;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The variables of a program for the values of a graph, which are declared when they are used. */
final class ProgramVariables {
  private final Graph graph;
  private final ProgramBuilder program;
  private final DeclaredShapes shapes;
  private final Map<Value, String> aliases = new HashMap<>();
  private final Map<String, String> thresholds = new HashMap<>();
  private final Map<String, String> zeroPoints = new HashMap<>();

  /**
   * @throws GraphException for a value whose name no variable can have
   */
  ProgramVariables(Graph graph, ProgramBuilder program) {
    this.graph = graph;
    this.program = program;
    this.shapes = DeclaredShapes.of(graph);
    List<Value> values = new ArrayList<>(graph.constants().keySet());
    graph.inputs().forEach(input -> values.add(input.value()));
    graph.nodes().forEach(node -> values.addAll(node.outputs()));
    for (Value value : values) {
      String name = value.name();
      if (name.isEmpty()
          || name.equals(ProgramBuilder.FEED_LIST)
          || name.equals(ProgramBuilder.FETCH_LIST)) {
        throw new GraphException(
            "the value '%s' cannot be a variable of a Paddle program: rename it".formatted(name));
      }
      program.reserve(List.of(name));
    }
  }

  ProgramBuilder program() {
    return program;
  }

  DeclaredShapes shapes() {
    return shapes;
  }

  Optional<Tensor> constant(Value value) {
    return graph.constant(value);
  }

  /** The variable of a value that is read; a constant becomes a parameter. */
  String read(Value value) {
    String alias = aliases.get(value);
    if (alias != null) {
      return alias;
    }
    graph
        .constant(value)
        .filter(_ -> !program.declares(value.name()))
        .ifPresent(tensor -> program.parameter(value.name(), tensor));
    return value.name();
  }

  /** The variable of a value that an operator gives. */
  String give(Value value) {
    program.declare(value.name(), ElementType.of(type(value)), shapes.dims(value));
    return value.name();
  }

  /** Paddle holds integers of activations in float32. */
  private DType type(Value value) {
    boolean held =
        shapes.dtype(value) == DType.INT8
            || graph.producer(value).filter(node -> node.op() instanceof Quantize).isPresent();
    return held ? DType.FLOAT32 : shapes.dtype(value);
  }

  /** Paddle's number for the type of elements that a variable holds in a run. */
  ElementType elementType(Value value) {
    return ElementType.of(graph.constant(value).isPresent() ? shapes.dtype(value) : type(value));
  }

  /** Lets a value be the variable that is there for another. */
  void alias(Value value, String variable) {
    aliases.put(value, variable);
  }

  /** The variable of quantized weights, which Paddle declares as what they stand for. */
  String readWeights(Value value) {
    Tensor tensor = graph.constant(value).orElseThrow();
    program.parameter(value.name(), tensor, ElementType.FLOAT32);
    return value.name();
  }

  /** The name of the activation that {@code integers} come from. */
  String quantizedFrom(Value integers) {
    return graph
        .producer(integers)
        .filter(node -> node.op() instanceof Quantize)
        .map(node -> node.input(0).name())
        .orElse(integers.name());
  }

  /** A parameter of thresholds, one for all that ask for the same under the same name. */
  String thresholds(String name, QuantParams params) {
    float[] numbers = new float[params.count()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = params.threshold(i);
    }
    return thresholds.computeIfAbsent(
        name + Arrays.toString(numbers), _ -> parameter(name, Tensor.of(numbers, numbers.length)));
  }

  /** A parameter of zeros that goes with thresholds. */
  String zeroPoint(String thresholds, int count) {
    return zeroPoints.computeIfAbsent(
        thresholds, name -> parameter(name + "@zero_point", LinearQuantizationWriter.zeros(count)));
  }

  private String parameter(String name, Tensor tensor) {
    String variable = program.newVariable(name);
    program.parameter(variable, tensor);
    return variable;
  }

  String unused(String name) {
    String variable = program.newVariable(name);
    program.declare(variable, ElementType.FLOAT32, List.of());
    return variable;
  }
}
