package dev.octet.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphBuilder;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.MatMul;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DynamicQuantizerTest {
  @Test
  void weights_become_int8_with_a_scale_of_a_127th_of_the_largest_magnitude() {
    Graph source = Graphs.mul(Tensor.of(new float[] {1, -20, -2, 5}, 2, 2));

    Graph graph = DynamicQuantizer.builder().build().quantize(source);

    assertThat(weights(graph).toBytes()).containsExactly(64, -127, -127, 32);
    assertThat(conversion(graph).op())
        .isEqualTo(new Dequantize(QuantParams.ofScales(1, 8, 2.0 / 127, 20.0 / 127)));
  }

  @Test
  void one_scale_can_hold_for_the_whole_tensor() {
    Graph source = Graphs.mul(Tensor.of(new float[] {1, -20, -2, 5}, 2, 2));

    Graph graph =
        DynamicQuantizer.builder().weights(WeightQuantization.ABS_MAX).build().quantize(source);

    assertThat(weights(graph).toBytes()).containsExactly(6, -127, -13, 32);
    assertThat(conversion(graph).op())
        .isEqualTo(new Dequantize(QuantParams.ofScales(-1, 8, 20.0 / 127)));
  }

  @Test
  void with_16_bits_the_largest_magnitude_is_32767() {
    Graph source = Graphs.mul(Tensor.of(new float[] {1, -20, -2, 5}, 2, 2));

    Graph graph = DynamicQuantizer.builder().weightBits(16).build().quantize(source);

    Tensor weights = weights(graph);
    assertThat(weights.dtype()).isEqualTo(DType.INT16);
    assertThat(weights.element(0)).isEqualTo(16384);
    assertThat(weights.element(1)).isEqualTo(-32767);
    assertThat(weights.element(2)).isEqualTo(-32767);
    assertThat(weights.element(3)).isEqualTo(8192);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16})
  void a_channel_of_zeros_stays_zero(int bits) {
    Graph source = Graphs.mul(Tensor.of(new float[] {0, 1, 0, -2, 0, 3}, 3, 2));
    Tensor x = Tensor.of(new float[] {5, 6, 7}, 1, 3);

    Graph graph = DynamicQuantizer.builder().weightBits(bits).build().quantize(source);

    assertThat(weights(graph).element(0)).isZero();
    assertThat(run(graph, x)[0]).isZero();
    assertThat(run(graph, x)[1]).isNotZero().isFinite();
  }

  @Test
  void weights_too_small_for_a_scale_in_float32_become_zeros() {
    Graph source = Graphs.mul(Tensor.of(new float[] {Float.MIN_VALUE, -1e-39f}, 1, 2));

    Graph graph = DynamicQuantizer.builder().build().quantize(source);

    assertThat(weights(graph).toBytes()).containsExactly(0, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16})
  void the_test_model_gives_the_same_bits_as_the_quantized_one(int bits) {
    Graph source = Graphs.network();
    var quantizer = DynamicQuantizer.builder().weightBits(bits).build();
    Tensor x = Graphs.normal(7, 3, 1, 4, 4);

    Graph testModel = quantizer.testModel(source);

    assertThat(testModel.nodes()).isEqualTo(source.nodes());
    assertThat(run(testModel, x)).isEqualTo(run(quantizer.quantize(source), x));
  }

  @Test
  void the_matmul_family_is_quantized_where_asked_for() {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, 2));
    Value w = builder.constant("w", Graphs.normal(1, 3, 2));
    Graph source =
        builder.build(Graphs.add(builder, "matmul_v2", "y", new MatMul(false, true, 1), x, w));

    assertThatThrownBy(() -> DynamicQuantizer.builder().build().quantize(source))
        .isInstanceOf(QuantizationException.class)
        .hasMessageContaining("looked for conv2d, depthwise_conv2d, mul");
    Graph graph = DynamicQuantizer.builder().operatorTypes("matmul_v2").build().quantize(source);
    assertThat(((Dequantize) conversion(graph).op()).params().axis()).isZero();
  }

  @Test
  void weights_that_another_operator_needs_stay_beside_the_integers() {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, 2));
    Value w = builder.constant("w", Graphs.normal(1, 2, 2));
    Value y = Graphs.add(builder, "mul", "y", new FullyConnected(1, 1), x, w);
    Value z = Graphs.add(builder, "matmul", "z", new MatMul(false, false, 1), y, w);

    Graph graph = DynamicQuantizer.builder().weightBits(16).build().quantize(builder.build(z));

    assertThat(graph.constants().keySet())
        .extracting(Value::name)
        .containsExactlyInAnyOrder("w", "w.int16");
  }

  @Test
  void skipped_operators_keep_their_weights() {
    Graph graph = DynamicQuantizer.builder().skip("fc.w").build().quantize(Graphs.network());

    assertThat(graph.constant(new Value("fc.w")).orElseThrow().dtype()).isEqualTo(DType.FLOAT32);
    assertThat(graph.constant(new Value("conv.w")).orElseThrow().dtype()).isEqualTo(DType.INT8);
  }

  @Test
  void a_quantized_graph_is_refused() {
    var quantizer = DynamicQuantizer.builder().build();
    Graph graph = quantizer.quantize(Graphs.network());

    assertThatThrownBy(() -> quantizer.quantize(graph))
        .isInstanceOf(QuantizationException.class)
        .hasMessageContaining("quantized already");
  }

  @Test
  void a_weight_that_is_no_number_is_refused_by_name() {
    Graph source = Graphs.mul(Tensor.of(new float[] {1, Float.NaN}, 1, 2));

    assertThatThrownBy(() -> DynamicQuantizer.builder().build().quantize(source))
        .isInstanceOf(QuantizationException.class)
        .hasMessage("weights 'w' hold NaN at element 1");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4, 9, 32})
  void other_widths_are_refused(int bits) {
    assertThatThrownBy(() -> DynamicQuantizer.builder().weightBits(bits))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("weight_bits " + bits + ": must be 8 or 16");
  }

  private static float[] run(Graph graph, Tensor x) {
    try (var session = Octet.compile(graph).newSession()) {
      return session.run(x).toFloats();
    }
  }

  private static Node conversion(Graph graph) {
    return graph.nodes().stream()
        .filter(node -> node.op() instanceof Dequantize)
        .findFirst()
        .orElseThrow();
  }

  private static Tensor weights(Graph graph) {
    return graph.constant(conversion(graph).input(0)).orElseThrow();
  }
}
