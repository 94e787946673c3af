package dev.octet.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphBuilder;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Activate;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.AdaptivePool2d;
import dev.octet.engine.op.BatchNorm;
import dev.octet.engine.op.Binary;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.op.Concat;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.Expand;
import dev.octet.engine.op.Interpolate;
import dev.octet.engine.op.LayerNorm;
import dev.octet.engine.op.MatMul;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.PRelu;
import dev.octet.engine.op.Pad;
import dev.octet.engine.op.Padding;
import dev.octet.engine.op.Pool2d;
import dev.octet.engine.op.PoolKind;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.op.Scale;
import dev.octet.engine.op.Slice;
import dev.octet.engine.op.Softmax;
import dev.octet.engine.op.Transpose;
import dev.octet.engine.op.Window;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Operators that go through the elements of large images, by several threads and by one. Images lie
 * row by row and, behind a pooling, channels last.
 */
@Tag("kernel")
class SharedElementsTest {
  private static final long SEED = 22;
  private static final int CHANNELS = 37;
  private static final Shape SHAPE = Shape.of(3, CHANNELS, 53, 41);

  private static Arguments single(String name, Op op) {
    return graph(name, (builder, x) -> builder.add("y", op, x));
  }

  private static Arguments graph(String name, BiFunction<GraphBuilder, Value, Value> add) {
    return Arguments.of(name, add);
  }

