package dev.octet.engine.run;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphException;
import dev.octet.engine.kernel.Kernels;
import dev.octet.engine.kernel.provider.KernelProvider;
import dev.octet.engine.pass.FloatFallbacks;
import dev.octet.engine.pass.Passes;
import dev.octet.engine.plan.ConstantEvaluation;
import dev.octet.engine.plan.fact.Fact;
import dev.octet.engine.plan.fact.ShapeInference;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** From a graph to a model: rewrites, then whatever does not depend on the shapes of a run. */
public final class Compiler {
  private Compiler() {}

  /**
   * @throws GraphException if the graph holds what cannot run, or with {@code strict} a quantized
   *     operator that cannot run in int8
   */
  public static CompiledModel compile(Graph source, CompileOptions options) {
    Kernels kernels = KernelProvider.kernels();
    ConstantEvaluation evaluation = new ConstantEvaluation(source, kernels);
    Graph graph =
        Passes.forInference(
                (node, tensors) -> {
                  List<Fact> inputs = tensors.stream().map(Fact::of).toList();
                  return evaluation.evaluate(node, inputs, ShapeInference.infer(node, inputs));
                })
            .apply(source);
    Map<String, String> fallbacks = FloatFallbacks.find(source);
    if (options.strict() && !fallbacks.isEmpty()) {
      throw new GraphException(
          "quantized operators that cannot run in int8: "
              + fallbacks.entrySet().stream()
                  .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                  .collect(Collectors.joining(", ")));
    }
    return new CompiledModel(graph, kernels, options, fallbacks);
  }
}
