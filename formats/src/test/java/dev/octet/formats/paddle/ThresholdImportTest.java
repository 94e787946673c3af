package dev.octet.formats.paddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.formats.ModelFormatException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Float programs with thresholds of activations as attributes. */
class ThresholdImportTest {
  private static ModelSketch relu(String attribute, float threshold) {
    ModelSketch sketch =
        new ModelSketch().input("x", -1, 2).parameter("w", new float[] {1, -0.5f, 0, 2}, 2, 2);
    sketch.op("relu").in("X", "x").out("Out", "r").attribute(attribute, threshold);
    return sketch;
  }

  private static void requireQuantized(Graph graph, float threshold) {
    Node product = graph.producer(new Value("y")).orElseThrow();
    Node input = graph.producer(product.input(0)).orElseThrow();
    assertThat(input.op()).isEqualTo(new Dequantize(QuantParams.perTensor(threshold)));
    assertThat(graph.producer(input.input(0)).orElseThrow().op())
        .isEqualTo(new Quantize(QuantParams.perTensor(threshold)));
    Node weights = graph.producer(product.input(1)).orElseThrow();
    assertThat(weights.op()).isEqualTo(new Dequantize(QuantParams.perAxis(1, 1, 2)));
    assertThat(graph.constant(weights.input(0)).orElseThrow().toBytes())
        .containsExactly(127, -32, 0, 127);
  }

  @ParameterizedTest
  @ValueSource(strings = {"out_threshold", "Out0_threshold"})
  void the_operator_before_states_the_threshold(String attribute) throws IOException {
    ModelSketch sketch = relu(attribute, 3);
    sketch.op("mul").in("X", "r").in("Y", "w").out("Out", "y");

    requireQuantized(sketch.fetch("y").read(), 3);
  }

  @Test
  void the_operator_itself_goes_first() throws IOException {
    ModelSketch sketch = relu("out_threshold", 3);
    sketch.op("mul").in("X", "r").in("Y", "w").out("Out", "y").attribute("X0_threshold", 2.5f);

    requireQuantized(sketch.fetch("y").read(), 2.5f);
  }

  @Test
  void an_operator_that_is_to_be_skipped_stays_float() throws IOException {
    ModelSketch sketch = relu("out_threshold", 3);
    sketch.op("mul").in("X", "r").in("Y", "w").out("Out", "y").attribute("skip_quant", true);

    assertThat(sketch.fetch("y").read().nodes()).noneMatch(node -> node.op() instanceof Quantize);
  }

  @Test
  void thresholds_beside_operators_that_quantize_are_hints() throws IOException {
    ModelSketch sketch = relu("out_threshold", 3).parameter("s", new float[] {4}, 1);
    sketch
        .op("fake_quantize_dequantize_moving_average_abs_max")
        .in("X", "r")
        .in("InScale", "s")
        .out("Out", "d");
    sketch.op("mul").in("X", "r").in("Y", "w").out("Out", "y");

    Node product = sketch.fetch("y").read().producer(new Value("y")).orElseThrow();
    assertThat(product.inputs()).containsExactly(new Value("r"), new Value("w"));
  }

  @ParameterizedTest
  @ValueSource(floats = {0, -1, Float.NaN, Float.POSITIVE_INFINITY})
  void a_threshold_is_a_positive_number(float threshold) {
    ModelSketch sketch = relu("out_threshold", threshold);
    sketch.op("mul").in("X", "r").in("Y", "w").out("Out", "y");
    sketch.fetch("y");

    assertThatThrownBy(sketch::read)
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("operator 1 (relu)")
        .hasMessageContaining("attribute 'out_threshold' is " + threshold);
  }

  @Test
  void the_encoding_is_called_thresholds(@TempDir Path folder) throws IOException {
    ModelSketch sketch = relu("out_threshold", 3);
    sketch.op("mul").in("X", "r").in("Y", "w").out("Out", "y");
    sketch.fetch("y").write(folder, "model");

    assertThat(PaddleModel.describe(folder).encoding()).isEqualTo(PaddleEncoding.THRESHOLDS);
  }
}
