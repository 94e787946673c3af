package dev.octet.quant;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.ConvTranspose2d;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.MatMul;
import dev.octet.engine.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The types of operators that can be quantized, in Paddle's words. A node whose source has other
 * words goes by its operator: {@code Conv} of ONNX is a {@code conv2d}.
 */
final class OperatorTypes {
  static final String CONV = "conv2d";
  static final String DEPTHWISE_CONV = "depthwise_conv2d";
  static final String CONV_TRANSPOSE = "conv2d_transpose";
  static final String DEPTHWISE_CONV_TRANSPOSE = "depthwise_conv2d_transpose";
  static final String MUL = "mul";
  static final String MATMUL = "matmul";
  static final String MATMUL_V2 = "matmul_v2";
  static final String FC = "fc";

  static final List<String> ALL =
      List.of(
          CONV,
          DEPTHWISE_CONV,
          CONV_TRANSPOSE,
          DEPTHWISE_CONV_TRANSPOSE,
          MUL,
          MATMUL,
          MATMUL_V2,
          FC);

  private OperatorTypes() {}

  /**
   * @throws IllegalArgumentException for a type that is none of {@link #ALL}
   */
  static List<String> checked(String... types) {
    for (String type : types) {
      if (!ALL.contains(type)) {
        throw new IllegalArgumentException(
            "operator type '%s': must be one of %s".formatted(type, String.join(", ", ALL)));
      }
    }
    return List.of(types);
  }

  /** The type of {@code node}; empty where its operator cannot be quantized. */
  static Optional<String> of(Graph graph, Node node) {
    String derived =
        switch (node.op()) {
          case Conv2d conv when conv.groups() > 1 && filter(graph, node, hasDim(1, 1)) ->
              DEPTHWISE_CONV;
          case Conv2d _ -> CONV;
          case ConvTranspose2d conv
              when conv.groups() > 1 && filter(graph, node, hasDim(0, conv.groups())) ->
              DEPTHWISE_CONV_TRANSPOSE;
          case ConvTranspose2d _ -> CONV_TRANSPOSE;
          case FullyConnected _ -> FC;
          case MatMul _ -> MATMUL_V2;
          default -> "";
        };
    if (derived.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(ALL.contains(node.type()) ? node.type() : derived);
  }

  private static boolean filter(Graph graph, Node node, Predicate<Tensor> is) {
    return graph.constant(node.input(1)).filter(is).isPresent();
  }

  private static Predicate<Tensor> hasDim(int axis, int size) {
    return tensor -> tensor.shape().rank() > axis && tensor.shape().dim(axis) == size;
  }
}
