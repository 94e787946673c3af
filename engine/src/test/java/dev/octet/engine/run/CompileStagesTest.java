package dev.octet.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphBuilder;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Activate;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.AdaptivePool2d;
import dev.octet.engine.op.Binary;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Padding;
import dev.octet.engine.op.Pool2d;
import dev.octet.engine.op.PoolKind;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.op.Softmax;
import dev.octet.engine.op.Window;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A network from its first run on, while the virtual machine compiles its loops. */
@Tag("kernel")
class CompileStagesTest {
  private static final long SEED = 31;

  /** Enough for C2 to have compiled the loops of a step that runs once a run. */
  private static final int RUNS = 1_000;

  private static final int SIZE = 17;
  private static final int CLASSES = 10;

  /** In what linear operators compute. */
  enum Numbers {
    FLOAT,
    INT8,
    DYNAMIC_INT8
  }

  @ParameterizedTest
  @EnumSource
  void every_run_gives_the_bits_of_the_scalar_kernels(Numbers numbers) {
    var options = CompileOptions.DEFAULT.withDynamicInt8(numbers == Numbers.DYNAMIC_INT8);
    CompiledModel model = Octet.compile(new Layers(numbers).network(), options);
    Random random = new Random(SEED);
    Tensor[] inputs = {noise(random, 1), noise(random, 2), noise(random, 1)};
    float[][] expected = new float[inputs.length][];
    for (int i = 0; i < inputs.length; i++) {
      expected[i] = ScalarRun.of(model.graph(), inputs[i]);
    }

    try (Session session = model.newSession(1)) {
      for (int run = 0; run < RUNS; run++) {
        int i = run / 10 % inputs.length;
        float[] actual = session.run(inputs[i]).toFloats();
        if (!Arrays.equals(actual, expected[i])) {
          assertThat(actual).as("run %d, input %d, seed %d", run, i, SEED).isEqualTo(expected[i]);
        }
      }
    }
  }

  private static Tensor noise(Random random, int images) {
    return Layers.noise(random, 1, images, 3, SIZE, SIZE);
  }

  /** Builds the network layer by layer, with channels that are no multiple of any vector. */
  private static final class Layers {
    private final Numbers numbers;
    private final Random random = new Random(SEED);
    private final GraphBuilder builder = new GraphBuilder();

    Layers(Numbers numbers) {
      this.numbers = numbers;
    }

    Graph network() {
      Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, 3, SIZE, SIZE));
      x = activate("clip", new Activation.Clip(0, 6), conv("stem", x, 21, 3, 3, 1));
      x = activate("relu", Activation.RELU, depthwise("depthwise3", x, 21, 3, 1));
      x = activate("swish", new Activation.Swish(1), conv("pointwise", x, 37, 21, 1, 1));
      Value y = conv("dense", x, 37, 37, 3, 1);
      x = activate("relu2", Activation.RELU, binary("residual", BinaryKind.ADD, x, y));
      x = depthwise("depthwise5", x, 37, 5, 2);
      Value gate = builder.add("average", new AdaptivePool2d(PoolKind.AVERAGE, 1, 1), x);
      gate = activate("sigmoid", Activation.Function.SIGMOID, conv("excite", gate, 37, 37, 1, 1));
      x = binary("scaled", BinaryKind.MUL, x, gate);
      var window = new Window(2, 2, Padding.NONE);
      x = builder.add("maximum", new Pool2d(PoolKind.MAX, 3, 3, window, true, false), x);
      x = activate("gelu", new Activation.Gelu(false), conv("strided", x, 24, 37, 3, 2));
      Value scores = linear("scores", new FullyConnected(1, 1), x, 1, 24 * 2 * 2, CLASSES);
      return builder.build(builder.add("y", new Softmax(-1), scores));
    }

    private Value conv(String name, Value x, int outputs, int inputs, int kernel, int stride) {
      return linear(name, convolution(kernel, stride, 1), x, 0, outputs, inputs, kernel, kernel);
    }

    private Value depthwise(String name, Value x, int channels, int kernel, int stride) {
      Op op = convolution(kernel, stride, channels);
      return linear(name, op, x, 0, channels, 1, kernel, kernel);
    }

    private static Conv2d convolution(int kernel, int stride, int groups) {
      int pad = kernel / 2;
      return new Conv2d(
          new Window(stride, stride, new Padding.Explicit(pad, pad, pad, pad)), groups);
    }

    private Value activate(String name, Activation function, Value x) {
      return builder.add(name, new Activate(function), x);
    }

    private Value binary(String name, BinaryKind kind, Value x, Value y) {
      return builder.add(name, new Binary(kind, -1), x, y);
    }

    /**
     * @param axis that of the outputs in the weights
     */
    private Value linear(String name, Op op, Value x, int axis, int... weights) {
      int sums = Shape.of(weights).elements() / weights[axis];
      double deviation = Math.sqrt(2.0 / sums);
      if (numbers == Numbers.FLOAT) {
        return builder.add(name, op, x, builder.constant(name + ".w", noise(deviation, weights)));
      }
      Value input = x;
      if (numbers == Numbers.INT8) {
        var params = QuantParams.perTensor(4);
        Value integers = builder.add(name + ".q", new Quantize(params), x);
        input = builder.add(name + ".dq", new Dequantize(params), integers);
      }
      byte[] bytes = new byte[Shape.of(weights).elements()];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) Math.clamp(Math.rint(40 * random.nextGaussian()), -127, 127);
      }
      Value w = builder.constant(name + ".w", Tensor.of(bytes, weights));
      var params = QuantParams.perTensor((float) (deviation * 127 / 40));
      return builder.add(name, op, input, builder.add(name + ".r", new Dequantize(params), w));
    }

    private Tensor noise(double deviation, int... dims) {
      return noise(random, deviation, dims);
    }

    static Tensor noise(Random random, double deviation, int... dims) {
      float[] data = new float[Shape.of(dims).elements()];
      for (int i = 0; i < data.length; i++) {
        data[i] = (float) (deviation * random.nextGaussian());
      }
      return Tensor.of(data, dims);
    }
  }
}
