package dev.octet.formats.paddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Cast;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.FakeDequantize;
import dev.octet.engine.op.FakeQuantize;
import dev.octet.engine.op.Identity;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Rounding;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantizationImportTest {
  private static final byte[] BYTES = {1, -2, 127, -128};
  private static final QuantParams HALF_AWAY =
      QuantParams.perTensor(2).withRounding(Rounding.HALF_AWAY_FROM_ZERO);

  private static ModelSketch input() {
    return new ModelSketch().input("x", -1, 4);
  }

  private static ModelSketch.Call linear(ModelSketch sketch, String type) {
    return sketch.op(type).in("X", "x").in("Scale", "s").in("ZeroPoint", "z").out("Y", "y");
  }

  private static ModelSketch scaled() {
    return input()
        .parameter("s", new float[] {2.5f}, 1)
        .parameter("z", new long[] {1}, TensorBytes.of(new int[] {0}, 1));
  }

  private static Node only(ModelSketch sketch) throws IOException {
    Graph graph = sketch.fetch("y").read();
    assertThat(graph.nodes()).hasSize(1);
    return graph.nodes().getFirst();
  }

  /** The node that quantizes. To the fetched variable, a float one, its integers are cast. */
  private static Node quantizing(ModelSketch sketch) throws IOException {
    Graph graph = sketch.fetch("y").read();
    assertThat(graph.nodes().stream().skip(1).map(Node::op))
        .containsExactly(new Cast(DType.FLOAT32));
    return graph.nodes().getFirst();
  }

  private static ModelSketch weights(byte[] tensor, float[] thresholds, int axis) {
    ModelSketch sketch =
        new ModelSketch()
            .parameter("w", new long[] {2, 2}, tensor)
            .parameter(
                "s",
                new long[] {thresholds.length},
                TensorBytes.of(thresholds, 1, thresholds.length));
    sketch
        .op("dequantize_linear")
        .in("X", "w")
        .in("Scale", "s")
        .out("Y", "y")
        .attribute("quant_axis", axis);
    return sketch;
  }

  @Test
  void quantize_linear_rounds_to_even_over_the_full_range() throws IOException {
    ModelSketch sketch = scaled();
    linear(sketch, "quantize_linear").attribute("quant_axis", -1).attribute("bit_length", 8);
    assertThat(quantizing(sketch).op())
        .isEqualTo(new Quantize(QuantParams.perTensor(2.5f).withFullRange()));
  }

  @Test
  void round_type_1_clips_to_the_threshold_and_rounds_away_from_zero() throws IOException {
    ModelSketch sketch = scaled();
    linear(sketch, "quantize_linear").attribute("round_type", 1);
    assertThat(quantizing(sketch).op())
        .isEqualTo(
            new Quantize(QuantParams.perTensor(2.5f).withRounding(Rounding.HALF_AWAY_FROM_ZERO)));
  }

  @Test
  void fewer_bits_have_a_smaller_range() throws IOException {
    ModelSketch sketch = scaled();
    linear(sketch, "quantize_linear").attribute("bit_length", 4);
    assertThat(quantizing(sketch).op())
        .isEqualTo(new Quantize(QuantParams.perTensor(2.5f).withBits(4).withFullRange()));
  }

  @Test
  void more_than_eight_bits_are_simulated() throws IOException {
    ModelSketch sketch = scaled();
    linear(sketch, "quantize_linear").attribute("bit_length", 16);
    assertThat(only(sketch).op())
        .isEqualTo(
            new FakeQuantize(FakeQuantize.Scale.INPUT, -1, 16, Rounding.HALF_EVEN, true, false));
    ModelSketch back = scaled();
    linear(back, "dequantize_linear").attribute("bit_length", 16);
    back.fetch("y");
    assertThat(back.read().nodes().getLast().op()).isInstanceOf(FakeDequantize.class);
  }

  @Test
  void quantized_values_are_integers_to_dequantize_linear_and_floats_to_others()
      throws IOException {
    ModelSketch sketch = scaled();
    linear(sketch, "quantize_linear");
    sketch.op("dequantize_linear").in("X", "y").in("Scale", "s").out("Y", "d");
    sketch.op("relu").in("X", "y").out("Out", "r");
    Graph graph = sketch.fetch("d", 0).fetch("r", 1).fetch("y", 2).read();

    Node quantize = graph.nodes().getFirst();
    Node dequantize = graph.producer(new Value("d")).orElseThrow();
    Node cast = graph.producer(new Value("y")).orElseThrow();
    assertThat(quantize.op()).isInstanceOf(Quantize.class);
    assertThat(dequantize.op()).isInstanceOf(Dequantize.class);
    assertThat(dequantize.input(0)).isEqualTo(quantize.output());
    assertThat(cast.op()).isEqualTo(new Cast(DType.FLOAT32));
    assertThat(cast.input(0)).isEqualTo(quantize.output());
    assertThat(graph.producer(new Value("r")).orElseThrow().input(0)).isEqualTo(new Value("y"));
  }

  @Test
  void integers_that_are_fed_as_floats_are_dequantized_in_float() throws IOException {
    ModelSketch sketch = scaled();
    linear(sketch, "dequantize_linear").attribute("quant_axis", -1);
    assertThat(only(sketch).op()).isEqualTo(new FakeDequantize(QuantParams.PER_TENSOR, 127, 1));
  }

  @Test
  void integers_that_are_fed_as_int8_are_dequantized_as_such() throws IOException {
    ModelSketch sketch =
        new ModelSketch()
            .inputAt(0, "x", ElementType.INT8.number(), -1, 4)
            .parameter("s", new float[] {2.5f}, 1);
    sketch.op("dequantize_linear").in("X", "x").in("Scale", "s").out("Y", "y");
    assertThat(only(sketch).op())
        .isEqualTo(new Dequantize(QuantParams.perTensor(2.5f).withFullRange()));
  }

  @ParameterizedTest
  @CsvSource({"quantize_linear", "dequantize_linear"})
  void an_observer_is_the_identity(String type) throws IOException {
    ModelSketch sketch = scaled();
    linear(sketch, type).attribute("only_observer", true);
    assertThat(only(sketch).op()).isEqualTo(new Identity());
  }

  @Test
  void a_zero_point_is_refused() {
    ModelSketch sketch =
        input()
            .parameter("s", new float[] {1}, 1)
            .parameter("z", new long[] {1}, TensorBytes.of(new int[] {3}, 1));
    linear(sketch, "quantize_linear");
    sketch.fetch("y");
    assertThatThrownBy(sketch::read)
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("zero point 3.0 in 'z'");
  }

  @Test
  void a_computed_scale_is_refused() {
    ModelSketch sketch = input();
    sketch.op("relu").in("X", "x").out("Out", "s");
    sketch.op("quantize_linear").in("X", "x").in("Scale", "s").out("Y", "y");
    sketch.fetch("y");
    assertThatThrownBy(sketch::read)
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("operator 2 (quantize_linear)")
        .hasMessageContaining("needs the threshold 's', which is not a parameter");
  }

  @ParameterizedTest
  @CsvSource({"NaN", "-1", "0", "Infinity"})
  void a_threshold_is_a_positive_finite_number(float threshold) {
    ModelSketch sketch =
        input()
            .parameter("s", new float[] {threshold}, 1)
            .parameter("z", new long[] {1}, TensorBytes.of(new int[] {0}, 1));
    linear(sketch, "quantize_linear");
    sketch.fetch("y");
    assertThatThrownBy(sketch::read)
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("threshold");
  }

  @Test
  void int8_weights_stay_int8_under_a_float_declaration() throws IOException {
    Graph graph = weights(TensorBytes.of(BYTES, 2, 2), new float[] {1, 2}, 0).fetch("y").read();
    assertThat(graph.nodes().getFirst().op())
        .isEqualTo(new Dequantize(QuantParams.perAxis(0, 1, 2).withFullRange()));
    Tensor constant = graph.constant(new Value("w")).orElseThrow();
    assertThat(constant.dtype()).isEqualTo(DType.INT8);
    assertThat(constant.toBytes()).isEqualTo(BYTES);
  }

  @Test
  void integers_held_as_floats_become_int8() throws IOException {
    Graph graph =
        weights(TensorBytes.of(new float[] {1, -2, 127, -128}, 2, 2), new float[] {1, 2}, 1)
            .fetch("y")
            .read();
    assertThat(graph.nodes().getFirst().op())
        .isEqualTo(new Dequantize(QuantParams.perAxis(1, 1, 2).withFullRange()));
    assertThat(graph.constants()).hasSize(1);
    assertThat(graph.constants().values().iterator().next().toBytes()).isEqualTo(BYTES);
  }

  @Test
  void floats_that_are_no_integers_are_dequantized_as_floats() throws IOException {
    Graph graph =
        weights(TensorBytes.of(new float[] {1, 0.5f, 0, 0}, 2, 2), new float[] {1, 2}, 1)
            .fetch("y")
            .read();
    assertThat(graph.nodes().getFirst().op()).isEqualTo(new FakeDequantize(1, 127, 1));
  }

  @Test
  void thresholds_that_fit_the_other_axis_belong_to_that() throws IOException {
    ModelSketch sketch =
        new ModelSketch()
            .parameter("w", new long[] {2, 3}, TensorBytes.of(new byte[6], 2, 3))
            .parameter("s", new float[] {1, 2}, 2);
    sketch
        .op("dequantize_linear")
        .in("X", "w")
        .in("Scale", "s")
        .out("Y", "y")
        .attribute("quant_axis", 1);
    assertThat(only(sketch).op())
        .isEqualTo(new Dequantize(QuantParams.perAxis(0, 1, 2).withFullRange()));
  }

  @Test
  void weights_of_several_operators_are_converted_once() throws IOException {
    ModelSketch sketch = new ModelSketch().ones("w", 2, 2).ones("s", 1);
    for (String out : List.of("a", "y")) {
      sketch.op("dequantize_linear").in("X", "w").in("Scale", "s").out("Y", out);
    }
    assertThat(sketch.fetch("y").read().constants()).hasSize(1);
  }

  @Test
  void thresholds_that_fit_no_axis_are_refused() {
    ModelSketch sketch = weights(TensorBytes.of(BYTES, 2, 2), new float[] {1, 2, 3}, 0);
    sketch.fetch("y");
    assertThatThrownBy(sketch::read)
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("3 thresholds do not fit 'w' of shape [2,2]");
  }

  @Test
  void a_channel_with_threshold_zero_gets_a_tiny_one() throws IOException {
    ModelSketch sketch = weights(TensorBytes.of(BYTES, 2, 2), new float[] {1, 0}, 0);
    var op = (Dequantize) only(sketch).op();
    assertThat(op.params().threshold(1)).isBetween(0f, 1e-20f);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"fake_quantize_range_abs_max", "fake_quantize_moving_average_abs_max", "quantize"})
  void a_recorded_threshold_quantizes(String type) throws IOException {
    ModelSketch sketch = input().parameter("s", new float[] {2}, 1);
    sketch.op(type).in("X", "x").in("InScale", "s").out("Out", "y").out("OutScale", "s");
    assertThat(quantizing(sketch).op()).isEqualTo(new Quantize(HALF_AWAY));
  }

  @Test
  void a_recorded_threshold_quantizes_and_dequantizes() throws IOException {
    ModelSketch sketch = input().parameter("s", new float[] {2}, 1);
    sketch
        .op("fake_quantize_dequantize_moving_average_abs_max")
        .in("X", "x")
        .in("InScale", "s")
        .out("Out", "y")
        .out("OutScale", "t");
    Graph graph = sketch.fetch("y").read();
    assertThat(graph.nodes())
        .extracting(Node::op)
        .containsExactly(new Quantize(HALF_AWAY), new Dequantize(HALF_AWAY));
    assertThat(graph.constants()).isEmpty();
  }

  @Test
  void integers_of_fake_quantize_are_dequantized_as_such() throws IOException {
    ModelSketch sketch = input().parameter("s", new float[] {2}, 1);
    sketch.op("fake_quantize_range_abs_max").in("X", "x").in("InScale", "s").out("Out", "q");
    sketch
        .op("fake_dequantize_max_abs")
        .in("X", "q")
        .in("Scale", "s")
        .out("Out", "y")
        .attribute("max_range", 127f);
    assertThat(sketch.fetch("y").read().nodes())
        .extracting(Node::op)
        .containsExactly(
            new Quantize(HALF_AWAY), new Dequantize(QuantParams.perTensor(2).withFullRange()));
  }

  @Test
  void more_than_eight_recorded_bits_are_simulated() throws IOException {
    ModelSketch sketch = input().parameter("s", new float[] {2}, 1);
    sketch
        .op("fake_quantize_range_abs_max")
        .in("X", "x")
        .in("InScale", "s")
        .out("Out", "y")
        .attribute("bit_length", 16);
    assertThat(only(sketch).op()).isInstanceOf(FakeQuantize.class);
  }

  @Test
  void a_computed_threshold_is_the_second_output() throws IOException {
    ModelSketch sketch = input();
    sketch
        .op("fake_quantize_abs_max")
        .in("X", "x")
        .out("Out", "q")
        .out("OutScale", "t")
        .attribute("round_type", 0);
    sketch
        .op("fake_dequantize_max_abs")
        .in("X", "q")
        .in("Scale", "t")
        .out("Out", "y")
        .attribute("max_range", 127f);
    Graph graph = sketch.fetch("y").read();
    assertThat(graph.nodes().getFirst().op())
        .isEqualTo(
            new FakeQuantize(FakeQuantize.Scale.ABS_MAX, -1, 8, Rounding.HALF_EVEN, true, false));
    assertThat(graph.nodes().getLast().inputs()).containsExactly(new Value("q"), new Value("t"));
    assertThat(graph.nodes().getLast().op()).isEqualTo(new FakeDequantize(-1, 127, 1));
  }

  @Test
  void channel_wise_simulation_has_an_axis() throws IOException {
    ModelSketch sketch = input();
    sketch
        .op("fake_channel_wise_quantize_dequantize_abs_max")
        .in("X", "x")
        .out("Out", "y")
        .out("OutScale", "t")
        .attribute("quant_axis", 1);
    assertThat(only(sketch).op())
        .isEqualTo(
            new FakeQuantize(
                FakeQuantize.Scale.ABS_MAX, 1, 8, Rounding.HALF_AWAY_FROM_ZERO, false, true));
  }

  @Test
  void two_thresholds_divide_by_the_product_of_their_ranges() throws IOException {
    ModelSketch sketch =
        input()
            .parameter("w", new long[] {4}, TensorBytes.of(new float[] {1, 2, 3, 4}, 1, 4))
            .parameter("a", new float[] {2}, 1);
    sketch
        .op("fake_channel_wise_dequantize_max_abs")
        .in("X", "x")
        .in("Scales", "w", "a")
        .out("Out", "y")
        .attribute("quant_bits", new int[] {8, 8})
        .attribute("quant_axis", 0);
    Graph graph = sketch.fetch("y").read();
    assertThat(graph.nodes().getFirst().op()).isEqualTo(new FakeDequantize(1, 16129, 2));
    assertThat(graph.constants().values().iterator().next().shape()).isEqualTo(Shape.of(4));
  }

  @Test
  void an_observer_of_moving_averages_is_the_identity() throws IOException {
    ModelSketch sketch = input();
    sketch.op("moving_average_abs_max_scale").in("X", "x").out("Out", "y").out("OutScale", "s");
    assertThat(only(sketch).op()).isEqualTo(new Identity());
  }

  @Test
  void weights_alone_stay_integers_that_all_readers_share() throws IOException {
    Graph graph = weightsUnder("mul", new float[] {0.5f, 10}, "a", "y").fetch("y").read();

    Node conversion = conversion(graph);
    assertThat(graph.constant(conversion.input(0)).orElseThrow().toBytes())
        .containsExactly(1, 2, 3, 4, 5, 6, 7, -8);
    assertThat(conversion.op()).isEqualTo(new Dequantize(QuantParams.ofScales(1, 8, 0.5, 10)));
  }

  @Test
  void weights_that_another_operator_reads_too_are_dequantized() throws IOException {
    ModelSketch sketch = weightsUnder("mul", new float[] {0.5f, 10}, "a", "y");
    sketch.op("relu").in("X", "w").out("Out", "z");

    Graph graph = sketch.fetch("y").read();

    assertThat(graph.constant(new Value("w")).orElseThrow().toFloats())
        .containsExactly(0.5f, 20, 1.5f, 40, 2.5f, 60, 3.5f, -80);
  }

  @Test
  void weights_with_a_negative_scale_are_dequantized() throws IOException {
    Graph graph = weightsUnder("mul", new float[] {-0.5f}, "y").fetch("y").read();

    assertThat(graph.constant(new Value("w")).orElseThrow().toFloats())
        .containsExactly(-0.5f, -1, -1.5f, -2, -2.5f, -3, -3.5f, 4);
  }

  /** Operators that read int8 weights {@code w [4,2]}. */
  private static ModelSketch weightsUnder(String type, float[] scales, String... outputs) {
    ModelSketch sketch =
        input()
            .parameter(
                "w", new long[] {4, 2}, TensorBytes.of(new byte[] {1, 2, 3, 4, 5, 6, 7, -8}, 4, 2));
    for (String out : outputs) {
      sketch
          .op(type)
          .in("X", "x")
          .in("Y", "w")
          .out("Out", out)
          .attribute("quantization_type", "post_weight_channel_wise_abs_max")
          .attribute("quantize_weight_bits", 8)
          .attribute("w_quant_scale", scales);
    }
    return sketch;
  }

  private static Node conversion(Graph graph) {
    List<Node> conversions =
        graph.nodes().stream().filter(node -> node.op() instanceof Dequantize).toList();
    assertThat(conversions).hasSize(1);
    return conversions.getFirst();
  }

  @Test
  void int16_weights_have_scales_for_rows_under_a_convolution() throws IOException {
    ModelSketch sketch =
        new ModelSketch()
            .input("x", -1, 1, 4, 4)
            .parameter(
                "w", new long[] {2, 1, 1, 1}, TensorBytes.of(new short[] {1000, -3}, 2, 1, 1, 1));
    sketch
        .op("conv2d")
        .in("Input", "x")
        .in("Filter", "w")
        .out("Output", "y")
        .attribute("quantize_weight_bits", 16)
        .attribute("w_quant_scale", new float[] {0.001f, Float.NaN});

    Graph graph = sketch.fetch("y").read();

    Node conversion = conversion(graph);
    Tensor integers = graph.constant(conversion.input(0)).orElseThrow();
    assertThat(integers.dtype()).isEqualTo(DType.INT16);
    assertThat(integers.element(0)).isEqualTo(1000);
    assertThat(integers.element(1)).as("of a scale that is no number").isZero();
    assertThat(conversion.op())
        .isEqualTo(new Dequantize(QuantParams.ofScales(0, 16, 0.001f, 1e-8)));
  }
}
