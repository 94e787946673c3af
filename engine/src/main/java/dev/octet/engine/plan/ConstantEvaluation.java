package dev.octet.engine.plan;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import dev.octet.engine.kernel.Kernels;
import dev.octet.engine.plan.fact.Fact;
import dev.octet.engine.plan.step.Arena;
import dev.octet.engine.plan.step.Buffer;
import dev.octet.engine.plan.step.Layout;
import dev.octet.engine.plan.step.Step;
import dev.octet.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Runs nodes whose inputs are all constant, by the same steps that a run would take.
 *
 * <p>A node that makes much of little, such as a large tensor of one value, is better left to the
 * runs, whose memory is planned and limited. So all results together may have only so many
 * elements.
 */
public final class ConstantEvaluation {
  /** Elements beyond those that the constants of the graph account for; 64 MiB of float32. */
  private static final long EXTRA = 1 << 24;

  /** How often all constants may be rewritten: converted, transposed, reshaped … */
  private static final long PASSES = 8;

  private final Kernels kernels;
  private long elementsLeft;

  /** For the constant nodes of {@code graph}. */
  public ConstantEvaluation(Graph graph, Kernels kernels) {
    this.kernels = kernels;
    this.elementsLeft = EXTRA;
    for (Tensor constant : graph.constants().values()) {
      elementsLeft += PASSES * constant.elements();
    }
  }

  /**
   * @param inputs a constant fact for each input
   * @param outputs type and shape of each output
   * @return a tensor for each output; empty if they are too large, and the node should stay
   */
  public Optional<List<Tensor>> evaluate(Node node, List<Fact> inputs, List<Fact> outputs) {
    long elements = outputs.stream().mapToLong(fact -> fact.shape().elements()).sum();
    if (elements > elementsLeft) {
      return Optional.empty();
    }
    elementsLeft -= elements;
    return Optional.of(run(node, inputs, outputs));
  }

  private List<Tensor> run(Node node, List<Fact> inputs, List<Fact> outputs) {
    List<Step> steps = new ArrayList<>();
    OnceCache once = new OnceCache(Set.of());
    BufferTable buffers = new BufferTable(Set.of(), once, steps);
    Planner.lower(new PlanSite(node, inputs, outputs, kernels, once, buffers, steps));
    List<Buffer> results = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      results.add(buffers.read(node.outputs().get(i), outputs.get(i), Layout.ROW_MAJOR));
    }
    Arena arena = new Arena();
    arena.reserve(buffers.place());
    steps.forEach(step -> step.run(arena));
    List<Tensor> tensors = new ArrayList<>();
    for (Buffer result : results) {
      Tensor tensor = Tensor.zeros(result.dtype(), result.shape());
      System.arraycopy(
          result.array(arena),
          result.offset(),
          tensor.segment().heapBase().orElseThrow(),
          0,
          result.elements());
      tensors.add(tensor);
    }
    return tensors;
  }
}
