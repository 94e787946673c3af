package dev.octet.formats.paddle;

import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Cast;
import dev.octet.engine.op.Concat;
import dev.octet.engine.op.Reshape;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A shape, a size or bounds that an operator takes from tensors instead of attributes. */
sealed interface IntegerVector {
  /** Far more than a tensor has dimensions. */
  int LIMIT = 64;

  /** The numbers are known. */
  record Known(List<Long> numbers) implements IntegerVector {}

  /**
   * The numbers are the elements of a list of one-element tensors, of which some are not known.
   *
   * @param numbers one for each element; empty where it is computed in a run
   */
  record Mixed(List<Optional<Long>> numbers, List<String> variables) implements IntegerVector {}

  /** The numbers are computed in a run. */
  record Computed(Value vector) implements IntegerVector {}

  /**
   * The vector in a slot of one-element tensors, else that in a slot of one tensor; empty if both
   * slots are.
   */
  static Optional<IntegerVector> of(Operator operator, String listSlot, String vectorSlot)
      throws ModelFormatException {
    if (operator.has(listSlot)) {
      return Optional.of(ofList(operator, operator.variables(listSlot)));
    }
    if (!operator.has(vectorSlot)) {
      return Optional.empty();
    }
    Optional<Tensor> tensor = operator.known(operator.variable(vectorSlot));
    if (tensor.isEmpty()) {
      return Optional.of(new Computed(operator.input(vectorSlot)));
    }
    if (tensor.get().elements() > LIMIT) {
      throw operator.error(
          "input %s has %d elements".formatted(vectorSlot, tensor.get().elements()));
    }
    List<Long> numbers = new ArrayList<>();
    for (int i = 0; i < tensor.get().elements(); i++) {
      numbers.add(tensor.get().integer(i));
    }
    return Optional.of(new Known(numbers));
  }

  private static IntegerVector ofList(Operator operator, List<String> variables)
      throws ModelFormatException {
    if (variables.size() > LIMIT) {
      throw operator.error("a shape is made of %d tensors".formatted(variables.size()));
    }
    List<Optional<Long>> numbers = new ArrayList<>();
    for (String variable : variables) {
      Optional<Tensor> tensor = operator.known(variable);
      if (tensor.isPresent() && tensor.get().elements() != 1) {
        throw operator.error(
            "'%s' has %d elements instead of one".formatted(variable, tensor.get().elements()));
      }
      numbers.add(tensor.map(known -> known.integer(0)));
    }
    return numbers.stream().allMatch(Optional::isPresent)
        ? new Known(numbers.stream().map(Optional::orElseThrow).toList())
        : new Mixed(numbers, variables);
  }

  /** The numbers, which must be known. */
  default List<Long> known(Operator operator, String what) throws ModelFormatException {
    if (this instanceof Known known) {
      return known.numbers();
    }
    throw operator.error(what + " is computed in a run, which is not supported");
  }

  /** The vector as a value of the graph, int32 where it has to be put together. */
  default Value value(Operator operator) throws ModelFormatException {
    return switch (this) {
      case Computed computed -> computed.vector();
      case Known known -> {
        List<Integer> ints = operator.place().toInts("a shape", known.numbers());
        yield operator.constant("shape", vector(ints.stream().mapToInt(i -> i).toArray()));
      }
      case Mixed mixed -> {
        List<Value> parts = new ArrayList<>();
        for (int i = 0; i < mixed.numbers().size(); i++) {
          parts.add(part(operator, mixed.numbers().get(i), mixed.variables().get(i)));
        }
        yield parts.size() == 1 ? parts.getFirst() : operator.step("Concat", new Concat(0), parts);
      }
    };
  }

  private static Value part(Operator operator, Optional<Long> number, String variable)
      throws ModelFormatException {
    if (number.isPresent()) {
      return operator.constant(
          variable, vector(operator.place().toInts("a shape", List.of(number.get())).getFirst()));
    }
    Value element = operator.step(new Reshape(List.of(1)), operator.value(variable));
    return operator.step(new Cast(DType.INT32), element);
  }

  private static Tensor vector(int... numbers) {
    return Tensor.of(numbers, numbers.length);
  }
}
