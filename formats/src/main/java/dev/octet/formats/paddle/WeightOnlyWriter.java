package dev.octet.formats.paddle;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphException;
import dev.octet.engine.graph.Node;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.FakeDequantize;
import dev.octet.engine.op.FakeQuantize;
import dev.octet.engine.op.Op;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.paddle.proto.OperatorProto;
import dev.octet.formats.paddle.proto.SlotProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes weights in the form that {@link WeightOnlyQuantization} reads. */
final class WeightOnlyWriter {
  private final Graph graph;
  private final ProgramVariables variables;
  private final Map<String, QuantParams> weights = new HashMap<>();

  WeightOnlyWriter(Graph graph, ProgramVariables variables) {
    this.graph = graph;
    this.variables = variables;
  }

  /**
   * @throws GraphException if the graph simulates quantization
   */
  static Graph suitable(Graph graph) {
    for (Node node : graph.nodes()) {
      if (node.op() instanceof FakeQuantize || node.op() instanceof FakeDequantize) {
        throw unsuitable(node, "simulates quantization");
      }
    }
    return graph;
  }

  private static GraphException unsuitable(Node node, String what) {
    return new GraphException(
        "node '%s' (%s) %s, not weights alone; encodings for activations are %s and %s"
            .formatted(
                node.name(), node.type(), what, PaddleEncoding.FROZEN_V1, PaddleEncoding.QDQ_INT8));
  }

  /** Lets the readers of dequantized weights read the integers. */
  void write(Node node, Dequantize op) {
    Optional<Tensor> integers = graph.constant(node.input(0));
    boolean suitable =
        integers
            .filter(tensor -> tensor.dtype() == DType.INT8 || tensor.dtype() == DType.INT16)
            .isPresent();
    if (!suitable || graph.outputs().contains(node.output())) {
      throw unsuitable(node, "dequantizes something else than int8 or int16 weights");
    }
    String variable = variables.readWeights(node.input(0));
    QuantParams known = weights.putIfAbsent(variable, op.params());
    if (known != null && !known.equals(op.params())) {
      throw new GraphException(
          "weights '%s' are dequantized in two ways, by '%s' in another than before"
              .formatted(variable, node.name()));
    }
    variables.alias(node.output(), variable);
  }

  /** Adds the scales of the weights to the operators that read them. */
  void addScales(Node node, List<OperatorProto.Builder> operators) {
    for (OperatorProto.Builder proto : operators) {
      boolean typed = false;
      for (SlotProto slot : List.copyOf(proto.getInputsList())) {
        for (String variable : slot.getVariablesList()) {
          QuantParams params = weights.get(variable);
          if (params != null) {
            requireAxis(node, variable, params);
            OperatorBuilder operator = new OperatorBuilder(proto);
            operator.numbers(variable + WeightOnlyQuantization.SUFFIX, scales(params));
            if (!typed) {
              operator
                  .text("quantization_type", type(params))
                  .integer("quantize_weight_bits", params.bits())
                  .flag("with_quant_attr", true);
              typed = true;
            }
          }
        }
      }
    }
  }

  private static String type(QuantParams params) {
    return params.isPerTensor() ? "post_weight_abs_max" : "post_weight_channel_wise_abs_max";
  }

  private static List<Float> scales(QuantParams params) {
    List<Float> scales = new ArrayList<>();
    for (int i = 0; i < params.count(); i++) {
      scales.add(params.scale(i));
    }
    return scales;
  }

  /** The axis is not written: readers know it by the operator. */
  private static void requireAxis(Node node, String variable, QuantParams params) {
    Op op = node.op();
    int axis = op instanceof Conv2d ? 0 : 1;
    if (!params.isPerTensor() && params.axis() != axis) {
      throw new GraphException(
          ("node '%s' (%s) reads weights '%s' with scales along axis %d; readers expect axis %d, or"
                  + " one scale for the tensor, as abs_max gives")
              .formatted(node.name(), node.type(), variable, params.axis(), axis));
    }
  }
}
