package dev.octet.formats.paddle;

import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.MatMul;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Matrix products. */
final class MatrixOperators {
  /** How many rows and columns of zeros {@code padding_weights} means. */
  private static final int WEIGHT_PADDING = 4;

  private MatrixOperators() {}

  static Map<String, OperatorMapping> mappings() {
    return Map.of(
        "mul",
        MatrixOperators::mul,
        "matmul",
        MatrixOperators::firstMatmul,
        "matmul_v2",
        operator -> matmul(operator, "trans_x", "trans_y"),
        "bmm",
        operator -> matmul(operator, "", ""),
        "fused_matmul",
        operator -> matmul(operator, "trans_x", "trans_y"),
        "fc",
        MatrixOperators::fullyConnected);
  }

  private static void mul(Operator operator) throws ModelFormatException {
    LiteQuantization.give(
        operator,
        "Out",
        new FullyConnected(
            columnDims(operator, "x_num_col_dims"), columnDims(operator, "y_num_col_dims")),
        List.of(LiteQuantization.input(operator, "X"), weights(operator, "Y", 1)));
  }

  /**
   * To it a transposed vector is a column for X and a row for Y; to the second version a vector.
   */
  private static void firstMatmul(Operator operator) throws ModelFormatException {
    for (String slot : List.of("X", "Y")) {
      String transpose = "transpose_" + slot;
      int rank = operator.rank(operator.variable(slot)).orElse(0);
      if (rank == 1 && operator.attributes().flag(transpose, false)) {
        throw operator.error(
            "attribute '%s' is set, but '%s' is a vector; it must have 2 dimensions or more"
                .formatted(transpose, operator.variable(slot)));
      }
    }
    matmul(operator, "transpose_X", "transpose_Y");
  }

  private static void matmul(Operator operator, String transposeX, String transposeY)
      throws ModelFormatException {
    Attributes attributes = operator.attributes();
    for (String fused :
        List.of(
            "fused_reshape_X",
            "fused_reshape_Y",
            "fused_reshape_Out",
            "fused_transpose_X",
            "fused_transpose_Y",
            "fused_transpose_Out")) {
      attributes.requireEmpty(fused);
    }
    boolean residual = operator.has("ResidualData");
    var epilogue = new Epilogue(false, residual, FusedActivations.of(operator));
    int axis = attributes.flag(transposeY, false) ? 0 : 1;
    List<Value> inputs = new ArrayList<>();
    inputs.add(LiteQuantization.input(operator, "X"));
    inputs.add(weights(operator, "Y", axis));
    operator.optional("ResidualData").ifPresent(inputs::add);
    LiteQuantization.give(
        operator,
        "Out",
        new MatMul(
            attributes.flag(transposeX, false),
            attributes.flag(transposeY, false),
            attributes.finite("alpha", 1),
            epilogue),
        inputs);
  }

  private static void fullyConnected(Operator operator) throws ModelFormatException {
    Activation activation =
        FusedActivations.ofLite(operator, operator.attributes().text("activation_type", ""));
    List<Value> inputs = new ArrayList<>();
    inputs.add(LiteQuantization.input(operator, "Input"));
    inputs.add(
        operator.attributes().flag("padding_weights", false)
            ? unpadded(operator)
            : LiteQuantization.weights(operator, "W", 2, 1));
    operator.optional("Bias").ifPresent(inputs::add);
    LiteQuantization.give(
        operator,
        "Out",
        new FullyConnected(
            columnDims(operator, "in_num_col_dims"),
            1,
            new Epilogue(operator.has("Bias"), false, activation)),
        inputs);
  }

  private static int columnDims(Operator operator, String attribute) throws ModelFormatException {
    int dims = operator.attributes().integer(attribute, 1);
    if (dims < 1) {
      throw operator.error("attribute '%s' is %d: must be 1 or more".formatted(attribute, dims));
    }
    return dims;
  }

  private static Value weights(Operator operator, String slot, int axis)
      throws ModelFormatException {
    String variable = operator.variable(slot);
    int rank = operator.known(variable).map(tensor -> tensor.shape().rank()).orElse(0);
    return LiteQuantization.weights(operator, slot, rank, axis);
  }

  private static Value unpadded(Operator operator) throws ModelFormatException {
    operator.requireWeights("W", 2);
    Tensor padded = operator.examined(operator.constant("W"));
    int rows = padded.shape().dim(0) - WEIGHT_PADDING;
    int columns = padded.shape().dim(1) - WEIGHT_PADDING;
    if (rows < 1 || columns < 1) {
      throw operator.error(
          "weights of shape %s are too small to be padded".formatted(padded.shape()));
    }
    float[] from = padded.toFloats();
    float[] to = new float[rows * columns];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(from, row * (columns + WEIGHT_PADDING), to, row * columns, columns);
    }
    return operator.constant(operator.variable("W"), Tensor.of(to, rows, columns));
  }
}
