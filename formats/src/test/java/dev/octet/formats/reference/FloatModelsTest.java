package dev.octet.formats.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.run.Session;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.npy.Npy;
import dev.octet.formats.npy.Npz;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Float models against what Paddle computed with them. */
class FloatModelsTest {
  private static final double OUTPUT_TOLERANCE = 2e-5;
  private static final double INTERMEDIATE_TOLERANCE = 1e-4;

  static List<FloatModel> models() throws IOException {
    return FloatModel.all();
  }

  static List<FloatModel> recordedModels() throws IOException {
    return models().stream().filter(model -> model.intermediate().isPresent()).toList();
  }

  @ParameterizedTest
  @MethodSource("models")
  void the_output_is_that_of_paddle(FloatModel model) throws IOException {
    try (Session session = Octet.compile(model.read()).newSession()) {
      Tensor actual = session.run(Npy.read(model.input()));

      assertThat(Differences.largest(actual, Npy.read(model.output())))
          .isLessThanOrEqualTo(OUTPUT_TOLERANCE);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void every_image_alone_gives_the_bits_of_the_batch(FloatModel model) throws IOException {
    Tensor input = Npy.read(model.input());
    try (Session session = Octet.compile(model.read()).newSession()) {
      Tensor batch = session.run(input).copy();
      for (int i = 0; i < input.shape().dim(0); i++) {
        assertThat(session.run(input.slice(i)).toFloats())
            .as("image %d", i)
            .containsExactly(batch.slice(i).toFloats());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("recordedModels")
  void the_intermediate_values_are_those_of_paddle(FloatModel model) throws IOException {
    Path file = model.intermediate().orElseThrow();
    Map<String, Tensor> recorded = Npz.read(file);
    Graph graph = model.read();
    // The record also holds what batch normalisation gives for training, which no graph has.
    List<Value> values =
        recorded.keySet().stream()
            .map(Value::new)
            .filter(value -> graph.producer(value).isPresent())
            .toList();
    assertThat(values).containsAll(graph.nodes().stream().map(Node::output).toList());

    try (Session session = Octet.compile(graph.withOutputs(values)).newSession()) {
      var actual = session.run(Map.of("image", Npy.read(model.input()).slice(0, 2)));

      for (Value value : values) {
        assertThat(Differences.relative(actual.get(value.name()), recorded.get(value.name())))
            .as(value.name())
            .isLessThanOrEqualTo(INTERMEDIATE_TOLERANCE);
      }
    }
  }
}
