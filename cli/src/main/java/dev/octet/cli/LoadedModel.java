package dev.octet.cli;

import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphException;
import dev.octet.engine.run.CompileOptions;
import dev.octet.engine.run.CompiledModel;
import java.io.IOException;

/**
 * A model in memory, with a name for errors.
 *
 * @param name where the model is
 */
record LoadedModel(String name, Graph graph) {
  /**
   * @throws CommandException if the file holds what cannot be a graph
   */
  static LoadedModel load(ModelSource source) throws IOException {
    String name = source.path().toString();
    try {
      return new LoadedModel(name, source.read());
    } catch (GraphException e) {
      throw new CommandException("a bad graph", name, e);
    }
  }

  CompiledModel compile() {
    return compile(CompileOptions.DEFAULT);
  }

  /**
   * @throws CommandException if the graph holds what cannot run
   */
  CompiledModel compile(CompileOptions options) {
    try {
      return Octet.compile(graph, options);
    } catch (GraphException e) {
      throw new CommandException("a graph that cannot run", name, e);
    }
  }
}
