package dev.octet.formats.paddle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.FakeDequantize;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Rounding;
import dev.octet.engine.tensor.Tensor;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frozen layers in the normal form. */
class FrozenImportTest {
  private static final QuantParams INPUT =
      QuantParams.perTensor(2).withRounding(Rounding.HALF_AWAY_FROM_ZERO);

  private final FrozenSketch frozen = new FrozenSketch();

  private static Node producer(Graph graph, Value value) {
    return graph.producer(value).orElseThrow();
  }

  private static Tensor only(Graph graph) {
    assertThat(graph.constants()).hasSize(1);
    return graph.constants().values().iterator().next();
  }

  @Test
  void an_operator_reads_what_its_integers_stand_for() throws IOException {
    Graph graph = frozen.read();

    Node convolution = producer(graph, new Value("y"));
    assertThat(convolution.op()).isInstanceOf(Conv2d.class);
    Node input = producer(graph, convolution.input(0));
    assertThat(input.op()).isEqualTo(new Dequantize(INPUT));
    assertThat(producer(graph, input.input(0)).op()).isEqualTo(new Quantize(INPUT));
    assertThat(producer(graph, convolution.input(1)).op())
        .isEqualTo(
            new Dequantize(QuantParams.perAxis(0, 1, 2, 3).withFullRange().withSumsInSteps()));
  }

  @Test
  void integers_that_the_file_holds_as_floats_are_int8_alone() throws IOException {
    Tensor weights = only(frozen.read());

    assertThat(weights.dtype()).isEqualTo(DType.INT8);
    assertThat(weights.toBytes()).containsExactly(1, -2, 127);
  }

  @Test
  void a_product_has_its_channels_along_the_second_axis() throws IOException {
    frozen.operator = "mul";
    frozen.weightDims = new long[] {1, 3};
    Graph graph = frozen.read();

    Node product = producer(graph, new Value("y"));
    assertThat(product.op()).isEqualTo(new FullyConnected(1, 1));
    assertThat(producer(graph, product.input(1)).op())
        .isEqualTo(
            new Dequantize(QuantParams.perAxis(1, 1, 2, 3).withFullRange().withSumsInSteps()));
  }

  @ParameterizedTest
  @ValueSource(floats = {16129, 50070.75f, 35712.46f, 1e-3f, 7.77e6f})
  void the_threshold_of_all_weights_gives_max_range_again(float maxRange) throws IOException {
    // Of what Paddle writes: the quotient of the levels and a threshold.
    float written = (float) (16129 / (double) (float) (16129 / maxRange));
    frozen.perTensor = true;
    frozen.maxRange = written;
    Graph graph = frozen.read();

    Node convolution = producer(graph, new Value("y"));
    var weights = (Dequantize) producer(graph, convolution.input(1)).op();
    assertThat(weights.params().sumsInSteps()).isTrue();
    assertThat((float) (16129 / (double) weights.params().threshold(0))).isEqualTo(written);
  }

  @Test
  void fewer_bits_have_fewer_levels() throws IOException {
    frozen.bits = 4;
    frozen.quantBits = new int[] {4, 4};
    frozen.weights = new float[] {1, -8, 7};
    Graph graph = frozen.read();

    Node convolution = producer(graph, new Value("y"));
    assertThat(producer(graph, convolution.input(0)).op())
        .isEqualTo(new Dequantize(INPUT.withBits(4)));
    assertThat(((Dequantize) producer(graph, convolution.input(1)).op()).params().levels())
        .isEqualTo(7);
  }

  @Test
  void a_channel_of_zeros_has_a_tiny_threshold() throws IOException {
    frozen.channels = new float[] {1, 0, 3};
    Graph graph = frozen.read();

    Node convolution = producer(graph, new Value("y"));
    var weights = (Dequantize) producer(graph, convolution.input(1)).op();
    assertThat(weights.params().threshold(1)).isBetween(0f, 1e-20f);
  }

  @Test
  void sums_that_something_else_reads_stay_sums() throws IOException {
    ModelSketch sketch = frozen.sketch();
    sketch.op("relu").in("X", "sums").out("Out", "r");
    Graph graph = sketch.fetch("r", 1).read();

    assertThat(producer(graph, new Value("y")).op()).isEqualTo(new FakeDequantize(1, 16129, 2));
  }

  @Test
  void more_than_eight_bits_are_simulated() throws IOException {
    frozen.bits = 16;
    frozen.quantBits = new int[] {16, 16};

    assertThat(producer(frozen.read(), new Value("y")).op()).isInstanceOf(FakeDequantize.class);
  }

  @Test
  void real_weights_that_are_quantized_in_the_program_become_int8() throws IOException {
    ModelSketch sketch =
        new ModelSketch().input("x", -1, 2).parameter("w", new float[] {1, -0.5f, 0, 2}, 2, 2);
    sketch
        .op("fake_channel_wise_quantize_dequantize_abs_max")
        .in("X", "w")
        .out("Out", "d")
        .out("OutScale", "t")
        .attribute("quant_axis", 1);
    sketch.op("mul").in("X", "x").in("Y", "d").out("Out", "y");
    Graph graph = sketch.fetch("y").read();

    assertThat(only(graph).toBytes()).containsExactly(127, -32, 0, 127);
    assertThat(graph.nodes().getFirst().op())
        .isEqualTo(
            new Dequantize(
                QuantParams.perAxis(1, 1, 2).withRounding(Rounding.HALF_AWAY_FROM_ZERO)));
  }

  @Test
  void weights_that_get_a_dimension_afterwards_are_int8_with_it() throws IOException {
    ModelSketch sketch =
        new ModelSketch()
            .parameter("w", new long[] {2, 1, 3}, TensorBytes.of(new byte[6], 2, 1, 3))
            .parameter("s", new float[] {1, 2}, 2);
    sketch
        .op("dequantize_linear")
        .in("X", "w")
        .in("Scale", "s")
        .out("Y", "d")
        .attribute("quant_axis", 0);
    sketch.op("unsqueeze2").in("X", "d").out("Out", "y").attribute("axes", new int[] {-2});
    Graph graph = sketch.fetch("y").read();

    Node node = producer(graph, new Value("y"));
    assertThat(node.op()).isEqualTo(new Dequantize(QuantParams.perAxis(0, 1, 2).withFullRange()));
    assertThat(graph.constant(node.input(0)).orElseThrow().shape().toArray())
        .containsExactly(2, 1, 1, 3);
  }
}
