package dev.octet.cli;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Input;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.octet.OctetFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

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
    boolean quantized = graph.nodes().stream().anyMatch(node -> node.op() instanceof Quantize);
    return new Outline(
        quantized ? "int8" : "float",
        graph.inputs().stream().map(Input::name).toList(),
        graph.outputs().stream().map(Value::name).toList(),
        operators,
        graph.constants().values().stream().mapToLong(Tensor::byteSize).sum(),
        Files.size(path));
  }
}
