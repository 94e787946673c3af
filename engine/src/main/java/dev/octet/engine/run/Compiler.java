package dev.octet.engine.run;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphException;
import dev.octet.engine.graph.Value;
import dev.octet.engine.kernel.Kernels;
import dev.octet.engine.kernel.provider.KernelProvider;
import dev.octet.engine.pass.ConstantEvaluator;
import dev.octet.engine.pass.DynamicInt8;
import dev.octet.engine.pass.FixedImages;
import dev.octet.engine.pass.FloatFallbacks;
import dev.octet.engine.pass.Passes;
import dev.octet.engine.plan.ConstantEvaluation;
import dev.octet.engine.plan.fact.Fact;
import dev.octet.engine.plan.fact.ShapeInference;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** From a graph to a model: rewrites, then whatever does not depend on the shapes of a run. */
public final class Compiler {
  private Compiler() {}

  /**
   * @throws GraphException if the graph holds what cannot run, with {@code strict} a quantized
   *     operator that cannot run in int8, or with {@code dynamicInt8} no operator for that
   */
  public static CompiledModel compile(Graph source, CompileOptions options) {
    Kernels kernels = KernelProvider.kernels();
    DynamicInt8 dynamic = dynamic(options);
    ConstantEvaluator evaluator = evaluator(source);
    Graph normal = Passes.toNormalForm(evaluator).apply(source);
    Map<String, String> fallbacks = FloatFallbacks.find(normal, dynamic);
    if (options.dynamicInt8() && !FloatFallbacks.anyDynamic(normal)) {
      throw new GraphException(
          "no operator can quantize its input in a run"
              + (fallbacks.isEmpty() ? ": none has int8 weights alone" : reasons(fallbacks)));
    }
    if (options.strict() && !fallbacks.isEmpty()) {
      throw new GraphException("quantized operators that cannot run in int8" + reasons(fallbacks));
    }
    Graph graph = Passes.forInference(evaluator, dynamic).apply(normal);
    Set<Value> fixedImages =
        FixedImages.find(graph, evaluator(new ConstantEvaluation(graph, kernels)));
    return new CompiledModel(graph, fixedImages, kernels, options, fallbacks);
  }

  /** Computes nodes of the graph whose inputs are constant, as a run would. */
  public static ConstantEvaluator evaluator(Graph graph) {
    return evaluator(new ConstantEvaluation(graph, KernelProvider.kernels()));
  }

  private static ConstantEvaluator evaluator(ConstantEvaluation evaluation) {
    return (node, tensors) -> {
      List<Fact> inputs = tensors.stream().map(Fact::of).toList();
      return evaluation.evaluate(node, inputs, ShapeInference.infer(node, inputs));
    };
  }

  private static DynamicInt8 dynamic(CompileOptions options) {
    if (!options.dynamicInt8()) {
      return DynamicInt8.OFF;
    }
    return options.strict() ? DynamicInt8.EVERYWHERE : DynamicInt8.WHERE_FASTER;
  }

  private static String reasons(Map<String, String> fallbacks) {
    return fallbacks.entrySet().stream()
        .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
        .collect(Collectors.joining(", ", ": ", ""));
  }
}
