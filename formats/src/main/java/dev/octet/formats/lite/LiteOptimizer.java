package dev.octet.formats.lite;

import dev.octet.engine.graph.GraphException;
import dev.octet.formats.ModelFormatException;
import dev.octet.formats.paddle.PaddleProgram;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Rewrites programs as Paddle Lite's {@code opt} does: biases, batch normalisation and activations
 * go into the operators before them, static quantization into attributes, and weights become
 * integers if that is asked for. Results are those of the program up to rounding.
 */
public final class LiteOptimizer {
  /** Attributes for training and for another library. */
  private static final Set<String> WITHOUT_MEANING =
      Set.of("op_role", "op_role_var", "op_namescope", "op_callstack", "workspace_size_MB");

  private LiteOptimizer() {}

  /**
   * What came out.
   *
   * @param program Octet can run it in any case
   * @param withoutKernel types of operators that Paddle Lite has no kernel for on the target; if
   *     there are any, it cannot run the program
   * @param remarks what of the model's quantization was left out
   */
  public record Result(
      PaddleProgram program, SortedSet<String> withoutKernel, List<String> remarks) {
    public Result {
      withoutKernel = Collections.unmodifiableSortedSet(new TreeSet<>(withoutKernel));
      remarks = List.copyOf(remarks);
    }
  }

  /**
   * @param quantization what the weights are stored as; empty to leave them as they are
   * @return a program for Paddle Lite's kernels for {@code target}
   * @throws ModelFormatException if the program is not supported
   */
  public static Result optimize(
      PaddleProgram program, LiteTarget target, Optional<LiteQuantType> quantization)
      throws ModelFormatException {
    List<String> remarks = new ArrayList<>();
    ProgramDraft draft = new ProgramDraft(frozen(program, remarks));
    for (Operation operation : draft.operations()) {
      if (operation.flag("enable_int8")) {
        throw new ModelFormatException(
            program.file(),
            operation.type(),
            "is on int8 already, as opt makes it; start from the model that this one was made of");
      }
      operation.attributes().keySet().removeAll(WITHOUT_MEANING);
      operation.attributes().remove(KernelChoice.ATTRIBUTE);
    }
    SortedSet<String> missing = new TreeSet<>();
    for (ProgramPass pass : passes(target, quantization, missing, remarks)) {
      pass.apply(draft);
    }
    PaddleProgram result = draft.toProgram();
    result.graph();
    return new Result(result, missing, remarks);
  }

  private static PaddleProgram frozen(PaddleProgram program, List<String> remarks)
      throws ModelFormatException {
    try {
      return program.frozen();
    } catch (GraphException e) {
      remarks.add(e.getMessage());
      return program;
    }
  }

  private static List<ProgramPass> passes(
      LiteTarget target,
      Optional<LiteQuantType> quantization,
      SortedSet<String> missing,
      List<String> remarks) {
    List<ProgramPass> passes = new ArrayList<>();
    passes.add(new QuantizationAttributes());
    passes.add(new SimulationRemoval(remarks));
    passes.add(new MatrixProducts(target));
    // Before batch normalisation goes into weights: that multiplies scales, not integers.
    quantization.ifPresent(type -> passes.add(new DynamicQuantization(type)));
    passes.add(new ConvolutionFusion());
    if (target == LiteTarget.ARM) {
      passes.add(new FullyConnectedFusion());
    }
    passes.add(new LoadedWeights(target, remarks));
    passes.add(new ActivationFusion(target));
    passes.add(new IdentityElimination());
    if (target == LiteTarget.ARM) {
      passes.add(LiteOptimizer::makeGlobal);
    }
    passes.add(new StatedDefaults());
    passes.add(new Int8Values(target));
    passes.add(new KernelChoice(target, missing));
    return passes;
  }

  /** Adaptive pooling to one element is pooling over the whole image. */
  private static void makeGlobal(ProgramDraft draft) {
    for (Operation operation : draft.operations()) {
      var size = operation.attributes().get("ksize");
      if (operation.is("pool2d")
          && operation.flag("adaptive")
          && size != null
          && size.getIntsList().equals(List.of(1, 1))) {
        operation.set("adaptive", false);
        operation.set("global_pooling", true);
      }
    }
  }
}
