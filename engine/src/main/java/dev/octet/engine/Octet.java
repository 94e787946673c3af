package dev.octet.engine;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.run.CompileOptions;
import dev.octet.engine.run.CompiledModel;
import dev.octet.engine.run.Compiler;

/** The way in: compiles a graph for this machine. */
public final class Octet {
  private Octet() {}

  /**
   * Compiles with {@link CompileOptions#DEFAULT}.
   *
   * @throws dev.octet.engine.graph.GraphException if the graph holds what cannot run
   */
  public static CompiledModel compile(Graph graph) {
    return compile(graph, CompileOptions.DEFAULT);
  }

  /**
   * Compiles.
   *
   * @throws dev.octet.engine.graph.GraphException if the graph holds what cannot run, with {@code
   *     strict} a quantized operator that cannot run in int8, or with {@code dynamicInt8} no
   *     operator for that
   */
  public static CompiledModel compile(Graph graph, CompileOptions options) {
    return Compiler.compile(graph, options);
  }
}
