package dev.octet.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphBuilder;
import dev.octet.engine.graph.GraphException;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.Binary;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.ConvTranspose2d;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.MatMul;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Padding;
import dev.octet.engine.op.Window;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators with int8 weights whose inputs a run quantizes by their own range. */
class DynamicInt8Test {
  private static final CompileOptions DYNAMIC =
      CompileOptions.DEFAULT.withDynamicInt8(true).withStrict(true);
  private static final Padding ONE = new Padding.Explicit(1, 1, 1, 1);
  private static final Window UNIT = new Window(1, 1, Padding.NONE);

  static Stream<Arguments> operators() {
    int[] image = {3, 8, 9, 7};
    return Stream.of(
        Arguments.of("pointwise", new Conv2d(UNIT, 1), image, new int[] {5, 8, 1, 1}),
        Arguments.of("3x3", new Conv2d(new Window(1, 1, ONE), 1), image, new int[] {5, 8, 3, 3}),
        Arguments.of(
            "3x3, wide",
            new Conv2d(new Window(1, 1, ONE), 1),
            new int[] {2, 64, 20, 20},
            new int[] {64, 64, 3, 3}),
        Arguments.of(
            "stride 2", new Conv2d(new Window(2, 2, ONE), 1), image, new int[] {5, 8, 3, 3}),
        Arguments.of("groups", new Conv2d(new Window(1, 1, ONE), 2), image, new int[] {6, 4, 3, 3}),
        Arguments.of(
            "depthwise", new Conv2d(new Window(1, 1, ONE), 8), image, new int[] {8, 1, 3, 3}),
        Arguments.of(
            "transposed",
            new ConvTranspose2d(new Window(2, 2, ONE), 1, 0, 0, 0, 0, Epilogue.NONE),
            image,
            new int[] {8, 4, 4, 4}),
        Arguments.of(
            "activation",
            new Conv2d(UNIT, 1, Epilogue.NONE.with(new Activation.Swish(1))),
            image,
            new int[] {5, 8, 1, 1}),
        Arguments.of("mul", new FullyConnected(1, 1), new int[] {4, 30}, new int[] {30, 9}),
        Arguments.of(
            "mul of rows", new FullyConnected(2, 1), new int[] {2, 5, 30}, new int[] {30, 9}),
        Arguments.of(
            "matmul", new MatMul(false, false, 2), new int[] {2, 5, 30}, new int[] {30, 9}),
        Arguments.of(
            "matmul of columns",
            new MatMul(true, false, 2),
            new int[] {2, 30, 5},
            new int[] {30, 9}),
        Arguments.of(
            "matmul of columns, transposed",
            new MatMul(true, true, 1),
            new int[] {2, 30, 5},
            new int[] {9, 30}),
        Arguments.of(
            "matmul, transposed",
            new MatMul(false, true, 1),
            new int[] {6, 30},
            new int[] {9, 30}));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("operators")
  void an_operator_gives_what_float_does_but_for_half_a_step_of_its_inputs(
      String name, Op op, int[] shape, int[] weights) {
    Graph graph = graph(op, shape, weights);
    Tensor x = normal(5, shape);

    float[] expected = run(graph, CompileOptions.DEFAULT, x);

    float[] actual = run(graph, DYNAMIC, x);
    double error = 0;
    double size = 0;
    for (int i = 0; i < expected.length; i++) {
      error += Math.pow(actual[i] - expected[i], 2);
      size += Math.pow(expected[i], 2);
    }
    assertThat(Math.sqrt(error / size)).isBetween(1e-5, 0.02);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("operators")
  void an_image_or_row_gives_the_same_bits_whatever_else_is_in_the_batch(
      String name, Op op, int[] shape, int[] weights) {
    Graph graph = graph(op, shape, weights);
    Tensor batch = normal(6, shape);
    float[] data = batch.toFloats();
    int perItem = data.length / shape[0];
    for (int i = 0; i < perItem; i++) {
      data[i] *= 100;
    }
    batch = Tensor.of(data, shape);

    float[] all = run(graph, DYNAMIC, batch);

    int perOutput = all.length / shape[0];
    for (int i = 0; i < shape[0]; i++) {
      assertThat(run(graph, DYNAMIC, batch.slice(i)))
          .isEqualTo(Arrays.copyOfRange(all, i * perOutput, (i + 1) * perOutput));
    }
  }

  @Test
  void a_row_is_quantized_by_its_largest_magnitude() {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, 2));
    Value y = builder.add("y", new FullyConnected(1, 1), x, weights(builder, 1, 1, 2, 1));

    float[] actual =
        run(builder.build(y), DYNAMIC, Tensor.of(new float[] {10, 0.09f, -1, 0.09f}, 2, 2));

    // 0.09 of 10 is one step of 10/127, and of 1 it is 11 steps of 1/127.
    assertThat(actual).containsExactly(new float[] {10 + 10 / 127f, -1 + 11 / 127f}, within(1e-5f));
  }

