package dev.octet.engine.graph;

import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;

/**
 * An input of a graph: a value with its declared type and shape, in which dimensions can be
 * unknown.
 */
public record Input(Value value, DType dtype, Shape shape) {
  public String name() {
    return value.name();
  }
}
