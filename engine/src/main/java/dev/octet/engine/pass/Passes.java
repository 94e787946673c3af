package dev.octet.engine.pass;

import dev.octet.engine.graph.Graph;
import java.util.List;

/** The order of the rewrites. */
public final class Passes {
  private Passes() {}

  /**
   * What lets a linear operator see whether its inputs are quantized, whatever stands between the
   * two. The graph computes the same.
   */
  public static Pass toNormalForm(ConstantEvaluator evaluator) {
    return sequence(
        new RemoveIdentity(),
        FoldConstants.exceptWeights(evaluator),
        new SinkMovement(evaluator),
        new SinkDequantize(),
        FoldConstants.exceptWeights(evaluator),
        new ShareQuantization());
  }

  /**
   * All that prepares a graph in {@linkplain #toNormalForm normal form} for running.
   *
   * @param dynamic which operators with int8 weights quantize their input in each run
   */
  public static Pass forInference(ConstantEvaluator evaluator, DynamicInt8 dynamic) {
    return sequence(
        new FoldQuantization(),
        new DynamicQuantization(dynamic),
        FoldConstants.all(evaluator),
        new FoldAffine(evaluator),
        new FuseResidual(evaluator),
        new FuseActivation(),
        new FuseQuantizedSum(evaluator),
        new SinkQuantize(),
        new FuseQuantize());
  }

  /** Several passes, one after the other. */
  public static Pass sequence(Pass... passes) {
    List<Pass> order = List.of(passes);
    return graph -> {
      Graph current = graph;
      for (Pass pass : order) {
        current = pass.apply(current);
      }
      return current;
    };
  }
}