  @Test
  void an_input_of_zeros_gives_the_bias() {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, 2, 3, 3));
    Value w = weights(builder, 1, 2, 4, 2, 1, 1);
    Value bias = builder.constant("bias", Tensor.of(new float[] {1, 2, 3, 4}, 4));
    Value y = builder.add("y", new Conv2d(UNIT, 1, Epilogue.NONE.withBias()), x, w, bias);

    float[] actual = run(builder.build(y), DYNAMIC, Tensor.of(new float[18], 1, 2, 3, 3));

    assertThat(actual).startsWith(1, 1, 1).endsWith(4, 4, 4);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void a_number_that_is_none_or_infinite_spoils_its_image_alone(float number) {
    Graph graph = graph(new Conv2d(UNIT, 1), new int[] {2, 2, 2, 2}, new int[] {1, 2, 1, 1});
    float[] data = normal(1, 2, 2, 2, 2).toFloats();
    data[3] = number;

    float[] actual = run(graph, DYNAMIC, Tensor.of(data, 2, 2, 2, 2));

    assertThat(Arrays.copyOf(actual, 4)).containsOnly(Float.NaN);
    assertThat(Arrays.copyOfRange(actual, 4, 8)).doesNotContain(Float.NaN);
  }

  @Test
  void short_sums_stay_in_float_with_the_reason_unless_all_must_be_int8() {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(1, 24, 4, 4));
    Value depthwise =
        builder.add("depthwise", new Conv2d(UNIT, 24), x, weights(builder, 1, 5, 24, 1, 3, 3));
    Value y =
        builder.add(
            "pointwise", new Conv2d(UNIT, 1), depthwise, weights(builder, 1, 6, 2, 24, 1, 1));
    Graph graph = builder.build(y);

    assertThat(Octet.compile(graph, DYNAMIC.withStrict(false)).report().operators())
        .extracting(row -> row.name(), row -> row.int8(), row -> row.reason())
        .contains(
            tuple("depthwise", false, "sums of 9 products are faster in float"),
            tuple("pointwise", true, ""));
    assertThat(Octet.compile(graph, DYNAMIC).report().operators())
        .extracting(row -> row.name(), row -> row.int8())
        .contains(tuple("depthwise", true), tuple("pointwise", true));
  }

  @Test
  void a_graph_of_short_sums_runs_in_float() {
    Graph graph = graph(new Conv2d(UNIT, 1), new int[] {1, 2, 2, 2}, new int[] {1, 2, 1, 1});
    Tensor x = normal(1, 1, 2, 2, 2);

    assertThat(run(graph, DYNAMIC.withStrict(false), x))
        .isEqualTo(run(graph, CompileOptions.DEFAULT, x));
  }

  @Test
  void a_residual_is_added_in_float() {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(2, 3, 4, 4));
    Value y = builder.add("y", new Conv2d(UNIT, 1), x, weights(builder, 0.01, 9, 3, 3, 1, 1));
    Graph graph = builder.build(builder.add("z", new Binary(BinaryKind.ADD, -1), y, x));
    Tensor images = normal(3, 2, 3, 4, 4);

    float[] actual = run(graph, DYNAMIC, images);

    assertThat(actual).containsExactly(run(graph, CompileOptions.DEFAULT, images), within(0.05f));
  }

  @Test
  void operators_that_read_one_value_share_its_integers() {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(1, 3, 4, 4));
    Value y = builder.add("y", new Conv2d(UNIT, 1), x, weights(builder, 1, 1, 2, 3, 1, 1));
    Value z = builder.add("z", new Conv2d(UNIT, 1), x, weights(builder, 1, 2, 2, 3, 1, 1));

    var model = Octet.compile(builder.build(y, z), DYNAMIC);

    assertThat(model.report().operators())
        .extracting(row -> row.kernel())
        .containsExactly("range and quantize", "int8 gemm", "int8 gemm");
  }

  @Test
  void without_it_the_report_says_why_operators_compute_on_floats() {
    Graph graph = graph(new Conv2d(UNIT, 1), new int[] {1, 2, 2, 2}, new int[] {1, 2, 1, 1});

    assertThat(Octet.compile(graph).report().operators())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.int8()).isFalse();
              assertThat(row.reason()).contains("its input is not quantized", "dynamic int8");
            });
  }

  @Test
  void int16_weights_are_refused_with_the_reason() {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, 2));
    short[] integers = {1, 2};
    Value w =
        builder.constant(
            "w",
            Tensor.of(
                DType.INT16, Shape.of(2, 1), java.lang.foreign.MemorySegment.ofArray(integers)));
    Value real = builder.add("w.real", new Dequantize(QuantParams.ofScales(-1, 16, 1)), w);
    Graph graph = builder.build(builder.add("y", new FullyConnected(1, 1), x, real));

    assertThatThrownBy(() -> Octet.compile(graph, DYNAMIC))
        .isInstanceOf(GraphException.class)
        .hasMessageContaining("y (its weights are int16, not int8)");
  }

  @Test
  void a_graph_without_integer_weights_is_refused() {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, 2));
    Value w = builder.constant("w", normal(1, 2, 1));
    Graph graph = builder.build(builder.add("y", new FullyConnected(1, 1), x, w));

    assertThatThrownBy(() -> Octet.compile(graph, DYNAMIC))
        .isInstanceOf(GraphException.class)
        .hasMessageContaining("none has int8 weights");
  }

  private static Graph graph(Op op, int[] shape, int[] weights) {
    var builder = new GraphBuilder();
    int[] open = shape.clone();
    open[0] = -1;
    Value x = builder.input("x", DType.FLOAT32, Shape.of(open));
    return builder.build(builder.add("y", op, x, weights(builder, 0.01, 4, weights)));
  }

  private static Value weights(GraphBuilder builder, double scale, long seed, int... shape) {
    byte[] integers = new byte[Shape.of(shape).elements()];
    if (seed == 1) {
      Arrays.fill(integers, (byte) 1);
    } else {
      new Random(seed).nextBytes(integers);
    }
    Value w = builder.constant("w" + seed, Tensor.of(integers, shape));
    return builder.add("w.real" + seed, new Dequantize(QuantParams.ofScales(-1, 8, scale)), w);
  }

  private static Tensor normal(long seed, int... shape) {
    float[] data = new float[Shape.of(shape).elements()];
    Random random = new Random(seed);
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) random.nextGaussian();
    }
    return Tensor.of(data, shape);
  }

  private static float[] run(Graph graph, CompileOptions options, Tensor x) {
    try (var session = Octet.compile(graph, options).newSession()) {
      return session.run(x).toFloats();
    }
  }
}
