package dev.octet.engine.run;

import dev.octet.engine.tensor.Tensor;
import java.util.Map;

/**
 * Runs a model on one thread, with memory of its own for intermediate values. A run allocates
 * nothing once a run of the same input shapes has been made.
 */
public final class Session implements AutoCloseable {

  /**
   * Runs the model.
   *
   * @param inputs a tensor for each input, by name
   * @return a tensor for each output, by name, in the order of the graph. The map and the tensors
   *     belong to the session, and the next run overwrites them; {@link Tensor#copy()} keeps one.
   * @throws dev.octet.engine.graph.GraphException if an input is missing, unknown, or of a wrong
   *     type or shape
   */
  public Map<String, Tensor> run(Map<String, Tensor> inputs) {
    throw new IllegalStateException();
  }

  /**
   * Runs a model with one input, and gives its first output under the rules of {@link #run(Map)}.
   */
  public Tensor run(Tensor input) {
    throw new IllegalStateException();
  }

  /** Gives the memory back. A closed session cannot run. */
  @Override
  public void close() {}
}
