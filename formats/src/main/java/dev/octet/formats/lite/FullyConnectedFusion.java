package dev.octet.formats.lite;

import dev.octet.engine.tensor.Tensor;
import java.util.Optional;

/** Makes {@code fc} of a product with weights and the bias behind it. */
final class FullyConnectedFusion implements ProgramPass {
  @Override
  public void apply(ProgramDraft draft) {
    for (Operation operation : draft.snapshot()) {
      Tensor weights = draft.tensors().get(operation.input("Y"));
      if (operation.is("mul")
          && weights != null
          && weights.shape().rank() == 2
          && operation.integer("y_num_col_dims", 1) == 1) {
        fuse(draft, operation, weights);
      }
    }
  }

  private static void fuse(ProgramDraft draft, Operation product, Tensor weights) {
    Optional<Operation> follower = draft.follower(product.output("Out"), "Out");
    int columns = weights.shape().dim(1);
    int rows = product.integer("x_num_col_dims", 1);
    if (follower.isEmpty() || !follower.get().is("elementwise_add")) {
      return;
    }
    Operation add = follower.get();
    Tensor bias = draft.tensors().get(add.input("Y"));
    int axis = add.integer("axis", -1);
    if (bias == null
        || !bias.dtype().isFloating()
        || bias.elements() != columns
        || bias.shape().dim(bias.shape().rank() - 1) != columns
        || !add.input("X").equals(product.output("Out"))
        || axis != -1 && axis != rows) {
      return;
    }
    product.become("fc");
    product.moveInput("X", "Input");
    product.moveInput("Y", "W");
    product.setInput("Bias", add.input("Y"));
    product.setOutput("Out", add.output("Out"));
    product.set("in_num_col_dims", rows);
    QuantizationAttributes.rename(product, "X0_scale", "Input0_scale");
    QuantizationAttributes.rename(product, "Y0_scale", "W0_scale");
    draft.operations().remove(add);
  }
}
