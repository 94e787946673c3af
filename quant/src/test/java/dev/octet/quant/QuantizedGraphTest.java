package dev.octet.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphBuilder;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.ConvTranspose2d;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.MatMul;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.op.Transpose;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuantizedGraphTest {
  private static final StaticQuantizer PER_CHANNEL = StaticQuantizer.builder().build();
  private static final StaticQuantizer PER_TENSOR =
      StaticQuantizer.builder().weights(WeightQuantization.ABS_MAX).build();

  private static Calibration calibration(Map<String, Double> activations, Map<String, double[]> w) {
    return new Calibration(
        Algorithm.KL, WeightQuantization.CHANNEL_WISE_ABS_MAX, activations, w, 1, List.of());
  }

  /** The threshold 2 for all activations, and the given ones for weights. */
  private static Calibration calibration(Graph graph, Map<String, double[]> weights) {
    Map<String, Double> activations = new LinkedHashMap<>();
    graph.inputs().forEach(input -> activations.put(input.name(), 2.0));
    graph.nodes().forEach(node -> activations.put(node.output().name(), 2.0));
    return calibration(activations, weights);
  }

  private static double[] thresholds(int count) {
    double[] thresholds = new double[count];
    Arrays.fill(thresholds, 3);
    return thresholds;
  }

  private static List<String> outputs(Graph graph, Class<? extends Op> op) {
    return graph.nodes().stream()
        .filter(node -> op.isInstance(node.op()))
        .map(node -> node.output().name())
        .toList();
  }

  private static Node producer(Graph graph, Value value) {
    return graph.producer(value).orElseThrow();
  }

  private static Node node(Graph graph, String name) {
    return graph.nodes().stream()
        .filter(node -> node.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void an_activation_passes_through_quantize_and_dequantize() {
    Graph graph = Graphs.mul(Graphs.normal(1, 4, 3));

    Graph quantized =
        PER_CHANNEL.quantize(graph, calibration(Map.of("x", 1.5), Map.of("w", thresholds(3))));

    Node mul = node(quantized, "y");
    Node dequantize = producer(quantized, mul.input(0));
    Node quantize = producer(quantized, dequantize.input(0));
    assertThat(dequantize.op()).isEqualTo(new Dequantize(QuantParams.perTensor(1.5f)));
    assertThat(quantize.op()).isEqualTo(new Quantize(QuantParams.perTensor(1.5f)));
    assertThat(quantize.input(0)).isEqualTo(new Value("x"));
  }

  @Test
  void weights_are_an_int8_constant_of_the_same_name_behind_dequantize() {
    Graph graph = Graphs.mul(Tensor.of(new float[] {3, -1, 1.5f, 1, 0, 1}, 2, 3));

    Graph quantized =
        PER_CHANNEL.quantize(
            graph, calibration(Map.of("x", 1.0), Map.of("w", new double[] {3, 1, 1.5})));

    Node dequantize = producer(quantized, node(quantized, "y").input(1));
    assertThat(dequantize.op()).isEqualTo(new Dequantize(QuantParams.perAxis(1, 3, 1, 1.5f)));
    Tensor weights = quantized.constant(dequantize.input(0)).orElseThrow();
    assertThat(dequantize.input(0)).isEqualTo(new Value("w"));
    assertThat(weights.dtype()).isEqualTo(DType.INT8);
    assertThat(weights.toBytes()).containsExactly(127, -127, 127, 42, 0, 85);
  }

  @Test
  void weights_can_have_one_threshold() {
    Graph graph = Graphs.mul(Graphs.normal(1, 4, 3));

    Graph quantized =
        PER_TENSOR.quantize(graph, calibration(Map.of("x", 1.0), Map.of("w", new double[] {2.5})));

    assertThat(producer(quantized, node(quantized, "y").input(1)).op())
        .isEqualTo(new Dequantize(QuantParams.perTensor(2.5f)));
  }

  @Test
  void names_inputs_outputs_and_float_nodes_stay() {
    Graph graph = Graphs.network();

    Graph quantized =
        PER_CHANNEL.quantize(
            graph, calibration(graph, Map.of("conv.w", thresholds(2), "fc.w", thresholds(3))));

    assertThat(quantized.inputs()).isEqualTo(graph.inputs());
    assertThat(quantized.outputs()).isEqualTo(graph.outputs());
    assertThat(quantized.nodes()).contains(node(graph, "relu.out"), node(graph, "flat"));
    assertThat(quantized.nodes().stream().map(Node::name))
        .containsSubsequence("conv.out", "relu.out", "flat", "fc.out");
    assertThat(node(quantized, "conv.out").op()).isEqualTo(node(graph, "conv.out").op());
  }

  @Test
  void consumers_of_one_variable_share_its_quantization() {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, 2));
    Value v = builder.constant("v", Graphs.normal(1, 2, 2));
    Value w = builder.constant("w", Graphs.normal(2, 2, 2));
    Value a = Graphs.add(builder, "mul", "a", new FullyConnected(1, 1), x, v);
    Value b = Graphs.add(builder, "mul", "b", new FullyConnected(1, 1), x, w);
    Graph graph = builder.build(a, b);

    Graph quantized =
        PER_CHANNEL.quantize(
            graph, calibration(graph, Map.of("v", thresholds(2), "w", thresholds(2))));

    assertThat(outputs(quantized, Quantize.class)).containsExactly("x.quantized");
    assertThat(node(quantized, "a").input(0)).isEqualTo(node(quantized, "b").input(0));
  }

  @Test
  void weights_of_two_operators_are_quantized_once() {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, 2));
    Value w = builder.constant("w", Graphs.normal(2, 2, 2));
    Value a = Graphs.add(builder, "mul", "a", new FullyConnected(1, 1), x, w);
    Value b = Graphs.add(builder, "mul", "b", new FullyConnected(1, 1), a, w);
    Graph graph = builder.build(b);

    Graph quantized = PER_CHANNEL.quantize(graph, calibration(graph, Map.of("w", thresholds(2))));

    assertThat(quantized.constants()).hasSize(1);
    assertThat(node(quantized, "a").input(1)).isEqualTo(node(quantized, "b").input(1));
  }

  @Test
  void weights_read_along_different_axes_have_one_threshold() {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, 2));
    Value w = builder.constant("w", Graphs.normal(2, 2, 2));
    Value a = Graphs.add(builder, "matmul_v2", "a", new MatMul(false, false, 1), x, w);
    Value b = Graphs.add(builder, "matmul_v2", "b", new MatMul(false, true, 1), a, w);
    Graph graph = builder.build(b);

    Graph quantized = PER_CHANNEL.quantize(graph, calibration(graph, Map.of("w", thresholds(1))));

    assertThat(producer(quantized, node(quantized, "b").input(1)).op())
        .isEqualTo(new Dequantize(QuantParams.perTensor(3)));
  }

  @Test
  void weights_that_a_float_node_reads_too_stay_beside_their_int8_form() {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, 2));
    Value w = builder.constant("w", Graphs.normal(2, 2, 2));
    Value a = Graphs.add(builder, "mul", "a", new FullyConnected(1, 1), x, w);
    Value t = Graphs.add(builder, "transpose2", "t", new Transpose(List.of(1, 0)), w);
    Graph graph = builder.build(a, t);

    Graph quantized = PER_CHANNEL.quantize(graph, calibration(graph, Map.of("w", thresholds(2))));

    assertThat(quantized.constants().get(new Value("w")).dtype()).isEqualTo(DType.FLOAT32);
    assertThat(quantized.constants().get(new Value("w.int8")).dtype()).isEqualTo(DType.INT8);
    assertThat(node(quantized, "t").input(0)).isEqualTo(new Value("w"));
  }

  @Test
  void a_name_that_is_taken_gets_a_suffix() {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, 2));
    Value w = builder.constant("x.quantized", Graphs.normal(2, 2, 2));
    Graph graph = builder.build(Graphs.add(builder, "mul", "y", new FullyConnected(1, 1), x, w));

    Graph quantized =
        PER_CHANNEL.quantize(graph, calibration(graph, Map.of("x.quantized", thresholds(2))));

    assertThat(outputs(quantized, Quantize.class)).containsExactly("x.quantized/1");
  }

  @Test
  void bias_and_residual_of_an_operator_stay_float() {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, 2));
    Value w = builder.constant("w", Graphs.normal(2, 2, 2));
    Value bias = builder.constant("bias", Graphs.normal(3, 2));
    var operator = new FullyConnected(1, 1, Epilogue.NONE.withBias().withResidual());
    Graph graph = builder.build(Graphs.add(builder, "fc", "y", operator, x, w, bias, x));

    Graph quantized = PER_CHANNEL.quantize(graph, calibration(graph, Map.of("w", thresholds(2))));

    assertThat(node(quantized, "y").inputs())
        .containsExactly(new Value("x.dequantized"), new Value("w.dequantized"), bias, x);
  }

  @Test
  void channels_run_along_axis_0_of_convolutions_and_1_of_transposed_ones() {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, 4, 8, 8));
    Value v = builder.constant("v", Graphs.normal(1, 6, 2, 3, 3));
    Value w = builder.constant("w", Graphs.normal(2, 6, 5, 2, 2));
    Value u = builder.constant("u", Graphs.normal(2, 10, 1, 2, 2));
    Value a = Graphs.add(builder, "conv2d", "a", new Conv2d(Graphs.UNIT, 2), x, v);
    Value b = Graphs.add(builder, "conv2d_transpose", "b", transposed(2), a, w);
    Value c = Graphs.add(builder, "depthwise_conv2d_transpose", "c", transposed(10), b, u);
    Graph graph = builder.build(c);

    Graph quantized =
        PER_CHANNEL.quantize(
            graph,
            calibration(
                graph, Map.of("v", thresholds(6), "w", thresholds(5), "u", thresholds(10))));

    assertThat(axisOfWeights(quantized, "a")).isZero();
    assertThat(axisOfWeights(quantized, "b")).isEqualTo(1);
    assertThat(axisOfWeights(quantized, "c")).isZero();
  }

  @Test
  void channels_run_along_the_output_axis_of_a_matrix() {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, 4));
    Value v = builder.constant("v", Graphs.normal(1, 4, 6));
    Value w = builder.constant("w", Graphs.normal(2, 5, 6));
    Value a = Graphs.add(builder, "matmul", "a", new MatMul(false, false, 1), x, v);
    Value b = Graphs.add(builder, "matmul_v2", "b", new MatMul(false, true, 1), a, w);
    Graph graph = builder.build(b);

    Graph quantized =
        PER_CHANNEL.quantize(
            graph, calibration(graph, Map.of("v", thresholds(6), "w", thresholds(5))));

    assertThat(axisOfWeights(quantized, "a")).isEqualTo(1);
    assertThat(axisOfWeights(quantized, "b")).isZero();
  }

  private static ConvTranspose2d transposed(int groups) {
    return new ConvTranspose2d(Graphs.UNIT, groups, 0, 0, 0, 0, Epilogue.NONE);
  }

  private static int axisOfWeights(Graph graph, String node) {
    return ((Dequantize) producer(graph, node(graph, node).input(1)).op()).params().axis();
  }

  @Test
  void a_threshold_of_0_counts_as_1e_8() {
    Graph graph = Graphs.mul(Tensor.of(new float[] {0, 1, 0, 1}, 2, 2));

    Graph quantized =
        PER_CHANNEL.quantize(
            graph, calibration(Map.of("x", 0.0), Map.of("w", new double[] {0, 1})));

    assertThat(producer(quantized, node(quantized, "y").input(0)).op())
        .isEqualTo(new Dequantize(QuantParams.perTensor(1e-8f)));
    assertThat(producer(quantized, node(quantized, "y").input(1)).op())
        .isEqualTo(new Dequantize(QuantParams.perAxis(1, 1e-8f, 1)));
    assertThat(quantized.constants().get(new Value("w")).toBytes()).containsExactly(0, 127, 0, 127);
  }

  @Test
  void an_activation_whose_threshold_is_too_small_to_divide_by_counts_as_zeros() {
    Graph graph = Graphs.mul(Graphs.normal(1, 2, 2));

    Graph quantized =
        PER_CHANNEL.quantize(graph, calibration(Map.of("x", 1e-40), Map.of("w", thresholds(2))));

    assertThat(producer(quantized, node(quantized, "y").input(0)).op())
        .isEqualTo(new Dequantize(QuantParams.perTensor(1e-8f)));
  }

  @Test
  void a_calibration_of_another_graph_names_what_it_lacks() {
    Graph graph = Graphs.mul(Graphs.normal(1, 2, 3));

    assertThatThrownBy(
            () -> PER_CHANNEL.quantize(graph, calibration(Map.of(), Map.of("w", thresholds(3)))))
        .isInstanceOf(QuantizationException.class)
        .hasMessageContaining("no threshold for 'x'");
    assertThatThrownBy(() -> PER_CHANNEL.quantize(graph, calibration(Map.of("x", 1.0), Map.of())))
        .isInstanceOf(QuantizationException.class)
        .hasMessage("weights 'w' float32[2,3] need 3 thresholds, and the calibration has none");
    assertThatThrownBy(
            () -> PER_TENSOR.quantize(graph, calibration(graph, Map.of("w", thresholds(3)))))
        .isInstanceOf(QuantizationException.class)
        .hasMessage("weights 'w' float32[2,3] need 1 thresholds, and the calibration has 3");
  }

  @Test
  void a_threshold_must_be_a_finite_number_of_0_or_more() {
    Graph graph = Graphs.mul(Graphs.normal(1, 2, 2));

    for (double bad : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY, 1e300}) {
      assertThatThrownBy(
              () ->
                  PER_CHANNEL.quantize(
                      graph, calibration(Map.of("x", bad), Map.of("w", thresholds(2)))))
          .isInstanceOf(QuantizationException.class)
          .hasMessage("threshold " + bad + " of 'x': must be a finite number of 0 or more");
    }
  }
}
