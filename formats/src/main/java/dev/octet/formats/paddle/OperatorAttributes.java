package dev.octet.formats.paddle;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.ConvTranspose2d;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.FakeQuantize;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.MatMul;
import dev.octet.engine.op.Op;
import dev.octet.formats.paddle.proto.OperatorProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Attributes that say how operators are quantized, beside those that they compute by. */
final class OperatorAttributes {
  private final Graph graph;
  private final PaddleEncoding encoding;

  /** The thresholds by which activations are quantized after they are given. */
  private final Map<Value, Float> thresholds = new HashMap<>();

  private OperatorAttributes(Graph graph, PaddleEncoding encoding) {
    this.graph = graph;
    this.encoding = encoding;
  }

  static OperatorAttributes of(Graph graph, PaddleEncoding encoding) {
    OperatorAttributes attributes = new OperatorAttributes(graph, encoding);
    for (Node node : graph.nodes()) {
      if (node.op() instanceof FakeQuantize op && op.scale() == FakeQuantize.Scale.INPUT) {
        graph
            .constant(node.input(1))
            .filter(tensor -> tensor.elements() == 1)
            .ifPresent(
                tensor -> attributes.thresholds.put(node.input(0), (float) tensor.element(0)));
      }
    }
    return attributes;
  }

  /** Adds to the operators that a node was written as. */
  void add(Node node, List<OperatorProto.Builder> operators) {
    if (encoding != PaddleEncoding.FROZEN_V1 && encoding != PaddleEncoding.QDQ_INT8) {
      return;
    }
    boolean quantized =
        isLinear(node.op()) && gives(node.input(0), encoding == PaddleEncoding.FROZEN_V1);
    Optional<Float> threshold =
        encoding == PaddleEncoding.FROZEN_V1 && !(node.op() instanceof FakeQuantize)
            ? Optional.ofNullable(thresholds.get(node.output()))
            : Optional.empty();
    for (OperatorProto.Builder proto : operators) {
      OperatorBuilder operator = new OperatorBuilder(proto);
      if (quantized) {
        operator.text("quantization_type", "qat_with_weight");
        operator.flag("with_quant_attr", true);
      }
      threshold.ifPresent(
          number ->
              operator
                  .number("out_threshold", number)
                  .number(proto.getOutputs(0).getParameter() + "0_threshold", number));
    }
  }

  private boolean gives(Value value, boolean integersAsFloats) {
    return graph
        .producer(value)
        .map(Node::op)
        .filter(
            op ->
                integersAsFloats
                    ? op instanceof FakeQuantize fake && !fake.dequantize()
                    : op instanceof Dequantize)
        .isPresent();
  }

  private static boolean isLinear(Op op) {
    return op instanceof Conv2d
        || op instanceof ConvTranspose2d
        || op instanceof FullyConnected
        || op instanceof MatMul;
  }
}
