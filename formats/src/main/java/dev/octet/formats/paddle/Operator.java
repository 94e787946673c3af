package dev.octet.formats.paddle;

import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import dev.octet.formats.paddle.proto.OperatorProto;
import dev.octet.formats.paddle.proto.SlotProto;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An operator of a program while it is mapped: its attributes, what its input slots hold, and ways
 * to give its output slots. A slot without variables counts as absent.
 */
final class Operator {
  private final OperatorPlace place;
  private final Attributes attributes;
  private final Map<String, List<String>> inputs;
  private final Map<String, List<String>> outputs;
  private final Scope scope;

  Operator(OperatorPlace place, OperatorProto proto, Scope scope) {
    this.place = place;
    this.attributes = new Attributes(place, proto);
    this.inputs = slots(proto.getInputsList());
    this.outputs = slots(proto.getOutputsList());
    this.scope = scope;
  }

  private static Map<String, List<String>> slots(List<SlotProto> protos) {
    Map<String, List<String>> slots = new LinkedHashMap<>();
    for (SlotProto slot : protos) {
      slots.put(slot.getParameter(), slot.getVariablesList());
    }
    return slots;
  }

  /** Paddle's word for the operator. */
  String type() {
    return place.type();
  }

  OperatorPlace place() {
    return place;
  }

  Attributes attributes() {
    return attributes;
  }

  ModelFormatException error(String reason) {
    return place.error(reason);
  }

  /** The names of the variables in an input slot; none if it is absent. */
  List<String> variables(String slot) {
    return inputs.getOrDefault(slot, List.of());
  }

  /** The name of the only variable in an input slot. */
  String variable(String slot) throws ModelFormatException {
    List<String> variables = variables(slot);
    if (variables.size() != 1) {
      throw error("input %s has %d variables instead of one".formatted(slot, variables.size()));
    }
    return variables.getFirst();
  }

  /** The names of the variables in an output slot; none if it is absent. */
  List<String> outputVariables(String slot) {
    return outputs.getOrDefault(slot, List.of());
  }

  boolean has(String slot) {
    return !variables(slot).isEmpty();
  }

  Value input(String slot) throws ModelFormatException {
    return value(variable(slot));
  }

  /** The values of a slot with one or more variables. */
  List<Value> inputs(String slot) throws ModelFormatException {
    List<Value> values = new ArrayList<>();
    for (String variable : variables(slot)) {
      values.add(value(variable));
    }
    if (values.isEmpty()) {
      throw error("input " + slot + " is missing");
    }
    return values;
  }

  Optional<Value> optional(String slot) throws ModelFormatException {
    return has(slot) ? Optional.of(input(slot)) : Optional.empty();
  }

  /** What a variable holds now. */
  Value value(String variable) throws ModelFormatException {
    return scope
        .value(variable)
        .orElseThrow(() -> error("reads '" + variable + "', which nothing before it gives"));
  }

  /** The elements of a variable, if they are known now. Does not make it part of the graph. */
  Optional<Tensor> known(String variable) {
    return scope.tensor(variable);
  }

  /** Accounts for looking at every element of a known tensor. */
  Tensor examined(Tensor tensor) throws ModelFormatException {
    scope.budget().take(place, tensor.elements());
    return tensor;
  }

  /** Thresholds that must be known: finite numbers that are not negative, at least one. */
  Tensor threshold(String variable) throws ModelFormatException {
    Tensor tensor =
        known(variable)
            .orElseThrow(
                () ->
                    error(
                        "needs the threshold '%s', which is not a parameter or constant"
                            .formatted(variable)));
    return requireThresholds(variable, tensor);
  }

  /** Refuses what cannot be thresholds. */
  Tensor requireThresholds(String variable, Tensor tensor) throws ModelFormatException {
    if (!tensor.dtype().isFloating() || tensor.elements() == 0) {
      throw error(
          "thresholds '%s' are %s; one or more floating-point numbers are needed"
              .formatted(variable, tensor));
    }
    examined(tensor);
    for (int i = 0; i < tensor.elements(); i++) {
      double threshold = tensor.element(i);
      boolean zeroChannel = threshold == 0 && tensor.elements() > 1;
      if (!(threshold > 0 || zeroChannel) || Double.isInfinite(threshold)) {
        throw error(
            "threshold %s in '%s': must be a positive finite number, the largest magnitude"
                .formatted(threshold, variable));
      }
    }
    return tensor;
  }

