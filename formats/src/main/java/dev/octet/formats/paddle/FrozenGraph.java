package dev.octet.formats.paddle;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphException;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Cast;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.FakeDequantize;
import dev.octet.engine.op.FakeQuantize;
import dev.octet.engine.op.Identity;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Rounding;
import dev.octet.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A quantized graph with its quantization simulated in float, as Paddle's frozen programs have it:
 * linear operators compute on integers that are held as floats, and their sums are dequantized.
 *
 * <p>Rounding is one of Paddle's two ways: ties to even where -128 is in the range, else clipping
 * to the threshold and ties away from zero.
 */
final class FrozenGraph {
  private final Graph source;
  private final GraphRewriting graph;
  private final DeclaredShapes shapes;
  private final Map<Value, List<Node>> consumers;
  private final Map<Value, Value> quantized = new HashMap<>();
  private final Map<Value, Value> heldWeights = new HashMap<>();
  private final Map<Value, Value> thresholds = new HashMap<>();
  private final Map<Value, Value> weightThresholds = new HashMap<>();
  private final Set<Value> real = new HashSet<>();

  private FrozenGraph(Graph source) {
    this.source = source;
    this.graph = new GraphRewriting(source);
    this.shapes = DeclaredShapes.of(source);
    this.consumers = source.consumers();
  }

  /**
   * @throws GraphException if activations are quantized in a way that these programs do not have
   */
  static Graph of(Graph source) {
    return new FrozenGraph(source).rewrite();
  }

  private Graph rewrite() {
    for (Node node : source.nodes()) {
      switch (node.op()) {
        case Quantize _, Dequantize _ -> {
          // Emitted for those that read them.
        }
        case Cast(DType dtype)
            when dtype == DType.FLOAT32 && quantizer(node.input(0)).isPresent() ->
            graph.emit(
                new Node(
                    node.name(),
                    node.type(),
                    new Identity(),
                    List.of(quantized(quantizer(node.input(0)).orElseThrow())),
                    node.outputs()));
        default -> {
          Optional<FrozenMatch> match = FrozenMatch.of(node, source, shapes);
          if (match.isPresent()) {
            emit(node, match.get());
          } else {
            node.inputs().forEach(this::requireReal);
            graph.emit(node);
          }
        }
      }
    }
    source.outputs().forEach(this::requireReal);
    return graph.finish();
  }

  private Optional<Node> quantizer(Value value) {
    return source.producer(value).filter(node -> node.op() instanceof Quantize);
  }

  private void emit(Node node, FrozenMatch match) {
    Value integers = quantized(match.quantize());
    Value weights = heldWeights.computeIfAbsent(match.weights(), _ -> held(match));
    Value activation = threshold(match.quantize());
    Value sum = graph.fresh(node.output().name() + ".sum");
    graph.emit(
        new Node(
            sum.name(), match.type(), match.linear(), List.of(integers, weights), List.of(sum)));
    Epilogue epilogue = match.epilogue();
    boolean last = epilogue.equals(Epilogue.NONE);
    Value result = last ? node.output() : graph.fresh(node.output().name() + ".dequantized");
    graph.emit(dequantize(match, node, sum, activation, result));
    if (!last) {
      SingleOperators.emitEpilogue(graph, node, result, epilogue, match.weightColumnDims());
    }
  }

  private Node dequantize(FrozenMatch match, Node node, Value sum, Value activation, Value result) {
    QuantParams params = match.weightParams();
    float levels = (float) match.activationParams().levels() * params.levels();
    String name = last(result, node);
    if (params.isPerTensor()) {
      return new Node(
          name,
          "fake_dequantize_max_abs",
          new FakeDequantize(QuantParams.PER_TENSOR, levels / params.threshold(0), 1),
          List.of(sum, activation),
          List.of(result));
    }
    Value channels =
        weightThresholds.computeIfAbsent(
            match.weights(),
            value -> graph.constant(value.name() + "@scale", match.channelThresholds()));
    return new Node(
        name,
        "fake_channel_wise_dequantize_max_abs",
        new FakeDequantize(match.channelDimension(), levels, 2),
        List.of(sum, channels, activation),
        List.of(result));
  }

