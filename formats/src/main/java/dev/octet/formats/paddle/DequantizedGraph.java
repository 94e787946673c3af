package dev.octet.formats.paddle;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphException;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.FakeDequantize;
import dev.octet.engine.op.FakeQuantize;
import dev.octet.engine.op.Identity;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A quantized graph in float: weights are the real numbers that the integers stand for, activations
 * are not quantized.
 */
final class DequantizedGraph {
  private final Graph source;
  private final GraphRewriting graph;
  private final Map<Value, List<Node>> consumers;
  private final Map<Value, Value> real = new HashMap<>();

  private DequantizedGraph(Graph source) {
    this.source = source;
    this.graph = new GraphRewriting(source);
    this.consumers = source.consumers();
  }

  /**
   * @throws GraphException if quantization is more than pairs and dequantized constants
   */
  static Graph of(Graph source) {
    return new DequantizedGraph(source).rewrite();
  }

  private Graph rewrite() {
    Set<Value> outputs = new HashSet<>(source.outputs());
    for (Node node : source.nodes()) {
      switch (node.op()) {
        case Quantize _ -> requireDequantized(node);
        case Dequantize op -> {
          Value value = dequantized(node, op);
          if (outputs.contains(node.output())) {
            graph.emit(node.with(new Identity(), List.of(value)));
          } else {
            real.put(node.output(), value);
          }
        }
        case FakeQuantize _, FakeDequantize _ ->
            throw new GraphException(
                ("node '%s' (%s) simulates quantization, which cannot be taken out;"
                        + " the encoding %s keeps it")
                    .formatted(node.name(), node.type(), PaddleEncoding.FROZEN_V1));
        default -> graph.emit(node.with(node.op(), inputs(node)));
      }
    }
    return graph.finish();
  }

  private List<Value> inputs(Node node) {
    List<Value> inputs = new ArrayList<>();
    node.inputs().forEach(input -> inputs.add(real.getOrDefault(input, input)));
    return inputs;
  }

  private void requireDequantized(Node node) {
    boolean pairs =
        !source.outputs().contains(node.output())
            && consumers.getOrDefault(node.output(), List.of()).stream()
                .allMatch(reader -> reader.op() instanceof Dequantize);
    if (!pairs) {
      throw new GraphException(
          "node '%s' (%s) gives integers to others than those that dequantize them: no float graph"
              .formatted(node.name(), node.type()));
    }
  }

  private Value dequantized(Node node, Dequantize op) {
    Value integers = node.input(0);
    Optional<Tensor> constant = source.constant(integers);
    if (constant.isPresent()) {
      Tensor weights = DequantizedWeights.of(constant.get(), op.params());
      boolean alone =
          consumers.getOrDefault(integers, List.of()).size() == 1
              && !source.outputs().contains(integers);
      if (alone) {
        graph.replace(integers, weights);
        return integers;
      }
      return graph.constant(integers.name() + ".float", weights);
    }
    Node quantize =
        source
            .producer(integers)
            .filter(producer -> producer.op() instanceof Quantize)
            .orElseThrow(
                () ->
                    new GraphException(
                        "node '%s' (%s) dequantizes what no node quantizes: no float graph"
                            .formatted(node.name(), node.type())));
    return real.getOrDefault(quantize.input(0), quantize.input(0));
  }
}
