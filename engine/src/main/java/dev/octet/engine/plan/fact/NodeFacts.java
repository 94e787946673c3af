package dev.octet.engine.plan.fact;

import dev.octet.engine.graph.GraphException;
import dev.octet.engine.graph.Node;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A node with the facts of its inputs, and the checks that rules of several operators share. Every
 * failed check is a {@link GraphException} that names the node.
 */
record NodeFacts(Node node, List<Fact> inputs) {

  GraphException error(String format, Object... arguments) {
    return new GraphException(
        "node '%s' (%s): ".formatted(node.name(), node.type())
            + String.format(Locale.ROOT, format, arguments));
  }

  Fact input(int index) {
    return inputs.get(index);
  }

  Shape shape(int index) {
    return inputs.get(index).shape();
  }

  DType dtype(int index) {
    return inputs.get(index).dtype();
  }

  /** An input as messages show it: its place, its name, its type and its shape. */
  String describe(int index) {
    return "input %d '%s' %s".formatted(index, node.input(index), inputs.get(index));
  }

  /**
   * @param form what the inputs are, such as {@code x, filter}
   */
  void requireInputs(int count, String form) {
    if (inputs.size() != count) {
      throw error("has %d inputs, but needs %d: %s", inputs.size(), count, form);
    }
  }

  void requireOutputs(int count) {
    if (node.outputs().size() != count) {
      throw error("has %d outputs, but needs %d", node.outputs().size(), count);
    }
  }

  void requireType(int index, DType... allowed) {
    if (!Arrays.asList(allowed).contains(dtype(index))) {
      throw error(
          "%s must be %s",
          describe(index), allowed.length == 1 ? allowed[0] : "one of " + Arrays.toString(allowed));
    }
  }

  void requireSameType(int index, int other) {
    if (dtype(index) != dtype(other)) {
      throw error("%s must be of the type of %s", describe(index), describe(other));
    }
  }

  void requireRank(int index, int rank, String form) {
    if (shape(index).rank() != rank) {
      throw error("%s must have rank %d: %s", describe(index), rank, form);
    }
  }

  void requireShape(int index, Shape shape, String why) {
    if (!shape(index).equals(shape)) {
      throw error("%s must have shape %s, %s", describe(index), shape, why);
    }
  }

  void requireElements(int index, int count, String why) {
    if (shape(index).elements() != count) {
      throw error("%s must have %d elements, %s", describe(index), count, why);
    }
  }

  /** A possibly negative axis as an index from 0 below {@code rank}. */
  int axis(int axis, int rank) {
    int index = axis < 0 ? axis + rank : axis;
    if (index < 0 || index >= rank) {
      throw error("axis %d must lie in %d..%d", axis, -rank, rank - 1);
    }
    return index;
  }

  /** The elements of an input of integers that must not depend on a run. */
  long[] integers(int index, String role) {
    requireType(index, DType.INT32, DType.INT64);
    Tensor tensor =
        input(index)
            .constant()
            .orElseThrow(
                () ->
                    error(
                        "%s gives the %s and must be known before the run", describe(index), role));
    long[] values = new long[tensor.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.integer(i);
    }
    return values;
  }

  /** The fact of the only output. */
  List<Fact> result(DType dtype, Shape shape) {
    requireOutputs(1);
    return List.of(Fact.of(dtype, shape));
  }
}
