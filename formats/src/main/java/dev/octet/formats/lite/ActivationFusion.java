package dev.octet.formats.lite;

import java.util.Optional;

/** Takes activations into the operators before them, those that the target's kernels can do. */
record ActivationFusion(LiteTarget target) implements ProgramPass {
  @Override
  public void apply(ProgramDraft draft) {
    for (Operation operation : draft.snapshot()) {
      if (ConvolutionFusion.isConvolution(operation)) {
        intoConvolution(draft, operation);
      } else if (target == LiteTarget.ARM) {
        intoOther(draft, operation);
      }
    }
  }

  private void intoConvolution(ProgramDraft draft, Operation convolution) {
    Optional<Operation> follower = draft.follower(convolution.output("Output"), "Out");
    if (follower.isEmpty() || convolution.flag("with_act") || convolution.flag("fuse_relu")) {
      return;
    }
    Operation activation = follower.get();
    switch (activation.type()) {
      case "relu" -> convolution.set("fuse_relu", true);
      case "relu6" -> convolution.set("fuse_brelu_threshold", activation.real("threshold", 6));
      case "leaky_relu" -> {
        if (target != LiteTarget.ARM) {
          return;
        }
        convolution.set("leaky_relu_alpha", activation.real("alpha", 0.02f));
      }
      default -> {
        return;
      }
    }
    convolution.set("with_act", true);
    convolution.set("act_type", activation.type());
    take(draft, convolution, "Output", activation);
  }

  private static void intoOther(ProgramDraft draft, Operation operation) {
    Optional<Operation> follower = draft.follower(operation.output("Out"), "Out");
    if (follower.isEmpty() || !follower.get().is("relu")) {
      return;
    }
    switch (operation.type()) {
      case "elementwise_add", "elementwise_sub", "elementwise_mul" -> {
        operation.become("fusion_" + operation.type() + "_activation");
        operation.set("act_type", "relu");
      }
      case "fc", "scale" -> {
        if (!operation.text("activation_type", "").isEmpty()) {
          return;
        }
        operation.set("activation_type", "relu");
        if (operation.is("scale")) {
          operation.set("fuse_relu", true);
        }
      }
      default -> {
        return;
      }
    }
    take(draft, operation, "Out", follower.get());
  }

  private static void take(
      ProgramDraft draft, Operation operation, String slot, Operation activation) {
    operation.setOutput(slot, activation.output("Out"));
    draft.operations().remove(activation);
    QuantizationAttributes.inherit(operation, activation);
  }
}
