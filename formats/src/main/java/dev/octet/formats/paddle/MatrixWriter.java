package dev.octet.formats.paddle;

import dev.octet.engine.op.Activation;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.MatMul;

/** Matrix products. */
final class MatrixWriter {
  private MatrixWriter() {}

  static void write(NodeSite site, FullyConnected op) {
    if (site.isCalled(SingleOperators.FULLY_CONNECTED) && op.weightColumnDims() == 1) {
      OperatorBuilder operator =
          site.operator(SingleOperators.FULLY_CONNECTED)
              .in("Input", site.input(0))
              .in("W", site.input(1));
      if (op.epilogue().bias()) {
        operator.in("Bias", site.input(2));
      }
      boolean relu = op.epilogue().activation() instanceof Activation.Relu;
      operator
          .out("Out", site.output())
          .integer("in_num_col_dims", op.inputColumnDims())
          .text("activation_type", relu ? "relu" : "");
      return;
    }
    site.operator("mul")
        .in("X", site.input(0))
        .in("Y", site.input(1))
        .out("Out", site.output())
        .integer("x_num_col_dims", op.inputColumnDims())
        .integer("y_num_col_dims", op.weightColumnDims());
  }

  static void write(NodeSite site, MatMul op) {
    boolean plain = !op.transposeX() && !op.transposeY();
    String type =
        site.isCalled("matmul") ? "matmul" : plain && site.isCalled("bmm") ? "bmm" : "matmul_v2";
    OperatorBuilder operator =
        site.operator(type).in("X", site.input(0)).in("Y", site.input(1)).out("Out", site.output());
    switch (type) {
      case "matmul" ->
          operator
              .flag("transpose_X", op.transposeX())
              .flag("transpose_Y", op.transposeY())
              .number("alpha", op.alpha());
      case "matmul_v2" ->
          operator.flag("trans_x", op.transposeX()).flag("trans_y", op.transposeY());
      default -> {}
    }
  }
}
