package dev.octet.engine.pass;

import dev.octet.engine.graph.Graph;

/** A rewrite: a graph in, an equivalent graph out. Stateless; each can run alone. */
public interface Pass {
  Graph apply(Graph graph);

  default String name() {
    return getClass().getSimpleName();
  }
}
