package dev.octet.formats.paddle;

import dev.octet.engine.graph.GraphException;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.tensor.DType;
import java.util.List;
import java.util.OptionalInt;

/** A node while it is written: the variables of its inputs and outputs, and a place for errors. */
final class NodeSite {
  private final Node node;
  private final ProgramVariables variables;

  NodeSite(Node node, ProgramVariables variables) {
    this.node = node;
    this.variables = variables;
  }

  Node node() {
    return node;
  }

  ProgramVariables variables() {
    return variables;
  }

  /** The source's word for the operator, which decides between operators that do the same. */
  boolean isCalled(String type) {
    return node.type().equals(type);
  }

  OperatorBuilder operator(String type) {
    return variables.program().operator(type);
  }

  String input(int index) {
    return variables.read(node.input(index));
  }

  List<String> inputs() {
    return node.inputs().stream().map(variables::read).toList();
  }

  /** The variable of the first output, which becomes declared. */
  String output() {
    return variables.give(node.output());
  }

  List<String> outputs() {
    return node.outputs().stream().map(variables::give).toList();
  }

  /** A variable of its own for an output that only training needs. */
  String unused(String suffix) {
    return variables.unused(node.output().name() + suffix);
  }

  DType inputType(int index) {
    return variables.shapes().dtype(node.input(index));
  }

  OptionalInt inputRank(int index) {
    return variables.shapes().rank(node.input(index));
  }

  Value inputValue(int index) {
    return node.input(index);
  }

  GraphException error(String reason) {
    return new GraphException(
        "node '%s' (%s) cannot be written as Paddle operators: %s"
            .formatted(node.name(), node.type(), reason));
  }
}
