package dev.octet.engine.run;

import dev.octet.engine.graph.Input;
import dev.octet.engine.tensor.Shape;
import java.util.List;
import java.util.Map;

/**
 * A graph that was compiled for this machine: weights packed once, immutable, shared by threads.
 */
public final class CompiledModel {

  /** The inputs with their declared shapes, in the order of the graph. */
  public List<Input> inputs() {
    throw new IllegalStateException();
  }

  /** The names of the outputs, in the order of the graph. */
  public List<String> outputs() {
    throw new IllegalStateException();
  }

  /** A session for one thread. */
  public Session newSession() {
    throw new IllegalStateException();
  }

  /**
   * What runs for the shapes that were planned last; before any run, for the declared shapes with 1
   * for an unknown batch size and 64 for other unknown dimensions.
   */
  public CompileReport report() {
    throw new IllegalStateException();
  }

  /** What runs for inputs of these shapes. */
  public CompileReport report(Map<String, Shape> shapes) {
    throw new IllegalStateException();
  }
}