  private static String last(Value result, Node node) {
    return result.equals(node.output()) ? node.name() : result.name();
  }

  /** The integers of an activation as floats. */
  private Value quantized(Node quantize) {
    return quantized.computeIfAbsent(
        quantize.output(),
        output -> {
          requireReal(quantize.input(0));
          FakeQuantize op = fake(quantize, false);
          graph.emit(
              new Node(
                  output.name(),
                  "fake_quantize_range_abs_max",
                  op,
                  List.of(quantize.input(0), threshold(quantize)),
                  List.of(output, graph.fresh(output.name() + "@scale"))));
          return output;
        });
  }

  private FakeQuantize fake(Node quantize, boolean dequantize) {
    QuantParams params = ((Quantize) quantize.op()).params();
    if (!params.isPerTensor()) {
      throw new GraphException(
          "node '%s' (%s) has a threshold for each index of an axis; the encoding %s has that"
              .formatted(quantize.name(), quantize.type(), PaddleEncoding.QDQ_INT8));
    }
    boolean full = params.rounding() == Rounding.HALF_EVEN && params.low() < -params.levels();
    return new FakeQuantize(
        FakeQuantize.Scale.INPUT,
        QuantParams.PER_TENSOR,
        params.bits(),
        full ? Rounding.HALF_EVEN : Rounding.HALF_AWAY_FROM_ZERO,
        full,
        dequantize);
  }

  private Value threshold(Node quantize) {
    QuantParams params = ((Quantize) quantize.op()).params();
    return thresholds.computeIfAbsent(
        quantize.output(),
        _ ->
            graph.constant(
                quantize.input(0).name() + "@scale",
                Tensor.of(new float[] {params.threshold(0)}, 1)));
  }

  /** Integer weights as floats, under their own name if nothing else reads them. */
  private Value held(FrozenMatch match) {
    Value weights = match.weights();
    Tensor floats = HeldIntegers.asFloats(match.integers());
    boolean alone =
        !source.outputs().contains(weights)
            && consumers.getOrDefault(weights, List.of()).size() == 1
            && consumers.getOrDefault(match.dequantized(), List.of()).stream()
                .allMatch(node -> FrozenMatch.of(node, source, shapes).isPresent());
    if (!alone) {
      return graph.constant(weights.name() + ".integers", floats);
    }
    graph.replace(weights, floats);
    return weights;
  }

  /** Makes a dequantized value there for a reader that wants real numbers. */
  private void requireReal(Value value) {
    Optional<Node> producer = source.producer(value);
    if (producer.isEmpty() || !real.add(value)) {
      return;
    }
    Node node = producer.get();
    if (node.op() instanceof Quantize) {
      throw unfit(node, "gives integers to others than those that dequantize them");
    }
    if (!(node.op() instanceof Dequantize(QuantParams params))) {
      return;
    }
    Optional<Tensor> constant = source.constant(node.input(0));
    if (constant.isPresent()) {
      graph.replace(value, DequantizedWeights.of(constant.get(), params));
      return;
    }
    Node quantize =
        quantizer(node.input(0))
            .orElseThrow(() -> unfit(node, "dequantizes what no node quantizes"));
    if (!((Quantize) quantize.op()).params().equals(params)) {
      throw unfit(node, "dequantizes by another threshold than was quantized by");
    }
    requireReal(quantize.input(0));
    List<Value> inputs = new ArrayList<>(List.of(quantize.input(0), threshold(quantize)));
    graph.emit(
        new Node(
            node.name(),
            "fake_quantize_dequantize_moving_average_abs_max",
            fake(quantize, true),
            inputs,
            List.of(value, graph.fresh(value.name() + "@scale"))));
  }

  private static GraphException unfit(Node node, String reason) {
    return new GraphException(
        "node '%s' (%s) %s: the encoding %s has no such thing"
            .formatted(node.name(), node.type(), reason, PaddleEncoding.FROZEN_V1));
  }
}
