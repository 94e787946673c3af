package dev.octet.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphBuilder;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.ConvTranspose2d;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Padding;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.op.Window;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Operators that are large enough to be shared, by several threads and by one. */
@Tag("kernel")
class ThreadsTest {
  private static final long SEED = 21;
  private static final Epilogue SWISH = Epilogue.NONE.with(new Activation.Swish(1));
  private static final Padding ONE = new Padding.Explicit(1, 1, 1, 1);

  static Stream<Arguments> operators() {
    return Stream.of(
        Arguments.of("pointwise", new Conv2d(new Window(1, 1, Padding.NONE), 1), filter(48, 40, 1)),
        Arguments.of("3x3", new Conv2d(new Window(1, 1, ONE), 1), filter(24, 40, 3)),
        Arguments.of(
            "3x3, stride 2", new Conv2d(new Window(2, 2, ONE), 1, SWISH), filter(64, 40, 3)),
        Arguments.of("groups", new Conv2d(new Window(1, 1, ONE), 2), filter(48, 20, 3)),
        Arguments.of("depthwise", new Conv2d(new Window(1, 1, ONE), 40), filter(40, 1, 3)),
        Arguments.of(
            "depthwise, stride 2",
            new Conv2d(new Window(2, 2, new Padding.Explicit(2, 2, 2, 2)), 40, SWISH),
            filter(40, 1, 5)),
        Arguments.of(
            "depthwise, dilated",
            new Conv2d(new Window(1, 1, 3, 3, new Padding.Explicit(3, 3, 3, 3)), 40),
            filter(40, 1, 3)),
        Arguments.of(
            "transposed",
            new ConvTranspose2d(new Window(2, 2, ONE), 1, 0, 0, 0, 0, Epilogue.NONE),
            filter(40, 16, 4)),
        Arguments.of("fully connected", new FullyConnected(1, 1), new int[] {40 * 37 * 29, 20}));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("operators")
  void threads_share_float_work_without_changing_a_bit(String name, Op op, int[] filter) {
    Random random = new Random(SEED);
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, 40, 37, 29));
    Value w = builder.constant("w", Tensor.of(floats(random, Shape.of(filter)), filter));
    Graph graph = builder.build(builder.add("y", op, x, w));

    assertThatThreadsAgree(graph, random);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("operators")
  void threads_share_integer_work_without_changing_a_bit(String name, Op op, int[] filter) {
    Random random = new Random(SEED);
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, 40, 37, 29));
    QuantParams params = QuantParams.perTensor(3);
    Value q = builder.add("q", new Quantize(params), x);
    Value dq = builder.add("dq", new Dequantize(params), q);
    byte[] integers = new byte[Shape.of(filter).elements()];
    random.nextBytes(integers);
    Value w = builder.constant("w", Tensor.of(integers, filter));
    Value real = builder.add("w.real", new Dequantize(QuantParams.perTensor(0.1f)), w);
    Value y = builder.add("y", op, dq, real);
    Graph graph = builder.build(builder.add("z", new Quantize(QuantParams.perTensor(9)), y), y);

    assertThatThreadsAgree(graph, random);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("operators")
  void threads_share_the_range_of_an_input_without_changing_a_bit(
      String name, Op op, int[] filter) {
    Random random = new Random(SEED);
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, 40, 37, 29));
    byte[] integers = new byte[Shape.of(filter).elements()];
    random.nextBytes(integers);
    Value w = builder.constant("w", Tensor.of(integers, filter));
    Value real = builder.add("w.real", new Dequantize(QuantParams.perTensor(0.1f)), w);
    Graph graph = builder.build(builder.add("y", op, x, real));

    var options = CompileOptions.DEFAULT.withDynamicInt8(true);
    assertThatThreadsAgree(Octet.compile(graph, options), random);
  }

  private static void assertThatThreadsAgree(Graph graph, Random random) {
    assertThatThreadsAgree(Octet.compile(graph), random);
  }

  private static void assertThatThreadsAgree(CompiledModel model, Random random) {
    Tensor images = Tensor.of(floats(random, Shape.of(5, 40, 37, 29)), 5, 40, 37, 29);
    for (Tensor batch : new Tensor[] {images, images.slice(1)}) {
      Tensor expected;
      try (Session alone = model.newSession(1)) {
        expected = alone.run(batch).copy();
      }
      for (int threads : new int[] {2, 3, 7}) {
        try (Session shared = model.newSession(threads)) {
          assertThat(shared.run(batch).segment().mismatch(expected.segment()))
              .as("%d threads, batch %s, seed %d", threads, batch, SEED)
              .isEqualTo(-1);
        }
      }
    }
  }

  private static int[] filter(int first, int second, int kernel) {
    return new int[] {first, second, kernel, kernel};
  }

  private static float[] floats(Random random, Shape shape) {
    float[] values = new float[shape.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
