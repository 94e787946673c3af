package dev.octet.engine.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphBuilder;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Activate;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.BatchNorm;
import dev.octet.engine.op.Binary;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.op.Concat;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.ConvTranspose2d;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.Identity;
import dev.octet.engine.op.Padding;
import dev.octet.engine.op.Pool2d;
import dev.octet.engine.op.PoolKind;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.op.Quantized;
import dev.octet.engine.op.QuantizedBinary;
import dev.octet.engine.op.Requantize;
import dev.octet.engine.op.Result;
import dev.octet.engine.op.Scale;
import dev.octet.engine.op.Window;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class PassTest {
  private static final Window UNIT = new Window(1, 1, Padding.NONE);
  private static final QuantParams INPUT = QuantParams.perTensor(2);
  private static final QuantParams OTHER = QuantParams.perTensor(3);
  private static final ConstantEvaluator NO_CONSTANTS =
      (node, _) -> {
        throw new AssertionError("nothing is constant in " + node);
      };

  private final GraphBuilder builder = new GraphBuilder();
  private final Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, 2, 4, 4));

  @Test
  void batch_norm_is_folded_into_weights_and_bias_of_a_convolution() {
    Value y = builder.add("y", new Conv2d(UNIT, 1), x, filter(1, 2, 3, 4));
    Graph folded = new FoldAffine(NO_CONSTANTS).apply(builder.build(batchNorm("z", y)));

    Node conv = only(folded);
    assertThat(conv.output().name()).isEqualTo("z");
    assertThat(folded.constant(conv.input(1)).orElseThrow().toFloats())
        .containsExactly(2, 4, -9, -12);
    assertThat(folded.constant(conv.input(2)).orElseThrow().toFloats()).containsExactly(5, 11);
  }

  @Test
  void batch_norm_is_folded_into_float_weights_and_a_sum_under_the_same_names() {
    Value y = builder.add("y", new Conv2d(UNIT, 1), x, filter(1, 2, 3, 4));

    Graph folded = new FoldNormalization().apply(builder.build(batchNorm("z", y)));

    assertThat(folded.nodes()).hasSize(2);
    Node conv = folded.nodes().getFirst();
    Node sum = folded.nodes().getLast();
    assertThat(conv.output().name()).isEqualTo("y");
    assertThat(conv.input(1).name()).isEqualTo("w");
    assertThat(folded.constant(conv.input(1)).orElseThrow().toFloats())
        .containsExactly(2, 4, -9, -12);
    assertThat(sum.output().name()).isEqualTo("z");
    assertThat(folded.constant(sum.input(1)).orElseThrow().toFloats()).containsExactly(5, 11);
  }

  @Test
  void a_bias_before_batch_norm_is_folded_into_the_sum() {
    Value y = builder.add("y", new Conv2d(UNIT, 1), x, filter(1, 2, 3, 4));
    Value bias = builder.constant("b", Tensor.of(new float[] {10, 20}, 2));
    Value biased = builder.add("biased", new Binary(BinaryKind.ADD, 1), y, bias);

    Graph folded = new FoldNormalization().apply(builder.build(batchNorm("z", biased)));

    assertThat(folded.nodes()).hasSize(2);
    assertThat(folded.constant(folded.nodes().getLast().input(1)).orElseThrow().toFloats())
        .containsExactly(5 + 2 * 10, 11 - 3 * 20);
  }

  @Test
  void batch_norm_stays_where_something_else_reads_the_convolution() {
    Value y = builder.add("y", new Conv2d(UNIT, 1), x, filter(1, 2, 3, 4));
    Graph graph = builder.build(batchNorm("z", y), y);

    assertThat(new FoldNormalization().apply(graph).nodes()).isEqualTo(graph.nodes());
  }

  @Test
  void batch_norm_stays_where_another_convolution_reads_the_weights() {
    Value w = filter(1, 2, 3, 4);
    Value y = builder.add("y", new Conv2d(UNIT, 1), x, w);
    Value other = builder.add("other", new Conv2d(UNIT, 1), x, w);
    Graph graph = builder.build(batchNorm("z", y), other);

    assertThat(new FoldNormalization().apply(graph).nodes()).isEqualTo(graph.nodes());
  }

  @Test
  void batch_norm_stays_behind_a_transposed_convolution_in_groups() {
    Value w = builder.constant("w", Tensor.of(new float[] {1, 2}, 2, 1, 1, 1));
    var transposed = new ConvTranspose2d(UNIT, 2, 0, 0, 0, 0, Epilogue.NONE);
    Graph graph = builder.build(batchNorm("z", builder.add("y", transposed, x, w)));

    assertThat(new FoldNormalization().apply(graph).nodes()).isEqualTo(graph.nodes());
  }

  @Test
  void batch_norm_is_folded_into_the_multiplier_of_an_integer_convolution() {
    Graph graph = builder.build(batchNorm("z", quantizedConv("y", dequantized(x, INPUT))));
    Graph folded =
        Passes.sequence(new FoldQuantization(), new FoldAffine(NO_CONSTANTS)).apply(graph);

    Node conv = folded.nodes().getLast();
    assertThat(conv.op()).isInstanceOf(Quantized.class);
    assertThat(folded.constant(conv.input(1)).orElseThrow().toBytes())
        .containsExactly(10, 20, 30, 40);
    double scale = 2d / 127 * (1d / 127);
    assertThat(folded.constant(conv.input(2)).orElseThrow().element(1)).isEqualTo(-3 * scale);
    assertThat(folded.constant(conv.input(3)).orElseThrow().element(1)).isEqualTo(11);
  }

  @Test
  void batch_norm_is_folded_into_the_scales_of_int8_weights_under_their_names() {
    Value y = quantizedConv("y", dequantized(x, INPUT));
    Graph graph = builder.build(batchNorm("z", y));

    Graph folded = new FoldNormalizationIntoScales().apply(graph);

    Node conv = folded.nodes().getLast();
    Node weights = folded.producer(conv.input(1)).orElseThrow();
    assertThat(conv.output().name()).isEqualTo("z");
    Node before = graph.producer(graph.producer(y).orElseThrow().input(1)).orElseThrow();
    assertThat(weights.output()).isEqualTo(before.output());
    assertThat(weights.input(0)).isEqualTo(before.input(0));
    assertThat(folded.constant(weights.input(0)).orElseThrow().toBytes())
        .containsExactly(10, 20, -30, -40);
    assertThat(weights.op()).isEqualTo(new Dequantize(QuantParams.perAxis(0, 2, 3)));
    assertThat(folded.constant(conv.input(2)).orElseThrow().toFloats()).containsExactly(5, 11);
  }

  @Test
  void an_affine_node_stays_where_something_else_reads_the_convolution() {
    Value y = builder.add("y", new Conv2d(UNIT, 1), x, filter(1, 2, 3, 4));
    Graph graph = builder.build(batchNorm("z", y), y);

    assertThat(new FoldAffine(NO_CONSTANTS).apply(graph).nodes()).hasSize(2);
  }

  @Test
  void a_bias_along_the_channels_is_folded() {
    Value y = builder.add("y", new Conv2d(UNIT, 1), x, filter(1, 2, 3, 4));
    Value bias = builder.constant("b", Tensor.of(new float[] {7, 8}, 2));
    Value z = builder.add("z", new Binary(BinaryKind.ADD, 1), y, bias);

    Graph folded = new FoldAffine(NO_CONSTANTS).apply(builder.build(z));

    assertThat(folded.constant(only(folded).input(2)).orElseThrow().toFloats())
        .containsExactly(7, 8);
  }

  @Test
  void a_constant_along_the_columns_is_not_taken_for_a_bias() {
    Value y = builder.add("y", new Conv2d(UNIT, 1), x, filter(1, 2, 3, 4));
    Value row = builder.constant("b", Tensor.of(new float[] {1, 2, 3, 4}, 4));
    Value z = builder.add("z", new Binary(BinaryKind.ADD, -1), y, row);

    assertThat(new FoldAffine(NO_CONSTANTS).apply(builder.build(z)).nodes()).hasSize(2);
  }

  @Test
  void an_activation_moves_into_the_epilogue() {
    Value y = builder.add("y", new Conv2d(UNIT, 1), x, filter(1, 2, 3, 4));
    Value z = builder.add("z", new Activate(Activation.RELU), y);

    Graph fused = new FuseActivation().apply(builder.build(z));

    assertThat(((Conv2d) only(fused).op()).epilogue().activation()).isEqualTo(Activation.RELU);
  }

  @Test
  void a_sum_of_equal_shapes_becomes_a_residual() {
    Value y = builder.add("y", new Conv2d(UNIT, 1), x, filter(1, 2, 3, 4));
    Value z = builder.add("z", new Binary(BinaryKind.ADD, -1), x, y);

    Graph fused = new FuseResidual(NO_CONSTANTS).apply(builder.build(z));

    assertThat(((Conv2d) only(fused).op()).epilogue().residual()).isTrue();
    assertThat(only(fused).inputs()).endsWith(x);
  }

  @Test
  void a_broadcast_sum_is_no_residual() {
    Value y = builder.add("y", new Conv2d(UNIT, 1), x, filter(1, 2, 3, 4));
    Value pooled =
        builder.add(
            "p", new Pool2d(PoolKind.MAX, 4, 4, new Window(1, 1, Padding.NONE), false, false), x);
    Value z = builder.add("z", new Binary(BinaryKind.ADD, -1), y, pooled);

    assertThat(new FuseResidual(NO_CONSTANTS).apply(builder.build(z)).nodes()).hasSize(3);
  }

  @Test
  void identities_vanish_but_an_output_keeps_its_name() {
    Value a = builder.add("a", new Identity(), x);
    Value b = builder.add("b", new Activate(Activation.RELU), a);
    Value c = builder.add("c", new Scale(1, 0, true, false), b);

    Graph graph = new RemoveIdentity().apply(builder.build(c));

    assertThat(graph.nodes()).extracting(Node::op).hasSize(2);
    assertThat(graph.nodes().getFirst().input(0)).isEqualTo(x);
    assertThat(graph.outputs()).containsExactly(c);
  }

  @Test
  void readers_of_one_value_share_its_quantization() {
    Value first = builder.add("q1", new Quantize(INPUT), x);
    Value second = builder.add("q2", new Quantize(INPUT), x);
    Value other = builder.add("q3", new Quantize(OTHER), x);
    Value joined = builder.add("z", new Concat(1), first, second, other);

    Graph graph = new ShareQuantization().apply(builder.build(joined));

    assertThat(graph.nodes()).hasSize(3);
    assertThat(graph.nodes().getLast().inputs()).containsExactly(first, first, other);
  }

  @Test
  void quantization_sinks_through_maximum_pooling_into_the_convolution_before() {
    Value y = quantizedConv("y", dequantized(x, INPUT));
    Value relu = builder.add("r", new Activate(Activation.RELU), y);
    Value pooled =
        builder.add(
            "p",
            new Pool2d(PoolKind.MAX, 2, 2, new Window(2, 2, Padding.NONE), false, false),
            relu);
    Value z = quantizedConv("z", dequantized(pooled, OTHER));

    Graph graph = Passes.forInference(NO_CONSTANTS, DynamicInt8.OFF).apply(builder.build(z));

    assertThat(graph.nodes()).extracting(Node::type).hasSize(4);
    Quantized first = (Quantized) graph.nodes().get(1).op();
    assertThat(first.result()).isEqualTo(new Result.Int8(OTHER));
    assertThat(graph.nodes().get(2).op()).isInstanceOf(Pool2d.class);
    assertThat(((Quantized) graph.nodes().get(3).op()).result()).isEqualTo(Result.FLOAT);
  }

  @Test
  void quantization_sinks_into_every_part_of_a_concatenation() {
    Value y = quantizedConv("y", dequantized(x, INPUT));
    Value joined = builder.add("c", new Concat(1), y, x);
    Value z = builder.add("z", new Quantize(OTHER), joined);

    Graph graph = Passes.forInference(NO_CONSTANTS, DynamicInt8.OFF).apply(builder.build(z));

    assertThat(graph.nodes().getLast().op()).isInstanceOf(Concat.class);
    assertThat(graph.nodes())
        .anyMatch(
            node ->
                node.op() instanceof Quantized quantized
                    && quantized.result().equals(new Result.Int8(OTHER)));
  }

  @Test
  void a_value_whose_integers_one_reader_takes_is_requantized_for_one_of_another_scale() {
    Value shared = dequantized(x, INPUT);
    Value kept = builder.add("r", new Activate(Activation.RELU), shared);
    Value same = builder.add("same", new Quantize(INPUT), kept);
    Value joined = builder.add("c", new Concat(1), shared, x);
    Value other = builder.add("other", new Quantize(OTHER), joined);

    Graph graph =
        Passes.forInference(NO_CONSTANTS, DynamicInt8.OFF).apply(builder.build(same, other));

    Node concat = graph.nodes().getLast();
    assertThat(concat.op()).isInstanceOf(Concat.class);
    assertThat(graph.producer(concat.input(0)).orElseThrow().op())
        .isEqualTo(new Requantize(INPUT, OTHER));
  }

  @Test
  void a_change_of_scale_becomes_a_requantization() {
    Value z = builder.add("z", new Quantize(OTHER), dequantized(x, INPUT));

    Graph graph = Passes.forInference(NO_CONSTANTS, DynamicInt8.OFF).apply(builder.build(z));

    assertThat(graph.nodes().getLast().op()).isEqualTo(new Requantize(INPUT, OTHER));
  }

  @Test
  void a_quantized_sum_of_dequantized_tensors_is_a_sum_of_int8() {
    Value a = dequantized(x, INPUT);
    Value b = dequantized(builder.add("r", new Activate(Activation.RELU), x), OTHER);
    Value sum = builder.add("s", new Binary(BinaryKind.ADD, -1), a, b);
    Value z = builder.add("z", new Quantize(OTHER), sum);

    Graph graph = Passes.forInference(NO_CONSTANTS, DynamicInt8.OFF).apply(builder.build(z));

    assertThat(graph.nodes().getLast().op())
        .isEqualTo(new QuantizedBinary(INPUT, OTHER, Activation.NONE, new Result.Int8(OTHER)));
  }

  @Test
  void a_value_with_float_and_int8_readers_stays_float() {
    Value y = quantizedConv("y", dequantized(x, INPUT));
    Value z = quantizedConv("z", dequantized(y, OTHER));

    Graph graph = Passes.forInference(NO_CONSTANTS, DynamicInt8.OFF).apply(builder.build(z, y));

    assertThat(((Quantized) graph.nodes().get(1).op()).result()).isEqualTo(Result.FLOAT);
  }

  @Test
  void a_quantized_operator_that_stays_float_is_found_with_its_reason() {
    Value weights = builder.constant("w", Tensor.of(new byte[] {10, 20, 30, 40}, 2, 2, 1, 1));
    Value real = builder.add("w.real", new Dequantize(QuantParams.perAxis(1, 1, 1)), weights);
    Value y = builder.add("y", new Conv2d(UNIT, 1), dequantized(x, INPUT), real);

    assertThat(FloatFallbacks.find(builder.build(y), DynamicInt8.OFF))
        .containsEntry(
            "y", "its weights have scales along axis 1, and an output channel several of them");
  }

  private Value filter(float... elements) {
    return builder.constant("w", Tensor.of(elements, 2, 2, 1, 1));
  }

  /** Factors 2 and -3, shifts 5 and 11, exactly. */
  private Value batchNorm(String name, Value input) {
    return builder.add(
        name,
        new BatchNorm(0),
        input,
        builder.constant(name + ".scale", Tensor.of(new float[] {4, -3}, 2)),
        builder.constant(name + ".bias", Tensor.of(new float[] {7, 5}, 2)),
        builder.constant(name + ".mean", Tensor.of(new float[] {1, 2}, 2)),
        builder.constant(name + ".variance", Tensor.of(new float[] {4, 1}, 2)));
  }

  private Value dequantized(Value value, QuantParams params) {
    Value integers = builder.add(value.name() + ".q", new Quantize(params), value);
    return builder.add(value.name() + ".dq", new Dequantize(params), integers);
  }

  private Value quantizedConv(String name, Value input) {
    Value weights =
        builder.constant(name + ".w", Tensor.of(new byte[] {10, 20, 30, 40}, 2, 2, 1, 1));
    Value real =
        builder.add(name + ".w.real", new Dequantize(QuantParams.perAxis(0, 1, 1)), weights);
    return builder.add(name, new Conv2d(UNIT, 1), input, real);
  }

  private static Node only(Graph graph) {
    List<Node> nodes = graph.nodes();
    assertThat(nodes).hasSize(1);
    return nodes.getFirst();
  }
}
