package dev.octet.bench.onnx;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Input;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.AdaptivePool2d;
import dev.octet.engine.op.Binary;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Pool2d;
import dev.octet.engine.op.PoolKind;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which values of a graph are quantized, and how: those that an operator reads that has an integer
 * form in the other engine. Sums, pooling and products are all quantized there, so that data stay
 * in integers from the first layer to the last.
 */
final class QuantizedValues {
  private final Graph graph;
  private final Map<String, Double> thresholds;
  private final boolean signed;
  private final Map<Value, ActivationParams> params = new LinkedHashMap<>();
  private final Set<Value> oneSided = new HashSet<>();

  /**
   * @param thresholds of the float values, by name
   * @param signed whether activations are int8, else uint8
   */
  QuantizedValues(Graph graph, Map<String, Double> thresholds, boolean signed) {
    this.graph = graph;
    this.thresholds = thresholds;
    this.signed = signed;
    Set<Value> read = new HashSet<>();
    for (Node node : graph.nodes()) {
      if (isInteger(node.op())) {
        node.inputs().stream().filter(value -> graph.constant(value).isEmpty()).forEach(read::add);
      }
    }
    graph.inputs().stream().map(Input::value).filter(read::contains).forEach(this::add);
    for (Node node : graph.nodes()) {
      Value output = node.output();
      if (isOneSided(node)) {
        oneSided.add(output);
      }
      if (!read.contains(output)) {
        continue;
      }
      if (keepsParams(node.op())) {
        params.put(output, params.get(node.input(0)));
      } else {
        add(output);
      }
    }
  }

  /** The parameters of a value; empty for one that stays in float. */
  Optional<ActivationParams> of(Value value) {
    return Optional.ofNullable(params.get(value));
  }

  private void add(Value value) {
    Double threshold = thresholds.get(value.name());
    if (threshold == null) {
      throw new IllegalArgumentException("no threshold for the value '" + value + "'");
    }
    params.put(value, ActivationParams.of(threshold, oneSided.contains(value), signed));
  }

  static boolean isInteger(Op op) {
    return op instanceof Conv2d
        || op instanceof FullyConnected
        || op instanceof Binary
        || op instanceof Pool2d
        || op instanceof AdaptivePool2d;
  }

  /** Whether the output has the integers of the input. */
  private static boolean keepsParams(Op op) {
    return op instanceof Pool2d pool && pool.kind() == PoolKind.MAX;
  }

  private boolean isOneSided(Node node) {
    return switch (node.op()) {
      case Conv2d conv -> isOneSided(conv.epilogue().activation());
      case FullyConnected fc -> isOneSided(fc.epilogue().activation());
      case Binary binary -> isOneSided(binary.activation());
      case Pool2d _, AdaptivePool2d _ -> oneSided.contains(node.input(0));
      default -> false;
    };
  }

  static boolean isOneSided(Activation activation) {
    return activation instanceof Activation.Relu
        || (activation instanceof Activation.Clip(float low, _) && low == 0);
  }
}
