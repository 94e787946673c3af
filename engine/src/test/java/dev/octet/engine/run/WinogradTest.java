package dev.octet.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphBuilder;
import dev.octet.engine.graph.Value;
import dev.octet.engine.kernel.provider.KernelProvider;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.Binary;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.Padding;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.op.Window;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Rounding;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Convolutions that are large enough for Winograd's algorithm. */
@Tag("kernel")
class WinogradTest {
  private static final long SEED = 22;
  private static final float IN = 127;

  /**
   * A layer and one image: random, or so that the largest product sum is just below 2^24, the limit
   * of exact sums.
   */
  private static final class Layer {
    final int channels;
    final int outputs;
    final int height;
    final int width;
    final byte[] weights;
    final byte[] x;
    Padding.Explicit padding = new Padding.Explicit(1, 1, 1, 1);

    Layer(int channels, int outputs, int height, int width, boolean extreme) {
      this.channels = channels;
      this.outputs = outputs;
      this.height = height;
      this.width = width;
      var random = new Random(SEED);
      weights = new byte[outputs * channels * 9];
      x = new byte[channels * height * width];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = (byte) (extreme ? 37 : Math.clamp(random.nextGaussian() * 30, -127, 127));
      }
      for (int i = 0; i < x.length; i++) {
        x[i] = (byte) (extreme ? 127 : random.nextInt(-127, 128));
      }
    }

    int outputHeight() {
      return height + padding.top() + padding.bottom() - 2;
    }

    int outputWidth() {
      return width + padding.left() + padding.right() - 2;
    }

    Conv2d op(Activation activation) {
      return new Conv2d(new Window(1, 1, 1, 1, padding), 1, new Epilogue(false, false, activation));
    }

    Tensor input() {
      return Tensor.of(real(x), 1, channels, height, width);
    }

    /** The exact sums, in the order of the output. */
    int[] sums() {
      int[] sums = new int[outputs * outputHeight() * outputWidth()];
      for (int k = 0; k < outputs; k++) {
        for (int c = 0; c < channels; c++) {
          for (int tap = 0; tap < 9; tap++) {
            int weight = weights[(k * channels + c) * 9 + tap];
            addTap(sums, k, c, tap / 3 - padding.top(), tap % 3 - padding.left(), weight);
          }
        }
      }
      return sums;
    }

    private void addTap(int[] sums, int k, int c, int down, int right, int weight) {
      for (int i = Math.max(0, -down); i < Math.min(outputHeight(), height - down); i++) {
        for (int j = Math.max(0, -right); j < Math.min(outputWidth(), width - right); j++) {
          sums[(k * outputHeight() + i) * outputWidth() + j] +=
              weight * x[(c * height + i + down) * width + j + right];
        }
      }
    }

    /** Scales of 1, so that the real sums are the integers. */
    Value integers(GraphBuilder builder, Value x, Activation activation) {
      QuantParams one = QuantParams.perTensor(IN);
      Value q = builder.add("q", new Quantize(one), x);
      Value dq = builder.add("dq", new Dequantize(one), q);
      Value w = builder.constant("w", Tensor.of(weights, outputs, channels, 3, 3));
      Value real = builder.add("w.real", new Dequantize(one), w);
      return builder.add("conv", op(activation), dq, real);
    }

    Value floats(GraphBuilder builder, Value x) {
      Value w = builder.constant("w", Tensor.of(real(weights), outputs, channels, 3, 3));
      return builder.add("conv", op(Activation.NONE), x, w);
    }

