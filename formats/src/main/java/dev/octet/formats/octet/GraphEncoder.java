package dev.octet.formats.octet;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphException;
import dev.octet.engine.graph.Input;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.octet.proto.OctetProto;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A graph as a message, in which values are numbers. */
final class GraphEncoder {
  private final Graph graph;
  private final OctetProto.Graph.Builder to = OctetProto.Graph.newBuilder();
  private final Map<Value, Integer> numbers = new HashMap<>();
  private final CharsetEncoder utf8 = StandardCharsets.UTF_8.newEncoder();

  private GraphEncoder(Graph graph) {
    this.graph = graph;
  }

  /**
   * @throws GraphException for a graph that the file cannot hold
   */
  static OctetProto.Graph encode(Graph graph) {
    var encoder = new GraphEncoder(graph);
    encoder.inputs();
    encoder.constants();
    graph.nodes().forEach(encoder::node);
    encoder.to.addAllOutputs(encoder.numbers(graph.outputs()));
    return encoder.to.build();
  }

  private void inputs() {
    for (Input input : graph.inputs()) {
      to.addInputsBuilder()
          .setName(define(input.value()))
          .setDtype(EnumCodes.encode(input.dtype()))
          .addAllDims(dims(input.shape()));
    }
  }

  private void constants() {
    long offset = 0;
    for (Map.Entry<Value, Tensor> constant : graph.constants().entrySet()) {
      Tensor tensor = constant.getValue();
      offset = Frame.align(offset);
      to.addConstantsBuilder()
          .setName(define(constant.getKey()))
          .setDtype(EnumCodes.encode(tensor.dtype()))
          .addAllDims(dims(tensor.shape()))
          .setOffset(offset);
      offset += tensor.byteSize();
    }
  }

  private void node(Node node) {
    var message =
        to.addNodesBuilder().setType(text(node.type())).addAllInputs(numbers(node.inputs()));
    if (!node.name().equals(node.output().name())) {
      message.setName(text(node.name()));
    }
    for (Value output : node.outputs()) {
      message.addOutputs(define(output));
    }
    try {
      message.setOp(OpEncoder.encodeOp(node.op()));
    } catch (IllegalArgumentException e) {
      throw new GraphException(
          "node '%s' (%s) cannot be written: %s"
              .formatted(node.name(), node.type(), e.getMessage()),
          e);
    }
  }

  private String define(Value value) {
    numbers.put(value, numbers.size());
    return text(value.name());
  }

  private List<Integer> numbers(List<Value> values) {
    return values.stream().map(numbers::get).toList();
  }

  private String text(String text) {
    if (!utf8.canEncode(text)) {
      throw new GraphException("the name '" + text + "' cannot be written: it is no Unicode text");
    }
    return text;
  }

  private static List<Integer> dims(Shape shape) {
    return Arrays.stream(shape.toArray()).boxed().toList();
  }
}
