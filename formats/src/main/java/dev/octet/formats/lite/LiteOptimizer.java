package dev.octet.formats.lite;

import dev.octet.formats.ModelFormatException;
import dev.octet.formats.paddle.PaddleProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Rewrites programs as Paddle Lite's {@code opt} does: biases, batch normalisation and activations
 * go into the operators before them, static quantization into attributes, and weights become
 * integers if that is asked for. Results are those of the program up to rounding.
 */
public final class LiteOptimizer {
  private static final Set<String> FOR_TRAINING =
      Set.of("op_role", "op_role_var", "op_namescope", "op_callstack");

  private LiteOptimizer() {}

  /**
   * @param quantization what the weights are stored as; empty to leave them as they are
   * @return a program that Paddle Lite's kernels for {@code target} could run
   * @throws ModelFormatException if the program is not supported
   */
  public static PaddleProgram optimize(
      PaddleProgram program, LiteTarget target, Optional<LiteQuantType> quantization)
      throws ModelFormatException {
    ProgramDraft draft = new ProgramDraft(program);
    for (Operation operation : draft.operations()) {
      operation.attributes().keySet().removeAll(FOR_TRAINING);
      operation.attributes().remove(KernelChoice.ATTRIBUTE);
    }
    for (ProgramPass pass : passes(target, quantization)) {
      pass.apply(draft);
    }
    PaddleProgram result = draft.toProgram();
    result.graph();
    return result;
  }

  private static List<ProgramPass> passes(LiteTarget target, Optional<LiteQuantType> quantization) {
    List<ProgramPass> passes = new ArrayList<>();
    passes.add(new QuantizationAttributes());
    passes.add(LiteOptimizer::refuseSimulation);
    // Before batch normalisation goes into weights: that multiplies scales, not integers.
    quantization.ifPresent(type -> passes.add(new DynamicQuantization(type)));
    passes.add(new ConvolutionFusion());
    if (target == LiteTarget.ARM) {
      passes.add(new FullyConnectedFusion());
    }
    passes.add(new ActivationFusion(target));
    passes.add(new IdentityElimination());
    passes.add(LiteOptimizer::makeGlobal);
    passes.add(new KernelChoice(target));
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

  /** What simulates quantization and was not taken into an operator. */
  private static void refuseSimulation(ProgramDraft draft) throws ModelFormatException {
    Set<String> left = new TreeSet<>();
    for (Operation operation : draft.operations()) {
      if (operation.type().startsWith("fake_") || operation.type().endsWith("quantize_linear")) {
        left.add(operation.type());
      }
    }
    if (!left.isEmpty()) {
      throw new ModelFormatException(
          draft.file(),
          "program",
          ("This model is not supported, because %d ops are not supported."
                  + " These unsupported ops are: '%s'. Export the quantized model with"
                  + " onnx_format=False, or start from the float model")
              .formatted(left.size(), String.join(", ", left)));
    }
  }
}