  /** The elements of an input that must be known. */
  Tensor constant(String slot) throws ModelFormatException {
    String variable = variable(slot);
    return known(variable)
        .orElseThrow(
            () ->
                error(
                    "input %s is '%s', which is not a parameter or constant"
                        .formatted(slot, variable)));
  }

  /** The numbers of a vector that must be known if it is there, else those of an attribute. */
  List<Long> orAttribute(Optional<IntegerVector> vector, String attribute, List<Long> absent)
      throws ModelFormatException {
    return vector.isPresent()
        ? vector.get().known(this, "'" + attribute + "'")
        : attributes.longs(attribute, absent);
  }

  /** The number in an input that must be known and of one element. */
  double scalar(String slot) throws ModelFormatException {
    Tensor tensor = constant(slot);
    if (tensor.elements() != 1) {
      throw error("input %s has %d elements instead of one".formatted(slot, tensor.elements()));
    }
    return tensor.element(0);
  }

  /** Weights: if they are constant, real numbers of the given rank. */
  Value weights(String slot, int rank) throws ModelFormatException {
    requireWeights(slot, rank);
    return input(slot);
  }

  /** Checks constant weights without making them part of the graph. */
  void requireWeights(String slot, int rank) throws ModelFormatException {
    String variable = variable(slot);
    Optional<Tensor> tensor = known(variable);
    if (tensor.isPresent() && !tensor.get().dtype().isFloating()) {
      throw error(
          "weights '%s' are %s, but nothing says what they stand for"
              .formatted(variable, tensor.get().dtype()));
    }
    if (tensor.isPresent() && tensor.get().shape().rank() != rank) {
      throw error(
          "weights '%s' have shape %s instead of %d dimensions"
              .formatted(variable, tensor.get().shape(), rank));
    }
  }

  /** The number of dimensions of a variable, if its elements are known or it is declared. */
  OptionalInt rank(String variable) {
    Optional<Tensor> tensor = known(variable);
    if (tensor.isPresent()) {
      return OptionalInt.of(tensor.get().shape().rank());
    }
    int declared = scope.declaration(variable).map(Variable::dims).orElse(List.of()).size();
    return declared == 0 ? OptionalInt.empty() : OptionalInt.of(declared);
  }

  /** Paddle's number for the declared type of a variable's elements; -1 if it is not declared. */
  int elementType(String variable) {
    return declaration(variable).map(Variable::elementType).orElse(-1);
  }

  Optional<Variable> declaration(String variable) {
    return scope.declaration(variable);
  }

  /** Adds a constant that stands beside the operator's output. */
  Value constant(String name, Tensor tensor) throws ModelFormatException {
    examined(tensor);
    return scope.draft().constant(scope.draft().newVariable(name), tensor);
  }

  /** Adds a node for a step on the way to the output. */
  Value step(Op op, Value... inputs) {
    return step(op.name(), op, List.of(inputs));
  }

  /**
   * Adds a node for a step on the way to the output.
   *
   * @param type the word for it in reports: the operator's own for the step that does its work
   */
  Value step(String type, Op op, List<Value> inputs) {
    String variable = scope.draft().newVariable(firstOutput());
    return scope.draft().add(type, op, inputs, List.of(variable)).getFirst();
  }

  private String firstOutput() {
    return outputs.values().stream()
        .filter(variables -> !variables.isEmpty())
        .map(List::getFirst)
        .findFirst()
        .orElse(type());
  }

  /** The value quantized and dequantized; itself if it is that already. */
  Value rounded(Value value, QuantParams params) throws ModelFormatException {
    requireOneThreshold(value, params);
    return scope.rounded(value, params);
  }

