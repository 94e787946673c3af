package dev.octet.bench.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octet.bench.candidate.Candidate;
import dev.octet.bench.candidate.OctetCandidate;
import dev.octet.bench.candidate.OnnxRuntimeCandidate;
import dev.octet.bench.onnx.proto.ModelProto;
import dev.octet.bench.onnx.proto.NodeProto;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphBuilder;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Activate;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Padding;
import dev.octet.engine.op.Pool2d;
import dev.octet.engine.op.PoolKind;
import dev.octet.engine.op.Window;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OnnxExportTest {
  private static final Random RANDOM = new Random(7);

  private static Tensor random(int... dims) {
    float[] data = new float[Shape.of(dims).elements()];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) RANDOM.nextGaussian();
    }
    return Tensor.of(data, dims);
  }

  /** A graph of one operator on {@code [?,4,9,11]}. */
  private static Graph graph(Op op, Tensor... constants) {
    var builder = new GraphBuilder();
    Value[] inputs = new Value[constants.length + 1];
    inputs[0] = builder.input("x", DType.FLOAT32, Shape.of(-1, 4, 9, 11));
    for (int i = 0; i < constants.length; i++) {
      inputs[i + 1] = builder.constant("c" + i, constants[i]);
    }
    return builder.build(builder.add("y", op, inputs));
  }

  private static Window window(int strideHeight, int strideWidth, int dilation, Padding padding) {
    return new Window(strideHeight, strideWidth, dilation, dilation, padding);
  }

  static Stream<Graph> operators() {
    var padding = new Padding.Explicit(1, 0, 2, 1);
    var poolPadding = new Padding.Explicit(2, 0, 1, 0);
    return Stream.of(
        graph(new Conv2d(window(2, 1, 1, padding), 1), random(6, 4, 3, 2)),
        graph(new Conv2d(window(1, 1, 2, padding), 2), random(6, 2, 3, 2)),
        graph(new Conv2d(window(2, 2, 1, new Padding.Same()), 4), random(4, 1, 3, 3)),
        graph(new Pool2d(PoolKind.MAX, 3, 2, window(2, 2, 1, poolPadding), false, false)),
        graph(new Pool2d(PoolKind.MAX, 2, 2, window(2, 2, 1, Padding.NONE), true, false)),
        graph(new Pool2d(PoolKind.AVERAGE, 3, 2, window(2, 1, 1, poolPadding), false, false)),
        graph(new Pool2d(PoolKind.AVERAGE, 3, 2, window(2, 1, 1, poolPadding), false, true)),
        graph(new Activate(new Activation.Clip(-0.5f, 0.7f))));
  }

  @ParameterizedTest
  @MethodSource("operators")
  void an_operator_means_the_same_in_onnx_runtime(Graph graph) {
    Tensor input = random(2, 4, 9, 11);
    try (Candidate octet = new OctetCandidate(graph, 1);
        Candidate peer = new OnnxRuntimeCandidate(OnnxExport.export(graph, 2), 1);
        Candidate.Runner expected = octet.runner(input);
        Candidate.Runner actual = peer.runner(input)) {
      assertThat(actual.output()).containsExactly(expected.output(), Offset.offset(1e-5f));
    }
  }

  @Test
  void an_operator_that_is_not_written_is_named() {
    Graph graph = graph(new Activate(Activation.Function.TANH));
    assertThatThrownBy(() -> OnnxExport.export(graph, 1))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("'y'")
        .hasMessageContaining("TANH");
  }

  @Test
  void a_relu_disappears_into_the_range_of_the_integers() throws Exception {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, 4, 9, 11));
    var conv = new Conv2d(window(1, 1, 1, Padding.NONE), 1);
    Value y = builder.add("y", conv, x, builder.constant("w", random(4, 4, 1, 1)));
    Value relu = builder.add("relu", new Activate(Activation.RELU), y);
    Value z = builder.add("z", conv, relu, builder.constant("v", random(4, 4, 1, 1)));
    byte[] bytes =
        OnnxExport.export(
            builder.build(z), 1, Encoding.QDQ_U8S8, Map.of("x", 3.0, "relu", 5.0, "z", 9.0));
    List<String> types =
        ModelProto.parseFrom(bytes).getGraph().getNodeList().stream()
            .map(NodeProto::getOpType)
            .toList();
    assertThat(types).doesNotContain("Relu").contains("Conv");
    assertThat(types.stream().filter("QuantizeLinear"::equals)).hasSize(2);
  }

  @Test
  void numbers_from_0_on_take_all_integers() {
    assertThat(ActivationParams.of(51, true, false))
        .isEqualTo(new ActivationParams(0.2f, 0, false));
    assertThat(ActivationParams.of(51, true, true))
        .isEqualTo(new ActivationParams(0.2f, -128, true));
    assertThat(ActivationParams.of(127, false, false))
        .isEqualTo(new ActivationParams(1, 128, false));
    assertThat(ActivationParams.of(127, false, true)).isEqualTo(new ActivationParams(1, 0, true));
  }

  @Test
  void weights_have_a_scale_for_each_output_channel() {
    Tensor weights = Tensor.of(new float[] {1, -127, 254, 2}, 2, 2);
    assertThat(QuantizedWeights.of(weights, 2, 2).data()).containsExactly(1, -127, 127, 1);
    assertThat(QuantizedWeights.of(weights, 2, 2).scales()).containsExactly(1, 2);
    assertThat(QuantizedWeights.of(weights, 2, 1).scales()).containsExactly(2, 1);
  }
}
