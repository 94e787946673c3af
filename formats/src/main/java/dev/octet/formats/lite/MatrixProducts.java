package dev.octet.formats.lite;

import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.paddle.proto.VariableProto;

/**
 * Makes {@code mul} of {@code matmul_v2} with constant weights, which can become {@code fc} and has
 * more kernels; what is left becomes {@code matmul} for x86, which has no kernel for the other.
 */
record MatrixProducts(LiteTarget target) implements ProgramPass {
  @Override
  public void apply(ProgramDraft draft) {
    for (Operation operation : draft.operations()) {
      if (operation.is("matmul_v2")) {
        VariableProto variable = draft.variables().get(operation.input("X"));
        Tensor weights = draft.tensors().get(operation.input("Y"));
        int rank = variable == null ? 0 : variable.getType().getDense().getTensor().getDimsCount();
        boolean transposed = operation.flag("trans_x") || operation.flag("trans_y");
        if (weights != null && weights.shape().rank() == 2 && rank >= 2 && !transposed) {
          operation.become("mul");
          operation.set("x_num_col_dims", rank - 1);
          operation.set("y_num_col_dims", 1);
          forgetFlags(operation);
        } else if (target == LiteTarget.X86 && !operation.flag("enable_int8")) {
          operation.become("matmul");
          operation.set("transpose_X", operation.flag("trans_x"));
          operation.set("transpose_Y", operation.flag("trans_y"));
          operation.set("alpha", 1f);
          forgetFlags(operation);
        }
      }
    }
  }

  private static void forgetFlags(Operation operation) {
    operation.attributes().remove("trans_x");
    operation.attributes().remove("trans_y");
  }
}
