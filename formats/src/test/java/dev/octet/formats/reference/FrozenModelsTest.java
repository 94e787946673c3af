package dev.octet.formats.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.FakeDequantize;
import dev.octet.engine.op.FakeQuantize;
import dev.octet.engine.op.Softmax;
import dev.octet.engine.report.OperatorReport;
import dev.octet.engine.run.CompiledModel;
import dev.octet.engine.run.Session;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.npy.Npy;
import dev.octet.formats.npy.Npz;
import dev.octet.formats.paddle.PaddleModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Frozen models of which Paddle recorded every activation: the integer kernels give the same bits
 * up to the input of the softmax.
 */
class FrozenModelsTest {
  /** A model, and what Paddle recorded of the first two images. */
  record Frozen(String name, Path model, Path input, Path recorded) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Frozen> models() throws IOException {
    Path testdata = Path.of(System.getProperty("octet.testdata"));
    List<Frozen> models = new ArrayList<>();
    models.add(
        new Frozen(
            "lenet/ptq-kl-channelwise",
            testdata.resolve("models/lenet/ptq-kl-channelwise"),
            testdata.resolve("golden/lenet/input.npy"),
            testdata.resolve("golden/lenet/ptq-kl-channelwise/intermediate.npz")));
    String reference = System.getProperty("octet.reference", "");
    if (!reference.isEmpty()) {
      addReference(Path.of(reference), models);
    }
    return models;
  }

  /** Those without batch normalisation, which is folded into multipliers. */
  private static void addReference(Path root, List<Frozen> models) throws IOException {
    JsonNode manifest = new ObjectMapper().readTree(root.resolve("manifest.json").toFile());
    for (JsonNode entry : manifest.get("models")) {
      if (entry.get("encoding").asText().equals("frozen-v1")
          && entry.hasNonNull("intermediate")
          && !entry.get("ops").has("batch_norm")) {
        models.add(
            new Frozen(
                "reference/" + entry.get("id").asText(),
                root.resolve(entry.get("dir").asText()),
                root.resolve(entry.get("golden_input").asText()),
                root.resolve(entry.get("intermediate").asText())));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void all_activations_at_once_are_those_of_paddle_bit_by_bit(Frozen frozen) throws IOException {
    Graph graph = PaddleModel.read(frozen.model());
    Map<String, Tensor> recorded = Npz.read(frozen.recorded());
    List<Value> values = values(graph, recorded);

    compare(graph, frozen, values, recorded);
  }

  @ParameterizedTest
  @MethodSource("models")
  void each_activation_alone_is_that_of_paddle_bit_by_bit(Frozen frozen) throws IOException {
    Graph graph = PaddleModel.read(frozen.model());
    Map<String, Tensor> recorded = Npz.read(frozen.recorded());

    for (Value value : values(graph, recorded)) {
      compare(graph, frozen, List.of(value), recorded);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void nothing_is_simulated(Frozen frozen) throws IOException {
    Graph graph = PaddleModel.read(frozen.model());

    assertThat(graph.nodes())
        .noneMatch(
            node -> node.op() instanceof FakeQuantize || node.op() instanceof FakeDequantize);
    assertThat(Octet.compile(graph).report().operators())
        .filteredOn(operator -> operator.multiplyAdds() > 0)
        .isNotEmpty()
        .allMatch(OperatorReport::int8);
  }

  /** What the graph gives of that which Paddle recorded, before the softmax. */
  private static List<Value> values(Graph graph, Map<String, Tensor> recorded) {
    List<Value> values = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Softmax) {
        break;
      }
      if (recorded.containsKey(node.output().name())) {
        values.add(node.output());
      }
    }
    // An integer sum is nothing outside of its operator; what it stands for is a value.
    long sums = recorded.keySet().stream().filter(name -> name.endsWith(".dequantized")).count();
    long after = 2;
    assertThat(values).hasSize((int) (recorded.size() - sums - after));
    return values;
  }

  private static void compare(
      Graph graph, Frozen frozen, List<Value> values, Map<String, Tensor> recorded)
      throws IOException {
    CompiledModel model = Octet.compile(graph.withOutputs(values));
    try (Session session = model.newSession()) {
      var actual = session.run(Map.of("image", Npy.read(frozen.input()).slice(0, 2)));
      for (Value value : values) {
        Tensor tensor = actual.get(value.name());
        // Integers in float can be -0, int8 cannot.
        float zero = tensor.dtype() == DType.INT8 ? 0 : -0f;
        assertThat(plus(zero, tensor))
            .as(value.name())
            .containsExactly(plus(zero, recorded.get(value.name())));
      }
    }
  }

  private static float[] plus(float zero, Tensor tensor) {
    float[] floats = new float[tensor.elements()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) tensor.element(i) + zero;
    }
    return floats;
  }
}
