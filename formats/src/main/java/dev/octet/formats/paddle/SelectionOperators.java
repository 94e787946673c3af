package dev.octet.formats.paddle;

import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Concat;
import dev.octet.engine.op.Gather;
import dev.octet.engine.op.Slice;
import dev.octet.engine.op.Split;
import dev.octet.engine.op.Squeeze;
import dev.octet.engine.op.Stack;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Operators that join tensors, cut them or pick from them. */
final class SelectionOperators {
  private SelectionOperators() {}

  static Map<String, OperatorMapping> mappings() {
    return Map.of(
        "concat", SelectionOperators::concat,
        "split", SelectionOperators::split,
        "stack", SelectionOperators::stack,
        "slice", SelectionOperators::slice,
        "strided_slice", SelectionOperators::slice,
        "gather", SelectionOperators::gather,
        "lookup_table", SelectionOperators::lookup,
        "lookup_table_v2", SelectionOperators::lookup);
  }

  private static int axis(Operator operator, String tensor, String attribute)
      throws ModelFormatException {
    if (operator.has(tensor)) {
      return Math.toIntExact((long) operator.scalar(tensor));
    }
    return operator.attributes().integer(attribute, 0);
  }

  private static void concat(Operator operator) throws ModelFormatException {
    operator.give("Out", new Concat(axis(operator, "AxisTensor", "axis")), operator.inputs("X"));
  }

  private static void stack(Operator operator) throws ModelFormatException {
    operator.give("Y", new Stack(operator.attributes().integer("axis", 0)), operator.inputs("X"));
  }

  private static void split(Operator operator) throws ModelFormatException {
    int axis = axis(operator, "AxisTensor", "axis");
    List<Long> sections =
        operator.orAttribute(
            IntegerVector.of(operator, "SectionsTensorList", ""), "sections", List.of());
    List<String> outputs = operator.outputVariables("Out");
    int parts = sections.isEmpty() ? operator.attributes().integer("num", 0) : sections.size();
    if (outputs.isEmpty() || parts != 0 && parts != outputs.size()) {
      throw operator.error(
          "splits into %d parts, but has %d outputs".formatted(parts, outputs.size()));
    }
    if (sections.stream().anyMatch(section -> section < -1)
        || sections.stream().filter(section -> section == -1).count() > 1) {
      throw operator.error("sections " + sections + ": one -1 at most, and nothing below");
    }
    operator.giveAll(
        outputs,
        new Split(axis, operator.place().toInts("sections", sections)),
        List.of(operator.input("X")));
  }

  private static void slice(Operator operator) throws ModelFormatException {
    Attributes attributes = operator.attributes();
    List<Integer> axes = attributes.integers("axes", List.of());
    Optional<IntegerVector> starts = IntegerVector.of(operator, "StartsTensorList", "StartsTensor");
    Optional<IntegerVector> ends = IntegerVector.of(operator, "EndsTensorList", "EndsTensor");
    Optional<IntegerVector> strides =
        IntegerVector.of(operator, "StridesTensorList", "StridesTensor");
    boolean startsInput = isComputed(starts);
    boolean endsInput = isComputed(ends);
    List<Integer> steps =
        operator.place().toInts("strides", operator.orAttribute(strides, "strides", List.of()));
    var slice =
        new Slice(
            axes,
            startsInput ? List.of() : clamped(operator.orAttribute(starts, "starts", List.of())),
            endsInput
                ? List.of()
                : backwards(clamped(operator.orAttribute(ends, "ends", List.of())), steps),
            steps.isEmpty() ? axes.stream().map(_ -> 1).toList() : steps,
            attributes.integers("decrease_axis", List.of()),
            startsInput,
            endsInput);
    requireOneForEachAxis(operator, slice);
    List<Value> inputs = new ArrayList<>(List.of(operator.input("Input")));
    if (startsInput) {
      inputs.add(starts.orElseThrow().value(operator));
    }
    if (endsInput) {
      inputs.add(ends.orElseThrow().value(operator));
    }
    operator.give("Out", slice, inputs);
  }

  private static boolean isComputed(Optional<IntegerVector> vector) {
    return vector.isPresent() && !(vector.get() instanceof IntegerVector.Known);
  }

  private static void requireOneForEachAxis(Operator operator, Slice slice)
      throws ModelFormatException {
    int count = slice.axes().size();
    if (!slice.startsInput() && slice.starts().size() != count
        || !slice.endsInput() && slice.ends().size() != count
        || slice.steps().size() != count) {
      throw operator.error(
          "axes %s, starts %s, ends %s and strides %s must be of one length"
              .formatted(slice.axes(), slice.starts(), slice.ends(), slice.steps()));
    }
    if (slice.steps().contains(0)) {
      throw operator.error("strides " + slice.steps() + ": must not be 0");
    }
  }

  /** Going backwards, an end of -1 is the place before the first element, not the last one. */
  private static List<Integer> backwards(List<Integer> ends, List<Integer> steps) {
    List<Integer> result = new ArrayList<>(ends);
    for (int i = 0; i < Math.min(ends.size(), steps.size()); i++) {
      if (ends.get(i) == -1 && steps.get(i) < 0) {
        result.set(i, Integer.MIN_VALUE);
      }
    }
    return result;
  }

  /** Bounds beyond 32 bits mean the end, as all bounds out of range do. */
  private static List<Integer> clamped(List<Long> bounds) {
    return bounds.stream()
        .map(bound -> Math.clamp(bound, Integer.MIN_VALUE, Integer.MAX_VALUE))
        .toList();
  }

  private static void gather(Operator operator) throws ModelFormatException {
    operator.give(
        "Out", new Gather(axis(operator, "Axis", "axis")), operator.input("X"), index(operator));
  }

  /** A column of indices counts as a vector. */
  private static Value index(Operator operator) throws ModelFormatException {
    Value index = operator.input("Index");
    List<Long> dims =
        operator.declaration(operator.variable("Index")).map(Variable::dims).orElse(List.of());
    return dims.size() == 2 && dims.getLast() == 1
        ? operator.step(new Squeeze(List.of(1)), index)
        : index;
  }

  /** The first version has indices with a last dimension of 1, which the result has not. */
  private static void lookup(Operator operator) throws ModelFormatException {
    Value ids = operator.input("Ids");
    Value rows =
        operator.type().equals("lookup_table") ? operator.step(new Squeeze(List.of(-1)), ids) : ids;
    operator.give("Out", new Gather(0), table(operator), rows);
  }

  private static Value table(Operator operator) throws ModelFormatException {
    int padding = operator.attributes().integer("padding_idx", -1);
    if (padding == -1) {
      return operator.weights("W", 2);
    }
    operator.requireWeights("W", 2);
    Tensor known = operator.examined(operator.constant("W"));
    int columns = known.shape().dim(1);
    if (padding < 0 || padding >= known.shape().dim(0)) {
      throw operator.error("attribute 'padding_idx' is " + padding + ", not a row");
    }
    float[] rows = known.toFloats();
    int start = padding * columns;
    if (IntStream.range(start, start + columns).allMatch(i -> rows[i] == 0)) {
      return operator.input("W");
    }
    Arrays.fill(rows, start, start + columns, 0);
    // The other rows may be read under their own name too, which must be no folder of this one.
    return operator.constant(
        operator.variable("W") + ".padded", Tensor.of(rows, known.shape().toArray()));
  }
}
