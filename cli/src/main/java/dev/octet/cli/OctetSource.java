package dev.octet.cli;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Input;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.octet.OctetFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** An {@code .octet} file. */
record OctetSource(Path path) implements ModelSource {
  static final String SUFFIX = ".octet";

  @Override
  public String kind() {
    return "octet";
  }

  @Override
  public Graph read() throws IOException {
    return OctetFile.read(path);
  }

  @Override
  public Outline outline() throws IOException {
    Graph graph = read();
    Map<String, Integer> operators = new TreeMap<>();
    for (Node node : graph.nodes()) {
      operators.merge(node.type(), 1, Integer::sum);
    }
    return new Outline(
        encoding(graph),
        graph.inputs().stream().map(Input::name).toList(),
        graph.outputs().stream().map(Value::name).toList(),
        operators,
        graph.constants().values().stream().mapToLong(Tensor::byteSize).sum(),
        Files.size(path));
  }

  private static String encoding(Graph graph) {
    if (graph.nodes().stream().anyMatch(node -> node.op() instanceof Quantize)) {
      return "int8";
    }
    return graph.nodes().stream()
        .map(Node::op)
        .flatMap(
            op ->
                op instanceof Dequantize(QuantParams params)
                    ? Stream.of(params)
                    : Stream.<QuantParams>empty())
        .map(params -> params.bits() > 8 ? "int16 weights" : "int8 weights")
        .findFirst()
        .orElse("float");
  }
}
