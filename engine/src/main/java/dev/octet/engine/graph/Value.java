package dev.octet.engine.graph;

/**
 * A value of a graph: what a node gives, a constant, or an input. Its name is unique in the graph.
 */
public record Value(String name) {
  @Override
  public String toString() {
    return name;
  }
}
