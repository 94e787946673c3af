package dev.octet.engine.run;

import dev.octet.engine.graph.GraphException;
import dev.octet.engine.graph.Input;
import dev.octet.engine.parallel.ThreadTeam;
import dev.octet.engine.plan.TensorArrays;
import dev.octet.engine.plan.step.Arena;
import dev.octet.engine.plan.step.Buffer;
import dev.octet.engine.report.OperatorReport;
import dev.octet.engine.report.OperatorTime;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs a model for one caller at a time, on the threads it was made for, with memory of its own for
 * intermediate values. A run allocates nothing once a run of the same input shapes has been made.
 */
public final class Session implements AutoCloseable {
  private final CompiledModel model;
  private final Tensor[] given;
  private @Nullable Arena arena;
  private @Nullable BoundPlan bound;

  Session(CompiledModel model, ThreadTeam team) {
    this.model = model;
    this.arena = new Arena(team);
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
    take(inputs);
    return run().outputs();
  }

  /**
   * Runs the model several times and gives the time each operator took.
   *
   * @param inputs as for {@link #run(Map)}
   * @param runs how many times, 1 or more
   * @return the mean time of each operator, in the order of {@link CompiledModel#report()}
   */
  public List<OperatorTime> profile(Map<String, Tensor> inputs, int runs) {
    take(inputs);
    List<OperatorReport> operators = prepared().plan().operators();
    long[] nanoseconds = new long[operators.size()];
    for (int i = 0; i < runs; i++) {
      prepared().plan().run(memory(), nanoseconds);
    }
    List<OperatorTime> times = new ArrayList<>();
    for (int i = 0; i < nanoseconds.length; i++) {
      times.add(new OperatorTime(operators.get(i), (double) nanoseconds[i] / runs));
    }
    return times;
  }

  private void take(Map<String, Tensor> inputs) {
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

  /** Runs on the tensors that were given. */
  private BoundPlan run() {
    BoundPlan plan = prepared();
    try {
      plan.plan().run(memory());
    } catch (OutOfMemoryError e) {
      throw withoutMemory("as much as its outputs and the scratch memory of its steps", e);
    }
    plan.copyOut(memory());
    return plan;
  }

  private Arena memory() {
    Arena memory = arena;
    if (memory == null) {
      throw new IllegalStateException("the session is closed");
    }
    return memory;
  }

  /** The plan for the tensors that were given, with these in its input buffers. */
  private BoundPlan prepared() {
    Arena memory = memory();
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
    return plan;
  }

  private BoundPlan bind(Arena memory) {
    List<Shape> shapes = new ArrayList<>();
    for (int i = 0; i < given.length; i++) {
      InputCheck.tensor(model.inputs().get(i), given[i]);
      shapes.add(given[i].shape());
    }
    var plan = model.plan(shapes);
    try {
      plan.reserve(memory);
      return new BoundPlan(plan, model.inputs(), shapes, model.outputs());
    } catch (OutOfMemoryError e) {
      throw withoutMemory("as much as its outputs", e);
    }
  }

  /**
   * A single large array was refused, which leaves the rest of the program as it was.
   *
   * @param rest what is needed beyond the memory of the plan
   */
  private GraphException withoutMemory(String rest, OutOfMemoryError e) {
    List<Shape> shapes = Arrays.stream(given).map(Tensor::shape).toList();
    return new GraphException(
        ("a run for inputs of the shapes %s takes %,d bytes and %s, and the heap has not enough"
                + " left; start java with a greater -Xmx")
            .formatted(shapes, model.plan(shapes).arenaSize().totalBytes(), rest),
        e);
  }

  /** Gives the memory back. A closed session cannot run. */
  @Override
  public void close() {
    arena = null;
    bound = null;
  }
}