    private static float[] real(byte[] integers) {
      float[] values = new float[integers.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = integers[i];
      }
      return values;
    }
  }

  private static Value input(GraphBuilder builder, Layer layer) {
    return builder.input(
        "x", DType.FLOAT32, Shape.of(-1, layer.channels, layer.height, layer.width));
  }

  private static String kernel(Graph graph, Layer layer) {
    return Octet.compile(graph).report(Map.of("x", layer.input().shape())).operators().stream()
        .filter(operator -> operator.multiplyAdds() > 0)
        .findFirst()
        .orElseThrow()
        .kernel();
  }

  @ParameterizedTest
  @CsvSource({
    "16, 16, 14, f32 patches gemm",
    "64, 64, 56, f32 winograd 4x4",
    "128, 128, 28, f32 winograd 4x4",
    "256, 256, 14, f32 winograd 2x2",
    "32, 32, 7, f32 patches gemm",
  })
  void the_shape_of_a_float_layer_decides_how_it_is_done(
      int channels, int outputs, int size, String kernel) {
    var layer = new Layer(channels, outputs, size, size, false);
    var builder = new GraphBuilder();
    Value y = layer.floats(builder, input(builder, layer));
    assertThat(kernel(builder.build(y), layer)).isEqualTo(kernel);
  }

  @ParameterizedTest
  @CsvSource({"96, 96, 28, 28, false", "96, 100, 29, 31, false", "96, 96, 28, 28, true"})
  void int8_sums_are_exact_in_every_result(
      int channels, int outputs, int height, int width, boolean extreme) {
    var layer = new Layer(channels, outputs, height, width, extreme);
    layer.padding = new Padding.Explicit(1, 2, 0, 1);
    int[] sums = layer.sums();

    var real = new GraphBuilder();
    Value y = layer.integers(real, input(real, layer), Activation.NONE);
    Graph graph = real.build(y);
    assertThat(kernel(graph, layer)).isEqualTo("int8 winograd 2x2");
    float[] expected = new float[sums.length];
    for (int i = 0; i < sums.length; i++) {
      expected[i] = sums[i];
    }
    assertThat(run(graph, layer.input()).toFloats()).containsExactly(expected);

    QuantParams out = QuantParams.perTensor(127 * 1024);
    var direct = new GraphBuilder();
    y = layer.integers(direct, input(direct, layer), Activation.RELU);
    graph = direct.build(direct.add("y", new Quantize(out), y));
    byte[] rounded = new byte[sums.length];
    for (int i = 0; i < sums.length; i++) {
      rounded[i] = (byte) Math.rint(Math.clamp(sums[i] / 1024f, 0, 127));
    }
    assertThat(run(graph, layer.input()).toBytes()).containsExactly(rounded);

    var swish = new Activation.HardSwish(6 * 1024, 6 * 1024, 3 * 1024);
    var indirect = new GraphBuilder();
    y = layer.integers(indirect, input(indirect, layer), swish);
    graph = indirect.build(indirect.add("y", new Quantize(out), y));
    var kernels = KernelProvider.kernels();
    kernels.floatMath().activate(swish, expected, 0, expected, 0, expected.length);
    kernels
        .quantization()
        .quantize(
            expected,
            0,
            new float[] {out.inverseScale(0)},
            0,
            0,
            Rounding.HALF_EVEN,
            -127,
            127,
            rounded,
            0,
            rounded.length);
    assertThat(run(graph, layer.input()).toBytes()).containsExactly(rounded);
  }

  @Test
  void a_residual_is_added_to_int8_sums_before_the_activation() {
    var layer = new Layer(96, 96, 28, 28, false);
    int[] sums = layer.sums();
    float[] added = new float[sums.length];
    float[] expected = new float[sums.length];
    for (int i = 0; i < sums.length; i++) {
      added[i] = i % 2001 - 1000;
      expected[i] = Math.max(0, sums[i] + added[i]);
    }
    var builder = new GraphBuilder();
    Value x = input(builder, layer);
    Value residual = builder.input("residual", DType.FLOAT32, Shape.of(1, 96, 28, 28));
    Value sum = layer.integers(builder, x, Activation.NONE);
    var add = new Binary(BinaryKind.ADD, -1, Activation.RELU);
    Graph graph = builder.build(builder.add("y", add, sum, residual));

    try (Session session = Octet.compile(graph).newSession(1)) {
      Tensor actual =
          session
              .run(Map.of("x", layer.input(), "residual", Tensor.of(added, 1, 96, 28, 28)))
              .get("y");
      assertThat(actual.toFloats()).containsExactly(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "256, 64, 14, 14, f32 winograd 2x2, 1e-6",
    "256, 48, 13, 17, f32 winograd 2x2, 1e-6",
    "64, 64, 28, 28, f32 winograd 4x4, 1e-5",
    "72, 50, 29, 35, f32 winograd 4x4, 1e-5"
  })
  void float_results_are_near_the_exact_sums(
      int channels, int outputs, int height, int width, String kernel, double tolerance) {
    var layer = new Layer(channels, outputs, height, width, false);
    layer.padding = new Padding.Explicit(1, 2, 0, 1);
    int[] sums = layer.sums();
    var builder = new GraphBuilder();
    Value y = layer.floats(builder, input(builder, layer));
    Graph graph = builder.build(y);
    assertThat(kernel(graph, layer)).isEqualTo(kernel);
    float[] actual = run(graph, layer.input()).toFloats();
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < sums.length; i++) {
      largest = Math.max(largest, Math.abs(sums[i]));
      difference = Math.max(difference, Math.abs((double) actual[i] - sums[i]));
    }
    assertThat(difference / largest).isLessThan(tolerance);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void images_of_a_batch_and_threads_do_not_change_a_bit(boolean int8) {
    var layer = new Layer(96, 96, 29, 27, false);
    var builder = new GraphBuilder();
    Value x = input(builder, layer);
    Value y = int8 ? layer.integers(builder, x, Activation.NONE) : layer.floats(builder, x);
    CompiledModel model = Octet.compile(builder.build(y));
    var random = new Random(SEED);
    float[] elements = new float[3 * layer.x.length];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = (float) random.nextGaussian() * 50;
    }
    Tensor batch = Tensor.of(elements, 3, layer.channels, layer.height, layer.width);
    try (Session alone = model.newSession(1)) {
      Tensor all = alone.run(batch).copy();
      for (int threads : new int[] {2, 3}) {
        try (Session shared = model.newSession(threads)) {
          assertThat(shared.run(batch).toFloats()).containsExactly(all.toFloats());
        }
      }
      float[] expected = all.toFloats();
      int n = expected.length / 3;
      for (int i = 0; i < 3; i++) {
        float[] image = Arrays.copyOfRange(elements, i * layer.x.length, (i + 1) * layer.x.length);
        Tensor one = Tensor.of(image, 1, layer.channels, layer.height, layer.width);
        assertThat(alone.run(one).toFloats())
            .containsExactly(Arrays.copyOfRange(expected, i * n, (i + 1) * n));
      }
    }
  }

  @Test
  void a_property_keeps_float_layers_direct() {
    var layer = new Layer(64, 64, 28, 28, false);
    var builder = new GraphBuilder();
    Graph graph = builder.build(layer.floats(builder, input(builder, layer)));
    System.setProperty(KernelProvider.FLOAT_PROPERTY, "direct");
    try {
      assertThat(kernel(graph, layer)).isEqualTo("f32 patches gemm");
      System.setProperty(KernelProvider.FLOAT_PROPERTY, "fast");
      assertThatThrownBy(() -> kernel(graph, layer))
          .hasMessageContaining("octet.fp32=fast: must be direct");
    } finally {
      System.clearProperty(KernelProvider.FLOAT_PROPERTY);
    }
  }

  private static Tensor run(Graph graph, Tensor input) {
    try (Session session = Octet.compile(graph).newSession(1)) {
      return session.run(input).copy();
    }
  }
}
