package dev.octet.formats.paddle;

import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Cast;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Tensor;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What each variable stands for while the operators of a program are walked. Parameters become
 * constants of the graph when an operator reads them.
 */
final class Scope {
  private final Map<String, Variable> variables;
  private final Map<String, Tensor> parameters;
  private final Map<String, QuantParams> integerWeights;
  private final Map<String, Value> values = new HashMap<>();
  private final Map<String, Value> integers = new HashMap<>();
  private final GraphDraft draft;
  private final WorkBudget budget;
  private final Map<Tensor, Optional<Value>> bytes = new IdentityHashMap<>();
  private final Map<String, QuantParams> meanings = new HashMap<>();
  private final Map<Value, QuantParams> grids = new HashMap<>();
  private final Map<Rounded, Value> rounded = new HashMap<>();

  private final Map<Quantized, Quantization> quantizations = new HashMap<>();

  private record Rounded(Value value, QuantParams params) {}

  private record Quantized(Value value, int axis) {}

  /** By what an operator quantizes a value. */
  record Quantization(OperatorPlace place, QuantParams params) {}

  /**
   * @param integerWeights what the integers of some parameters stand for
   */
  Scope(
      Map<String, Variable> variables,
      Map<String, Tensor> parameters,
      Map<String, QuantParams> integerWeights,
      GraphDraft draft) {
    this.variables = variables;
    this.parameters = new HashMap<>(parameters);
    this.integerWeights = integerWeights;
    this.draft = draft;
    this.budget = new WorkBudget(parameters.values());
  }

  WorkBudget budget() {
    return budget;
  }

  /**
   * The known elements of a variable as int8, or empty if they are other numbers. However often
   * they are asked for, they are converted once.
   */
  Optional<Value> bytes(String variable, Tensor tensor) {
    Optional<Value> known = bytes.get(tensor);
    if (known == null) {
      Optional<Tensor> converted = HeldIntegers.asBytes(tensor);
      known =
          converted.isPresent() && converted.get() == tensor
              ? value(variable)
              : converted.map(made -> draft.constant(draft.newVariable(variable), made));
      bytes.put(tensor, known);
    }
    return known;
  }

  /** The value quantized and dequantized; made once, and itself if it is the result of that. */
  Value rounded(Value value, QuantParams params) {
    if (params.equals(grids.get(value))) {
      return value;
    }
    return rounded.computeIfAbsent(
        new Rounded(value, params),
        _ -> {
          Value integers = step(value, new Quantize(params));
          Value real = step(integers, new Dequantize(params));
          grids.put(real, params);
          return real;
        });
  }

  /** Notes by what a value is quantized, and gives what was noted first for that axis. */
  Quantization quantized(Value value, OperatorPlace place, QuantParams params) {
    Quantization quantization = new Quantization(place, params);
    Quantization first =
        quantizations.putIfAbsent(new Quantized(value, params.axis()), quantization);
    return first == null ? quantization : first;
  }

  private Value step(Value input, Op op) {
    String variable = draft.newVariable(input.name());
    return draft.add(op.name(), op, List.of(input), List.of(variable)).getFirst();
  }

  GraphDraft draft() {
    return draft;
  }

  void bind(String variable, Value value) {
    values.put(variable, value);
    integers.remove(variable);
    meanings.remove(variable);
  }

  /** Binds a variable that holds integers as floats to the integers themselves. */
  void bindIntegers(String variable, Value value, QuantParams meaning) {
    values.remove(variable);
    integers.put(variable, value);
    meanings.put(variable, meaning);
  }

  /**
   * Lets a variable hold known elements, which are part of the graph only if something reads it.
   */
  void define(String variable, Tensor tensor) {
    values.remove(variable);
    integers.remove(variable);
    meanings.remove(variable);
    parameters.put(variable, tensor);
  }

  /** What the integers that a variable holds stand for, where an operator said so. */
  Optional<QuantParams> meaning(String variable) {
    return Optional.ofNullable(meanings.get(variable));
  }

  /** Keeps what the integers of a variable stand for. */
  void setMeaning(String variable, QuantParams meaning) {
    meanings.put(variable, meaning);
  }

  /** What a variable holds, if that is constant int8 and what it stands for. */
  Optional<QuantizedWeights> quantizedWeights(String variable) {
    Value value = values.get(variable);
    Optional<Node> node = value == null ? Optional.empty() : draft.producer(value);
    return node.flatMap(
        before ->
            before.op() instanceof Dequantize(QuantParams params)
                ? draft.constant(before.input(0)).map(it -> new QuantizedWeights(it, params))
                : Optional.empty());
  }

  /** Adds a node that gives a variable. */
  void give(String variable, Op op, Value input) {
    bind(variable, draft.add(op.name(), op, List.of(input), List.of(variable)).getFirst());
  }

  /** The integers that the variable holds now, if it was bound to such. */
  Optional<Value> integers(String variable) {
    return Optional.ofNullable(integers.get(variable));
  }

  /** What the variable holds now; empty if nothing gave it. */
  Optional<Value> value(String variable) {
    Value value = values.get(variable);
    Value held = integers.get(variable);
    if (value == null && held != null) {
      Cast cast = new Cast(DType.FLOAT32);
      value = draft.add(cast.name(), cast, List.of(held), List.of(variable)).getFirst();
      values.put(variable, value);
    }
    if (value == null && parameters.containsKey(variable)) {
      value = draft.constant(variable, parameters.get(variable));
      QuantParams params = integerWeights.get(variable);
      if (params != null) {
        String real = draft.newVariable(variable);
        value =
            draft
                .add("dequantize_linear", new Dequantize(params), List.of(value), List.of(real))
                .getFirst();
      }
      values.put(variable, value);
    }
    return Optional.ofNullable(value);
  }

  /** The elements that the variable holds now, if they are known as such. */
  Optional<Tensor> tensor(String variable) {
    Value value = values.get(variable);
    if (value == null && (integers.containsKey(variable) || integerWeights.containsKey(variable))) {
      return Optional.empty();
    }
    return value == null ? Optional.ofNullable(parameters.get(variable)) : draft.constant(value);
  }

  Optional<Variable> declaration(String variable) {
    return Optional.ofNullable(variables.get(variable));
  }
}
