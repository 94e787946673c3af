package dev.octet.formats.paddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphBuilder;
import dev.octet.engine.graph.GraphException;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Activate;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.Binary;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.op.Concat;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.ConvTranspose2d;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.Expand;
import dev.octet.engine.op.FakeQuantize;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.Gather;
import dev.octet.engine.op.Identity;
import dev.octet.engine.op.Interpolate;
import dev.octet.engine.op.MatMul;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Pad;
import dev.octet.engine.op.Padding;
import dev.octet.engine.op.PixelShuffle;
import dev.octet.engine.op.Pool2d;
import dev.octet.engine.op.PoolKind;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.op.Requantize;
import dev.octet.engine.op.ShapeOf;
import dev.octet.engine.op.Slice;
import dev.octet.engine.op.Unsqueeze;
import dev.octet.engine.op.Window;
import dev.octet.engine.run.Session;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Rounding;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Nodes that take several operators, quantized nodes of all kinds, and what cannot be written. */
class GraphWriterTest {
  private static final Window SAME = new Window(1, 1, new Padding.Explicit(1, 1, 1, 1));
  private static final Epilogue EVERYTHING =
      new Epilogue(true, true, new Activation.LeakyRelu(0.25f));

  @TempDir Path folder;

  private final Random random = new Random(7);

  private Tensor randomFloats(int... dims) {
    Tensor tensor = Tensor.zeros(DType.FLOAT32, Shape.of(dims));
    float[] data = new float[tensor.elements()];
    for (int i = 0; i < data.length; i++) {
      data[i] = random.nextFloat(-1, 1);
    }
    return Tensor.of(data, dims);
  }

