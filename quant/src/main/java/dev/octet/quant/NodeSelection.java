package dev.octet.quant;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Input;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.ConvTranspose2d;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.DynamicQuantize;
import dev.octet.engine.op.FakeDequantize;
import dev.octet.engine.op.FakeQuantize;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.MatMul;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.op.Quantized;
import dev.octet.engine.op.QuantizedBinary;
import dev.octet.engine.op.Requantize;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Which nodes of a graph are quantized.
 *
 * @param notes why nodes of the wanted types stay in float
 */
record NodeSelection(List<LinearNode> nodes, List<String> notes) {

  /**
   * @param types the wanted types, in the words of {@link OperatorTypes}
   * @param skip names of nodes, or of variables that a node reads or gives, that stay in float
   * @throws QuantizationException if the graph is quantized already, a name to skip is unknown, or
   *     no node is left
   */
  static NodeSelection of(Graph graph, List<String> types, List<String> skip) {
    requireFloat(graph);
    requireKnown(graph, skip);
    Set<String> skipped = new HashSet<>(skip);
    List<LinearNode> nodes = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      Optional<String> type = OperatorTypes.of(graph, node).filter(types::contains);
      if (type.isEmpty()) {
        continue;
      }
      if (names(node).anyMatch(skipped::contains)) {
        notes.add("%s stays in float: it is to be skipped".formatted(title(node)));
        continue;
      }
      Optional<String> obstacle = obstacle(graph, node);
      if (obstacle.isPresent()) {
        notes.add("%s stays in float: %s".formatted(title(node), obstacle.get()));
      } else {
        nodes.add(new LinearNode(node, channelAxis(node, type.get())));
      }
    }
    if (nodes.isEmpty()) {
      throw new QuantizationException(nothing(graph, types, notes));
    }
    return new NodeSelection(List.copyOf(nodes), List.copyOf(notes));
  }

  private static void requireFloat(Graph graph) {
    for (Node node : graph.nodes()) {
      switch (node.op()) {
        case Quantize _,
            Dequantize _,
            DynamicQuantize _,
            Requantize _,
            Quantized _,
            QuantizedBinary _,
            FakeQuantize _,
            FakeDequantize _ ->
            throw new QuantizationException(
                "the graph is quantized already: it holds %s; quantize the float model"
                    .formatted(title(node)));
        default -> {}
      }
    }
  }

  private static void requireKnown(Graph graph, List<String> skip) {
    Set<String> known = new HashSet<>();
    graph.nodes().forEach(node -> names(node).forEach(known::add));
    for (String name : skip) {
      if (!known.contains(name)) {
        throw new QuantizationException(
            "nothing to skip by the name '%s': it must be a node or a variable that a node reads or gives"
                .formatted(name));
      }
    }
  }

  /** The names by which a node can be skipped. */
  static Stream<String> names(Node node) {
    return Stream.concat(
        Stream.of(node.name()),
        Stream.concat(node.inputs().stream(), node.outputs().stream()).map(Value::name));
  }

  /** Why a node of a wanted type cannot be quantized; empty if it can. */
  private static Optional<String> obstacle(Graph graph, Node node) {
    Value activation = node.input(0);
    Value weights = node.input(1);
    Optional<Tensor> constant = graph.constant(weights);
    if (graph.constant(activation).isPresent()) {
      return Optional.of("its first input '%s' is a constant".formatted(activation));
    }
    if (constant.isEmpty()) {
      return Optional.of("its weights '%s' are not a constant".formatted(weights));
    }
    Optional<Input> input =
        graph.inputs().stream().filter(each -> each.value().equals(activation)).findFirst();
    if (input.isPresent() && input.get().dtype() != DType.FLOAT32) {
      return Optional.of("its input '%s' is %s".formatted(activation, input.get().dtype()));
    }
    Tensor tensor = constant.get();
    Shape shape = tensor.shape();
    boolean fits =
        switch (node.op()) {
          case FullyConnected fc ->
              fc.weightColumnDims() >= 1 && fc.weightColumnDims() < shape.rank();
          case MatMul _ -> shape.rank() == 2;
          default -> shape.rank() == 4;
        };
    if (!fits || tensor.dtype() != DType.FLOAT32 || tensor.elements() == 0) {
      return Optional.of("its weights '%s' are %s".formatted(weights, tensor));
    }
    return Optional.empty();
  }

  /**
   * As Paddle has it: 0 for convolutions, 1 for the others. The filter of a transposed convolution
   * is {@code [C,K/groups,kh,kw]}, so its groups share the thresholds of axis 1; that of a
   * depthwise one has its channels on axis 0.
   */
  private static int channelAxis(Node node, String type) {
    return switch (node.op()) {
      case Conv2d _ -> 0;
      case ConvTranspose2d _ -> type.equals(OperatorTypes.DEPTHWISE_CONV_TRANSPOSE) ? 0 : 1;
      case FullyConnected fc -> fc.weightColumnDims();
      case MatMul matmul -> matmul.transposeY() ? 0 : 1;
      default -> throw new IllegalArgumentException(title(node) + " has no weights");
    };
  }

  private static String nothing(Graph graph, List<String> types, List<String> notes) {
    var held = new TreeMap<>(graph.nodes().stream().collect(groupingBy(Node::type, counting())));
    return "no operator to quantize: looked for %s, and the graph holds %s%s"
        .formatted(
            String.join(", ", types), held, notes.isEmpty() ? "" : "; " + String.join("; ", notes));
  }

  private static String title(Node node) {
    return "node '%s' (%s)".formatted(node.name(), node.type());
  }
}