  /** Refuses thresholds of a value that contradict those along the same axis before. */
  void requireOneThreshold(Value value, QuantParams params) throws ModelFormatException {
    var first = scope.quantized(value, place, params);
    for (int i = 0; i < Math.min(params.count(), first.params().count()); i++) {
      float stated = first.params().threshold(i);
      float threshold = params.threshold(i);
      if (threshold != stated) {
        throw error(
            "quantizes '%s' with the threshold %s, but %s does with %s: a tensor has one scale"
                .formatted(value.name(), threshold, first.place(), stated));
      }
    }
  }

  /** Adds a node that gives the only variable of an output slot. */
  void give(String slot, Op op, Value... inputs) throws ModelFormatException {
    give(slot, op, List.of(inputs));
  }

  void give(String slot, Op op, List<Value> inputs) throws ModelFormatException {
    giveAll(List.of(outputVariable(slot)), op, inputs);
  }

  /**
   * Adds a node that gives an output slot integers. {@link #bytes} finds them as such; to everyone
   * else they are floats, as Paddle holds them.
   */
  void giveIntegers(String slot, Quantize op, Value input) throws ModelFormatException {
    String variable = outputVariable(slot);
    scope.bindIntegers(
        variable,
        scope.draft().add(type(), op, List.of(input), List.of(variable)).getFirst(),
        op.params());
  }

  /** The same with integers that are known. */
  void giveIntegers(String slot, Tensor bytes, QuantParams params) throws ModelFormatException {
    String variable = outputVariable(slot);
    scope.bindIntegers(variable, scope.draft().constant(variable, bytes), params);
  }

  /** What the integers of a variable stand for, where an operator before said so. */
  Optional<QuantParams> meaning(String variable) {
    return scope.meaning(variable);
  }

  /** An input as int8 that stands for {@code params}, where it is that; else empty. */
  Optional<Value> bytes(String slot, QuantParams params) throws ModelFormatException {
    if (params.bits() > 8) {
      return Optional.empty();
    }
    String variable = variable(slot);
    Optional<Tensor> known = known(variable);
    if (known.isPresent()) {
      return WeightIntegers.areIntegers(examined(known.get()))
          ? Optional.of(WeightIntegers.held(this, variable, known.get(), params, scope))
          : Optional.empty();
    }
    Optional<Value> given = scope.integers(variable);
    if (given.isPresent()) {
      WeightIntegers.requireMeaning(this, variable, params, scope);
    }
    return given;
  }

  /** An input that is constant int8 and what it stands for; else empty. */
  Optional<QuantizedWeights> quantizedWeights(String slot) throws ModelFormatException {
    return scope.quantizedWeights(variable(slot));
  }

  /** Lets a variable hold known elements. */
  void define(String variable, Tensor tensor) {
    scope.define(variable, tensor);
  }

  /** Adds a node under another word for reports than the operator's own. */
  void giveTyped(String type, String slot, Op op, Value... inputs) throws ModelFormatException {
    String variable = outputVariable(slot);
    scope.bind(
        variable, scope.draft().add(type, op, List.of(inputs), List.of(variable)).getFirst());
  }

  /** Adds a node with one output for each variable. */
  void giveAll(List<String> variables, Op op, List<Value> inputs) {
    List<Value> values = scope.draft().add(type(), op, inputs, variables);
    for (int i = 0; i < variables.size(); i++) {
      scope.bind(variables.get(i), values.get(i));
    }
  }

  /** Lets the only variable of an output slot be a constant. */
  void giveConstant(String slot, Tensor tensor) throws ModelFormatException {
    String variable = outputVariable(slot);
    scope.bind(variable, scope.draft().constant(variable, examined(tensor)));
  }

  /** Lets a variable stand for a value that is there already. */
  void alias(String variable, Value value) {
    scope.bind(variable, value);
  }

  /** A variable that the program does not have, named after one that it has. */
  String newVariable(String name) {
    return scope.draft().newVariable(name);
  }

  String outputVariable(String slot) throws ModelFormatException {
    List<String> variables = outputVariables(slot);
    if (variables.size() != 1) {
      throw error("output %s has %d variables instead of one".formatted(slot, variables.size()));
    }
    return variables.getFirst();
  }
}