  private Tensor randomBytes(int... dims) {
    byte[] data = new byte[Tensor.zeros(DType.INT8, Shape.of(dims)).elements()];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) random.nextInt(-127, 128);
    }
    return Tensor.of(data, dims);
  }

  private Graph written(Graph graph, PaddleEncoding encoding) throws IOException {
    PaddleWriter.write(graph, encoding, folder.resolve("m.pdmodel"));
    return PaddleModel.read(folder.resolve("m.pdmodel"));
  }

  private static float[] run(Graph graph, Tensor x) {
    try (Session session = Octet.compile(graph).newSession()) {
      return session.run(Map.of("x", x)).values().iterator().next().toFloats();
    }
  }

  private static Graph ofOne(String type, Op op, int... dims) {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(dims));
    return builder.build(builder.add("y", type, op, List.of(x), List.of("y")).output());
  }

  static List<Arguments> linearNodes() {
    return List.of(
        Arguments.of("conv2d", new Conv2d(SAME, 1, EVERYTHING), new int[] {4, 4, 3, 3}, 4),
        Arguments.of("conv2d", new Conv2d(SAME, 2, EVERYTHING), new int[] {4, 2, 3, 3}, 4),
        Arguments.of(
            "depthwise_conv2d", new Conv2d(SAME, 4, EVERYTHING), new int[] {4, 1, 3, 3}, 4),
        Arguments.of(
            "conv2d_transpose",
            new ConvTranspose2d(SAME, 1, 0, 0, 0, 0, EVERYTHING),
            new int[] {4, 4, 3, 3},
            4),
        Arguments.of(
            "conv2d_transpose",
            new ConvTranspose2d(SAME, 2, 0, 0, 0, 0, EVERYTHING),
            new int[] {4, 2, 3, 3},
            2),
        Arguments.of(
            "depthwise_conv2d_transpose",
            new ConvTranspose2d(SAME, 4, 0, 0, 0, 0, EVERYTHING),
            new int[] {4, 1, 3, 3},
            1),
        Arguments.of("mul", new FullyConnected(3, 1, EVERYTHING), new int[] {6, 6}, 6),
        Arguments.of("fc", new FullyConnected(3, 1, EVERYTHING), new int[] {6, 6}, 6),
        Arguments.of("matmul_v2", new MatMul(false, true, 1, EVERYTHING), new int[] {6, 6}, 6),
        Arguments.of("matmul", new MatMul(false, false, 0.5f, EVERYTHING), new int[] {6, 6}, 6),
        Arguments.of("matmul_v2", new MatMul(false, false, 0.5f, EVERYTHING), new int[] {6, 6}, 6));
  }

  /** A node with bias, residual and activation over x [2,4,6,6]. */
  private Graph linear(String type, Op op, int[] filter, int bias) {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, 4, 6, 6));
    Value w = builder.constant("w", randomFloats(filter));
    int channels = op instanceof ConvTranspose2d conv ? bias * conv.groups() : bias;
    Value b = builder.constant("b", randomFloats(channels));
    return builder.build(builder.add("y", type, op, List.of(x, w, b, x), List.of("y")).output());
  }

  private Graph quantized(String type, Op op, int[] filter, int bias, int axis) {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, 4, 6, 6));
    QuantParams activation = QuantParams.perTensor(0.75f);
    Value real =
        builder.add(
            "xd", new Dequantize(activation), builder.add("xq", new Quantize(activation), x));
    float[] thresholds = new float[axis < 0 ? 1 : filter[axis]];
    for (int i = 0; i < thresholds.length; i++) {
      thresholds[i] = random.nextFloat(0.5f, 2);
    }
    QuantParams params =
        axis < 0 ? QuantParams.perTensor(thresholds[0]) : QuantParams.perAxis(axis, thresholds);
    Value w = builder.add("wd", new Dequantize(params), builder.constant("w", randomBytes(filter)));
    int channels = op instanceof ConvTranspose2d conv ? bias * conv.groups() : bias;
    Value b = builder.constant("b", randomFloats(channels));
    return builder.build(builder.add("y", type, op, List.of(real, w, b, x), List.of("y")).output());
  }

  private static int channelAxis(Op op) {
    return op instanceof Conv2d || op instanceof MatMul product && product.transposeY() ? 0 : 1;
  }

  @ParameterizedTest
  @MethodSource("linearNodes")
  void a_linear_node_is_written_with_all_that_follows_it(String type, Op op, int[] filter, int bias)
      throws IOException {
    Graph graph = linear(type, op, filter, bias);
    Tensor x = randomFloats(2, 4, 6, 6);

    Graph written = written(graph, PaddleEncoding.FLOAT);

    assertThat(written.outputs()).containsExactly(new Value("y"));
    assertClose(run(written, x), run(graph, x), 1e-5f);
  }

  @ParameterizedTest
  @MethodSource("linearNodes")
  void an_int8_node_comes_back_with_its_bits(String type, Op op, int[] filter, int bias)
      throws IOException {
    Graph graph = quantized(type, op, filter, bias, channelAxis(op));
    Tensor x = randomFloats(2, 4, 6, 6);

    Graph written = written(graph, PaddleEncoding.QDQ_INT8);

    assertThat(written.constants().get(new Value("w")).dtype()).isEqualTo(DType.INT8);
    assertClose(run(written, x), run(graph, x), 1e-5f);
  }

  @ParameterizedTest
  @MethodSource("linearNodes")
  void a_frozen_node_computes_on_integers_held_as_floats(String type, Op op, int[] filter, int bias)
      throws IOException {
    for (int axis : thresholdAxes(op, filter)) {
      Graph graph = quantized(type, op, filter, bias, axis);
      Tensor x = randomFloats(2, 4, 6, 6);

      Graph written = written(graph, PaddleEncoding.FROZEN_V1);

      Tensor stored = GraphWriter.write(graph, PaddleEncoding.FROZEN_V1).parameters().get("w");
      assertThat(stored.dtype()).isEqualTo(DType.FLOAT32);
      assertThat(HeldIntegers.asBytes(stored)).isPresent();
      if (op instanceof ConvTranspose2d) {
        assertThat(written.constants().values())
            .anyMatch(constant -> constant.dtype() == DType.INT8);
      }
      assertClose(run(written, x), run(graph, x), 1e-4f);
    }
  }

  /** Groups of one input channel can have a threshold each. */
  private static List<Integer> thresholdAxes(Op op, int[] filter) {
    return op instanceof ConvTranspose2d conv && conv.groups() == filter[0]
        ? List.of(QuantParams.PER_TENSOR, 1, 0)
        : List.of(QuantParams.PER_TENSOR, channelAxis(op));
  }

  private static void assertClose(float[] actual, float[] expected, float tolerance) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i])
          .as("element %d", i)
          .isCloseTo(expected[i], within(tolerance * Math.max(1, Math.abs(expected[i]))));
    }
  }

  static Stream<Arguments> nodesOfSeveralOperators() {
    return Stream.of(
        Arguments.of(new Activate(new Activation.Swish(1.5f))),
        Arguments.of(new Activate(new Activation.HardSwish(6.5f, 5.5f, 3.5f))),
        Arguments.of(new Activate(Activation.NONE)),
        Arguments.of(new Activate(new Activation.Clip(Float.NEGATIVE_INFINITY, 0.5f))),
        Arguments.of(new Pad(Pad.Mode.CIRCULAR, List.of(0, 0, 0, 0, 1, 2, 2, 1), 0)),
        Arguments.of(new Pad(Pad.Mode.CONSTANT, List.of(1, 0, 0, 1, 1, 2, 2, 1), 0.5f)),
        Arguments.of(
            new Interpolate(Interpolate.Mode.BILINEAR, 9, 7, 0, 0, false, true, 1, false)));
  }

  @ParameterizedTest
  @MethodSource("nodesOfSeveralOperators")
  void nodes_that_no_single_operator_does_compute_the_same(Op op) throws IOException {
    Graph graph = ofOne(op.name(), op, 2, 3, 4, 5);
    Tensor x = randomFloats(2, 3, 4, 5);

    Graph written = written(graph, PaddleEncoding.FLOAT);

    assertThat(written.outputs()).isEqualTo(graph.outputs());
    assertClose(run(written, x), run(graph, x), 1e-6f);
  }

  /** As transformers repeat a token for each image of the batch. */
  @Test
  void a_product_behind_a_computed_shape_is_frozen_too() throws IOException {
    QuantParams params = QuantParams.perTensor(1);
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, 4));
    Value shape = builder.add("shape", new ShapeOf(), x);
    var first = new Slice(List.of(0), List.of(0), List.of(1), List.of(1), List.of(), false, false);
    Value batch = builder.add("batch", first, shape);
    Value three = builder.constant("three", Tensor.of(new int[] {3, -1}, 2));
    Value dims = builder.add("dims", new Concat(0), batch, three);
    Value token = builder.add("token", new Unsqueeze(List.of(1)), x);
    Value tokens = builder.add("tokens", new Expand(List.of()), token, dims);
    Value q = builder.add("q", new Quantize(params), tokens);
    Value integers = builder.constant("w", randomBytes(4, 2));
    Value w = builder.add("wd", new Dequantize(QuantParams.perAxis(1, 0.5f, 2)), integers);
    Value y =
        builder
            .add(
                "y",
                "matmul_v2",
                new MatMul(false, false, 1, Epilogue.NONE),
                List.of(builder.add("d", new Dequantize(params), q), w),
                List.of("y"))
            .output();

    PaddleWriter.write(builder.build(y), PaddleEncoding.FROZEN_V1, folder.resolve("m.pdmodel"));

    assertThat(PaddleModel.describe(folder.resolve("m.pdmodel")).operators())
        .containsKeys("fake_quantize_range_abs_max", "fake_channel_wise_dequantize_max_abs")
        .doesNotContainKey("fake_quantize_dequantize_moving_average_abs_max");
  }

  @Test
  void pixels_made_of_channels_stay_one_operator() throws IOException {
    Graph written =
        written(ofOne("pixel_shuffle", new PixelShuffle(2), 1, 8, 3, 2), PaddleEncoding.FLOAT);

    assertThat(written.nodes()).singleElement().returns(new PixelShuffle(2), Node::op);
  }

  @Test
  void a_sum_with_an_activation_becomes_both() throws IOException {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(2, 3));
    Value y = builder.add("y", new Binary(BinaryKind.ADD, -1, Activation.RELU), x, x);

    Graph written = written(builder.build(y), PaddleEncoding.FLOAT);

    assertThat(written.nodes().stream().map(Node::type)).containsExactly("elementwise_add", "relu");
  }

  @Test
  void an_activation_of_a_sum_is_taken_apart_as_one_that_stands_alone() throws IOException {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(2, 3));
    Activation swish = new Activation.Swish(2);
    Value y = builder.add("y", new Binary(BinaryKind.ADD, -1, swish), x, x);

    Graph written = written(builder.build(y), PaddleEncoding.FLOAT);

    assertThat(written.nodes().stream().map(Node::type))
        .containsExactly("elementwise_add", "scale", "sigmoid", "elementwise_mul");
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"INT8", "INT16"})
  void weights_alone_are_stored_as_integers_with_scales(DType dtype) throws IOException {
    int bits = dtype.bytes() * 8;
    QuantParams params = QuantParams.perAxis(1, 0.5f, 2, 3).withBits(bits);
    Tensor integers =
        dtype == DType.INT8
            ? Tensor.of(new byte[] {127, -127, 3, 4, 5, 6}, 2, 3)
            : Tensor.of(new short[] {32767, -32767, 3, 4, 5, 6}, 2, 3);
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, 2));
    Value w = builder.add("wd", new Dequantize(params), builder.constant("w", integers));
    Value y =
        builder.add("y", "mul", new FullyConnected(1, 1), List.of(x, w), List.of("y")).output();

    PaddleWriter.write(builder.build(y), PaddleEncoding.WEIGHT_ONLY, folder.resolve("m.pdmodel"));

    PaddleModelInfo info = PaddleModel.describe(folder.resolve("m.pdmodel"));
    assertThat(info.encoding()).isEqualTo(PaddleEncoding.WEIGHT_ONLY);
    assertThat(info.operators()).containsOnlyKeys("feed", "mul", "fetch");
    assertThat(info.parameterBytes()).isLessThan(6L * dtype.bytes() + 40);
    Graph read = PaddleModel.read(folder.resolve("m.pdmodel"));
    assertClose(
        run(read, Tensor.of(new float[] {1, 0}, 1, 2)),
        new float[] {0.5f, -2, 9f / params.levels()},
        1e-6f);
  }

  static Stream<Arguments> unwritable() {
    QuantParams params = QuantParams.perTensor(1);
    return Stream.of(
        Arguments.of(new Requantize(params, params), "before compilation"),
        Arguments.of(
            new Pad(Pad.Mode.REFLECT, List.of(1, 1, 0, 0, 0, 0, 0, 0), 0), "not in N and C"),
        Arguments.of(
            new Pool2d(PoolKind.MAX, 2, 2, new Window(1, 1, 2, 2, Padding.NONE), false, false),
            "no dilation"),
        Arguments.of(
            new Interpolate(Interpolate.Mode.NEAREST, 0, 0, 2, 3, false, false, 1, false),
            "give the size instead"),
        Arguments.of(
            new FakeQuantize(
                FakeQuantize.Scale.ABS_MAX, -1, 8, Rounding.HALF_AWAY_FROM_ZERO, true, true),
            "has no form"));
  }

  @ParameterizedTest
  @MethodSource("unwritable")
  void what_paddle_cannot_express_is_refused_with_its_name(Op op, String reason) {
    Graph graph = ofOne("its type", op, 2, 3, 4, 5);

    assertThatThrownBy(() -> written(graph, PaddleEncoding.QDQ_INT8))
        .isInstanceOf(GraphException.class)
        .hasMessageContaining("'y' (its type)")
        .hasMessageContaining(reason);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void a_node_without_the_input_that_it_needs_is_refused_by_name() {
    var builder = new GraphBuilder();
    Value q = builder.add("q", new Quantize(QuantParams.perTensor(1)));
    Graph graph = builder.build(builder.add("y", new Dequantize(QuantParams.perTensor(1)), q));

    assertThatThrownBy(() -> written(graph, PaddleEncoding.FROZEN_V1))
        .isInstanceOf(GraphException.class)
        .hasMessageContaining("node 'q' (Quantize) has 0 inputs, but needs 1 or more");
  }

  @Test
  void indices_of_a_matrix_need_axis_0() {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(4, 4));
    Value i = builder.input("i", DType.INT64, Shape.of(2, 2));
    Graph graph = builder.build(builder.add("y", new Gather(1), x, i));

    assertThatThrownBy(() -> written(graph, PaddleEncoding.FLOAT))
        .isInstanceOf(GraphException.class)
        .hasMessageContaining("indices of rank 2 along axis 1");
  }

  @ParameterizedTest
  @EnumSource(
      value = PaddleEncoding.class,
      names = {"FLOAT", "FROZEN_V1", "WEIGHT_ONLY"})
  void integers_between_nodes_have_no_form_but_one(PaddleEncoding encoding) {
    QuantParams params = QuantParams.perTensor(1);
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(4));
    Value q = builder.add("q", new Quantize(params), x);
    Value held = builder.add("held", new Identity(), q);
    Graph graph = builder.build(builder.add("y", new Dequantize(params), held));

    assertThatThrownBy(() -> written(graph, encoding))
        .isInstanceOf(GraphException.class)
        .hasMessageMatching(".*'(q|y)'.*");
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @EnumSource(
      value = PaddleEncoding.class,
      names = {"QDQ_FP32_INTEGERS", "QDQ_FLOAT_WEIGHTS", "FAKE_QDQ"})
  void other_encodings_are_only_read(PaddleEncoding encoding) {
    assertThatThrownBy(() -> written(ofOne("relu", new Activate(Activation.RELU), 2), encoding))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(encoding.toString());
  }

  @Test
  void names_of_paddles_own_lists_are_refused() {
    var builder = new GraphBuilder();
    Value x = builder.input("feed", DType.FLOAT32, Shape.of(4));
    Graph graph = builder.build(builder.add("y", new Identity(), x));

    assertThatThrownBy(() -> written(graph, PaddleEncoding.FLOAT))
        .isInstanceOf(GraphException.class)
        .hasMessageContaining("'feed'");
  }

  @Test
  void open_dimensions_stay_open_and_others_are_declared() {
    WrittenModel model =
        GraphWriter.write(
            ofOne("relu", new Activate(Activation.RELU), -1, 3), PaddleEncoding.FLOAT);

    var declared =
        model.program().getBlocks(0).getVariablesList().stream()
            .filter(variable -> variable.getName().equals("y"))
            .findFirst()
            .orElseThrow();
    assertThat(declared.getType().getDense().getTensor().getDimsList()).containsExactly(-1L, 3L);
  }
}