  static Stream<Arguments> operators() {
    Random random = new Random(SEED);
    QuantParams channels = QuantParams.perAxis(1, magnitudes(random));
    return Stream.of(
        single("maximum of windows", pool(PoolKind.MAX)),
        single("average of windows", pool(PoolKind.AVERAGE)),
        single("average of regions", new AdaptivePool2d(PoolKind.AVERAGE, 20, 20)),
        single("relu", new Activate(Activation.RELU)),
        single("swish", new Activate(new Activation.Swish(1))),
        single("scale", new Scale(1.7f, 0.3f, true, false)),
        single("shift, then scale", new Scale(1.7f, 0.3f, false, false)),
        single("softmax of columns", new Softmax(3)),
        single("softmax of channels", new Softmax(1)),
        single("transpose", new Transpose(List.of(0, 2, 1, 3))),
        single("transpose to channels last", new Transpose(List.of(0, 2, 3, 1))),
        single(
            "slice",
            new Slice(List.of(2), List.of(3), List.of(50), List.of(1), List.of(), false, false)),
        single("pad", new Pad(Pad.Mode.REFLECT, List.of(0, 0, 0, 0, 3, 2, 1, 4), 0)),
        single("nearest pixel", resize(Interpolate.Mode.NEAREST)),
        single("mean of four pixels", resize(Interpolate.Mode.BILINEAR)),
        single("layer norm", new LayerNorm(3, 1e-5f, false, false)),
        graph(
            "concat",
            (b, x) -> b.add("y", new Concat(1), x, b.add("r", new Activate(Activation.RELU), x))),
        graph(
            "sum with itself",
            (b, x) ->
                b.add(
                    "y",
                    new Binary(BinaryKind.ADD, -1),
                    x,
                    b.add("r", new Activate(Activation.RELU), x))),
        graph(
            "product with a number a channel",
            (b, x) ->
                b.add(
                    "y",
                    new Binary(BinaryKind.MUL, 1),
                    x,
                    b.constant("c", Tensor.of(magnitudes(random), CHANNELS)))),
        graph(
            "leaky channels",
            (b, x) ->
                b.add(
                    "y",
                    new PRelu(PRelu.Mode.CHANNEL),
                    x,
                    b.constant("alpha", Tensor.of(magnitudes(random), CHANNELS)))),
        graph(
            "batch norm",
            (b, x) ->
                b.add(
                    "y",
                    new BatchNorm(1e-5f),
                    x,
                    b.constant("scale", Tensor.of(magnitudes(random), CHANNELS)),
                    b.constant("bias", Tensor.of(magnitudes(random), CHANNELS)),
                    b.constant("mean", Tensor.of(magnitudes(random), CHANNELS)),
                    b.constant("variance", Tensor.of(magnitudes(random), CHANNELS)))),
        graph(
            "product of matrices",
            (b, x) -> b.add("y", new MatMul(false, true, 0.1f, Epilogue.NONE), x, x)),
        graph("quantize", (b, x) -> b.add("y", new Quantize(QuantParams.perTensor(2)), x)),
        graph("quantize channels", (b, x) -> b.add("y", new Quantize(channels), x)),
        graph(
            "dequantize",
            (b, x) -> {
              Value real = quantized(b, x, 2);
              return b.add("y", new Expand(List.of(3, CHANNELS, 53, 41)), real);
            }),
        graph(
            "dequantize channels",
            (b, x) -> b.add("y", new Dequantize(channels), b.add("q", new Quantize(channels), x))),
        graph(
            "requantize",
            (b, x) -> b.add("y", new Quantize(QuantParams.perTensor(3)), quantized(b, x, 2))),
        graph(
            "maximum of integers",
            (b, x) ->
                b.add(
                    "y",
                    new Quantize(QuantParams.perTensor(2)),
                    b.add("p", pool(PoolKind.MAX), quantized(b, x, 2)))),
        graph("sum of integers", (b, x) -> sum(b, x, Activation.RELU)),
        graph("swish of a sum of integers", (b, x) -> sum(b, x, new Activation.Swish(1))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("operators")
  void threads_share_rows_of_pixels_without_changing_a_bit(
      String name, BiFunction<GraphBuilder, Value, Value> operator) {
    GraphBuilder builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, SHAPE);
    assertThatThreadsAgree(builder.build(operator.apply(builder, x)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("operators")
  void threads_share_pixels_of_channels_without_changing_a_bit(
      String name, BiFunction<GraphBuilder, Value, Value> operator) {
    GraphBuilder builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, SHAPE);
    Pool2d onePixel = new Pool2d(PoolKind.MAX, 1, 1, new Window(1, 1, Padding.NONE), false, false);
    Value image = builder.add("image", onePixel, x);
    assertThatThreadsAgree(builder.build(operator.apply(builder, image)));
  }

  private static Pool2d pool(PoolKind kind) {
    var window = new Window(2, 2, new Padding.Explicit(1, 1, 1, 1));
    return new Pool2d(kind, 3, 3, window, false, false);
  }

  private static Interpolate resize(Interpolate.Mode mode) {
    return new Interpolate(mode, 90, 70, 0, 0, false, false, 1, false);
  }

  private static Value quantized(GraphBuilder builder, Value x, float threshold) {
    QuantParams params = QuantParams.perTensor(threshold);
    Value q = builder.add("q" + threshold, new Quantize(params), x);
    return builder.add("dq" + threshold, new Dequantize(params), q);
  }

  private static Value sum(GraphBuilder builder, Value x, Activation activation) {
    Value left = quantized(builder, x, 2);
    Value right = quantized(builder, x, 1);
    Value sum = builder.add("sum", new Binary(BinaryKind.ADD, -1, activation), left, right);
    return builder.add("y", new Quantize(QuantParams.perTensor(3)), sum);
  }

  private static float[] magnitudes(Random random) {
    float[] values = new float[CHANNELS];
    for (int i = 0; i < values.length; i++) {
      values[i] = 0.5f + random.nextFloat();
    }
    return values;
  }

  private static void assertThatThreadsAgree(Graph graph) {
    CompiledModel model = Octet.compile(graph);
    Random random = new Random(SEED);
    float[] values = new float[SHAPE.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    Tensor images = Tensor.of(values, SHAPE.toArray());
    Tensor expected;
    try (Session alone = model.newSession(1)) {
      expected = alone.run(images).copy();
    }
    for (int threads : new int[] {2, 3, 7}) {
      try (Session shared = model.newSession(threads)) {
        assertThat(shared.run(images).segment().mismatch(expected.segment()))
            .as("%d threads, seed %d", threads, SEED)
            .isEqualTo(-1);
      }
    }
  }
}
