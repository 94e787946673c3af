package dev.octet.engine.run;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.kernel.provider.KernelProvider;
import dev.octet.engine.plan.OnceCache;
import dev.octet.engine.plan.Plan;
import dev.octet.engine.plan.Planner;
import dev.octet.engine.plan.TensorArrays;
import dev.octet.engine.plan.step.Arena;
import dev.octet.engine.plan.step.Buffer;
import dev.octet.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** A run on the scalar kernels, whatever the virtual machine has. */
final class ScalarRun {
  private ScalarRun() {}

  /**
   * The first output of a graph of one input, which is float32.
   *
   * @param graph as {@link CompiledModel#graph()} gives it
   */
  static float[] of(Graph graph, Tensor input) {
    var once = new OnceCache(Set.of());
    Plan plan = Planner.plan(graph, List.of(input.shape()), KernelProvider.scalarKernels(), once);
    var arena = new Arena();
    plan.reserve(arena);
    Buffer x = plan.inputs().getFirst();
    TensorArrays.copyIn(input, x.array(arena), x.offset());
    plan.run(arena);
    Buffer y = plan.outputs().getFirst();
    return Arrays.copyOfRange(y.floats(arena), y.offset(), y.offset() + y.elements());
  }
}
