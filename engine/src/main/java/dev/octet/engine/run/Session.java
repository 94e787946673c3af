package dev.octet.engine.run;

import dev.octet.engine.graph.GraphException;
import dev.octet.engine.graph.Input;
import dev.octet.engine.plan.TensorArrays;
import dev.octet.engine.plan.step.Arena;
import dev.octet.engine.plan.step.Buffer;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs a model on one thread, with memory of its own for intermediate values. A run allocates
 * nothing once a run of the same input shapes has been made.
 */
public final class Session implements AutoCloseable {
  private final CompiledModel model;
  private final Tensor[] given;
  private @Nullable Arena arena = new Arena();
  private @Nullable BoundPlan bound;

  Session(CompiledModel model) {
    this.model = model;
    this.given = new Tensor[model.inputs().size()];
  }

  /**
   * Runs the model.
   *
   * @param inputs a tensor for each input, by name
   * @return a tensor for each output, by name, in the order of the graph. The map and the tensors
   *     belong to the session, and the next run overwrites them; {@link Tensor#copy()} keeps one.
   * @throws GraphException if an input is missing, unknown, or of a wrong type or shape
   * @throws IllegalStateException if the session is closed
   */
  public Map<String, Tensor> run(Map<String, Tensor> inputs) {
    List<Input> declared = model.inputs();
    if (inputs.size() != declared.size()) {
      throw InputCheck.names(declared, inputs);
    }
    for (int i = 0; i < given.length; i++) {
      Tensor tensor = inputs.get(declared.get(i).name());
      if (tensor == null) {
        throw InputCheck.names(declared, inputs);
      }
      given[i] = tensor;
    }
    return run().outputs();
  }

  /**
   * Runs a model with one input, and gives its first output under the rules of {@link #run(Map)}.
   */
  public Tensor run(Tensor input) {
    if (given.length != 1) {
      throw new GraphException(
          "the model has the inputs %s, so they must be given by name"
              .formatted(model.inputs().stream().map(Input::name).toList()));
    }
    given[0] = input;
    return run().firstOutput();
  }

  private BoundPlan run() {
    Arena memory = arena;
    if (memory == null) {
      throw new IllegalStateException("the session is closed");
    }
    BoundPlan plan = bound;
    if (plan == null || !plan.fits(given)) {
      plan = bind(memory);
      bound = plan;
    }
    List<Buffer> buffers = plan.plan().inputs();
    for (int i = 0; i < given.length; i++) {
      Buffer buffer = buffers.get(i);
      TensorArrays.copyIn(given[i], buffer.array(memory), buffer.offset());
    }
    plan.plan().run(memory);
    plan.copyOut(memory);
    return plan;
  }

  private BoundPlan bind(Arena memory) {
    List<Shape> shapes = new ArrayList<>();
    for (int i = 0; i < given.length; i++) {
      InputCheck.tensor(model.inputs().get(i), given[i]);
      shapes.add(given[i].shape());
    }
    var plan = model.plan(shapes);
    plan.reserve(memory);
    return new BoundPlan(plan, model.inputs(), shapes, model.outputs());
  }

  /** Gives the memory back. A closed session cannot run. */
  @Override
  public void close() {
    arena = null;
    bound = null;
  }
}
