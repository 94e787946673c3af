package dev.octet.engine.plan;

import dev.octet.engine.graph.Node;
import dev.octet.engine.kernel.Kernels;
import dev.octet.engine.plan.fact.Fact;
import dev.octet.engine.plan.lowering.Lowering;
import dev.octet.engine.plan.step.Arena;
import dev.octet.engine.plan.step.Buffer;
import dev.octet.engine.plan.step.Layout;
import dev.octet.engine.plan.step.Step;
import dev.octet.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Runs one node whose inputs are all constant, by the same steps that a run would take. */
public final class ConstantEvaluation {
  private ConstantEvaluation() {}

  /**
   * @param inputs a constant fact for each input
   * @param outputs type and shape of each output
   * @return a tensor for each output
   */
  public static List<Tensor> evaluate(
      Node node, List<Fact> inputs, List<Fact> outputs, Kernels kernels) {
    List<Step> steps = new ArrayList<>();
    OnceCache once = new OnceCache();
    BufferTable buffers = new BufferTable(Set.of(), once, steps);
    Lowering.lower(new PlanSite(node, inputs, outputs, kernels, once, buffers, steps));
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
