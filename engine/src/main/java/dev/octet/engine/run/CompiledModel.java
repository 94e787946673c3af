package dev.octet.engine.run;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphException;
import dev.octet.engine.graph.Input;
import dev.octet.engine.graph.Value;
import dev.octet.engine.kernel.Kernels;
import dev.octet.engine.kernel.provider.KernelProvider;
import dev.octet.engine.parallel.ThreadTeam;
import dev.octet.engine.plan.OnceCache;
import dev.octet.engine.plan.Plan;
import dev.octet.engine.plan.Planner;
import dev.octet.engine.report.CompileReport;
import dev.octet.engine.report.MemoryUse;
import dev.octet.engine.report.OperatorReport;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A graph that was compiled for this machine: weights packed once, immutable, shared by threads.
 * For each set of input shapes it makes a plan when the shapes are first seen, and keeps the latest
 * ones.
 */
public final class CompiledModel {
  /** The property with the number of threads of a session that is not told it: 1. */
  public static final String THREADS_PROPERTY = "octet.threads";

  private static final int UNKNOWN_BATCH = 1;
  private static final int UNKNOWN_SIZE = 64;

  private final List<Input> inputs;
  private final List<String> outputs;
  private final Kernels kernels;
  private final CompileOptions options;
  private final Map<String, String> reasons;
  private final OnceCache once;
  private final LinkedHashMap<List<Shape>, Plan> plans = new LinkedHashMap<>(16, 0.75f, true);
  private Graph graph;
  private boolean planned;
  private @Nullable Plan latest;

  /**
   * @param fixedImages the values whose shapes differ in the first dimension at most
   */
  CompiledModel(
      Graph graph,
      Set<Value> fixedImages,
      Kernels kernels,
      CompileOptions options,
      Map<String, String> reasons) {
    this.inputs = graph.inputs();
    this.outputs = graph.outputs().stream().map(Value::name).toList();
    this.once = new OnceCache(fixedImages);
    this.graph = graph;
    this.kernels = kernels;
    this.options = options;
    this.reasons = Map.copyOf(reasons);
  }

  /** The inputs with their declared shapes, in the order of the graph. */
  public List<Input> inputs() {
    return inputs;
  }

  /** The names of the outputs, in the order of the graph. */
  public List<String> outputs() {
    return outputs;
  }

  /**
   * The graph as it runs, after all rewrites. Once a plan has packed weights, only their packed
   * form is kept, and the graph has inputs of their names in their place.
   */
  public Graph graph() {
    synchronized (plans) {
      return graph;
    }
  }

  /** A session on as many threads as the property {@value #THREADS_PROPERTY} says, 1 by default. */
  public Session newSession() {
    return newSession(Integer.getInteger(THREADS_PROPERTY, 1));
  }

  /**
   * A session whose larger operators {@code threads} threads share. The results do not depend on
   * how many there are. Sessions with the same number share the helping threads; one that finds
   * them busy works alone. With 1 there are none.
   *
   * @param threads 1 or more
   */
  public Session newSession(int threads) {
    return new Session(this, ThreadTeam.shared(threads));
  }

  /**
   * What runs for the shapes that were planned last; before any run, for the declared shapes with 1
   * for an unknown batch size and 64 for other unknown dimensions.
   */
  public CompileReport report() {
    Plan plan;
    synchronized (plans) {
      plan = latest;
    }
    return report(
        plan != null ? plan : plan(inputs().stream().map(CompiledModel::typical).toList()));
  }

  /**
   * What runs for inputs of these shapes.
   *
   * @throws GraphException if an input is missing or a shape does not fit
   */
  public CompileReport report(Map<String, Shape> shapes) {
    List<Shape> ordered = new ArrayList<>();
    for (Input input : inputs()) {
      Shape shape = shapes.get(input.name());
      if (shape == null) {
        throw new GraphException("no shape for the input '" + input.name() + "'");
      }
      InputCheck.shape(input, shape);
      ordered.add(shape);
    }
    return report(plan(ordered));
  }

  /** The memory for the input shapes of {@link #report()}. */
  public MemoryUse memory() {
    return report().memory();
  }

  private CompileReport report(Plan plan) {
    List<OperatorReport> rows = new ArrayList<>();
    for (OperatorReport row : plan.operators()) {
      rows.add(row.int8() ? row : row.withReason(reasons.getOrDefault(row.name(), "")));
    }
    long constants =
        once.constantBytes()
            + graph().constants().values().stream().mapToLong(Tensor::byteSize).sum();
    return new CompileReport(kernels.name(), constants, plan.arenaSize().totalBytes(), rows);
  }

  /** The plan for input shapes that were checked. */
  Plan plan(List<Shape> shapes) {
    synchronized (plans) {
      Plan plan = plans.get(shapes);
      if (plan == null) {
        Graph whole = graph;
        plan = fittingPlan(shapes);
        graph = once.withoutAbsorbed(graph);
        // Later plans lack the dropped weights; by then the loops are compiled anyway.
        if (options.fastStart() && !planned && WarmUp.pays(plan)) {
          Kernels scalar = KernelProvider.scalarKernels();
          WarmUp.start(plan, Planner.plan(whole, shapes, scalar, new OnceCache(Set.of())));
        }
        planned = true;
        plans.put(shapes, plan);
        if (plans.size() > options.cachedPlans()) {
          plans.pollFirstEntry();
        }
      }
      latest = plan;
      return plan;
    }
  }

  private Plan fittingPlan(List<Shape> shapes) {
    Plan plan;
    try {
      plan = Planner.plan(graph, shapes, kernels, once);
    } catch (OutOfMemoryError e) {
      throw new GraphException(
          ("the heap has not enough left for packed weights, and what a run for inputs of the"
                  + " shapes %s is planned with; start java with a greater -Xmx")
              .formatted(shapes),
          e);
    }
    checkMemory(plan, shapes);
    return plan;
  }

  private static void checkMemory(Plan plan, List<Shape> shapes) {
    long needed = plan.arenaSize().totalBytes() + plan.outputBytes();
    long heap = Runtime.getRuntime().maxMemory();
    if (needed > heap) {
      throw new GraphException(
          ("a run for inputs of the shapes %s takes %,d bytes with its outputs, more than the heap"
                  + " of %,d; start java with a greater -Xmx")
              .formatted(shapes, needed, heap));
    }
  }

  private static Shape typical(Input input) {
    int[] dims = input.shape().toArray();
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] == Shape.UNKNOWN) {
        dims[i] = i == 0 ? UNKNOWN_BATCH : UNKNOWN_SIZE;
      }
    }
    return Shape.of(dims);
  }
}
