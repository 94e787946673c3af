package dev.octet.formats.paddle;

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
  private final Map<String, Value> values = new HashMap<>();
  private final Map<String, Value> integers = new HashMap<>();
  private final GraphDraft draft;
  private final WorkBudget budget;
  private final Map<Tensor, Optional<Value>> bytes = new IdentityHashMap<>();
  private final Map<Value, QuantParams> grids = new HashMap<>();
  private final Map<Rounded, Value> rounded = new HashMap<>();

  private record Rounded(Value value, QuantParams params) {}

  Scope(Map<String, Variable> variables, Map<String, Tensor> parameters, GraphDraft draft) {
    this.variables = variables;
    this.parameters = parameters;
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
  }

  /** Binds a variable that holds integers as floats to the integers themselves. */
  void bindIntegers(String variable, Value value) {
    values.remove(variable);
    integers.put(variable, value);
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
      values.put(variable, value);
    }
    return Optional.ofNullable(value);
  }

  /** The elements that the variable holds now, if they are known. */
  Optional<Tensor> tensor(String variable) {
    Value value = values.get(variable);
    if (value == null && integers.containsKey(variable)) {
      return Optional.empty();
    }
    return value == null ? Optional.ofNullable(parameters.get(variable)) : draft.constant(value);
  }

  Optional<Variable> declaration(String variable) {
    return Optional.ofNullable(variables.get(variable));
  }
}
