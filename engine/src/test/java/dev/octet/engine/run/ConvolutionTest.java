package dev.octet.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.Octet;
import dev.octet.engine.graph.GraphBuilder;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole models of one convolution against sums that are written out. */
@Tag("kernel")
class ConvolutionTest {
  private static final long SEED = 20;

  @ParameterizedTest
  @MethodSource("dev.octet.engine.run.ConvolutionCase#all")
  void float_convolution_is_one_chain_of_fma_in_the_order_of_the_taps(ConvolutionCase shape) {
    Random random = new Random(SEED);
    float[] x = floats(random, shape.batch() * shape.channels() * shape.height() * shape.width());
    float[] filter = floats(random, Shape.of(shape.filterShape()).elements());
    float[] bias = floats(random, shape.outputs());

    var builder = new GraphBuilder();
    Value input = builder.input("x", DType.FLOAT32, inputShape(shape));
    Value y =
        builder.add(
            "y",
            shape.op(Activation.RELU, true),
            input,
            builder.constant("w", Tensor.of(filter, shape.filterShape())),
            builder.constant("b", Tensor.of(bias, bias.length)));
    Tensor actual = run(builder, y, x, shape);

    float[] sum = new float[1];
    float[] expected = new float[actual.elements()];
    forEachOutput(
        shape,
        (index, image, channel, row, column) -> {
          sum[0] = 0;
          shape.terms(
              image,
              channel,
              row,
              column,
              (i, f) -> {
                // A depthwise kernel skips taps in the padding; elsewhere they add a product of 0.
                sum[0] = i < 0 ? sum[0] : Math.fma(x[i], filter[f], sum[0]);
              });
          float v = sum[0] + bias[channel];
          expected[index] = v < 0 ? 0 : v;
        });
    assertThat(actual.toFloats()).as("seed %d", SEED).containsExactly(expected);
  }

  @ParameterizedTest
  @MethodSource("dev.octet.engine.run.ConvolutionCase#all")
  void integer_convolution_into_int8_follows_the_formula_of_requantization(ConvolutionCase shape) {
    Random random = new Random(SEED);
    QuantParams in = QuantParams.perTensor(1.5f);
    QuantParams out = QuantParams.perTensor(2.5f);
    QuantizedLayer layer = new QuantizedLayer(random, shape, in);

    var builder = new GraphBuilder();
    Value input = builder.input("x", DType.FLOAT32, inputShape(shape));
    Value real = layer.addTo(builder, input, Activation.RELU);
    Value y = builder.add("y", new Quantize(out), real);
    Tensor actual = run(builder, y, layer.x, shape);

    byte[] expected = new byte[actual.elements()];
    double unit = 2.5f / 127d;
    forEachOutput(
        shape,
        (index, image, channel, row, column) -> {
          float m = (float) (layer.multiplier(channel) / unit);
          float b = (float) (layer.bias[channel] / unit);
          float v = layer.sum(image, channel, row, column) * m + b;
          expected[index] = (byte) Math.rint(Math.clamp(v, 0, 127));
        });
    assertThat(actual.toBytes()).as("seed %d", SEED).containsExactly(expected);
  }

  @ParameterizedTest
  @MethodSource("dev.octet.engine.run.ConvolutionCase#all")
  void integer_convolution_into_float_is_the_sum_times_the_scales(ConvolutionCase shape) {
    Random random = new Random(SEED);
    QuantizedLayer layer = new QuantizedLayer(random, shape, QuantParams.perTensor(1.5f));

    var builder = new GraphBuilder();
    Value input = builder.input("x", DType.FLOAT32, inputShape(shape));
    Tensor actual = run(builder, layer.addTo(builder, input, Activation.NONE), layer.x, shape);

    float[] expected = new float[actual.elements()];
    forEachOutput(
        shape,
        (index, image, channel, row, column) ->
            expected[index] =
                layer.sum(image, channel, row, column) * (float) layer.multiplier(channel)
                    + layer.bias[channel]);
    assertThat(actual.toFloats()).as("seed %d", SEED).containsExactly(expected);
  }

  @ParameterizedTest
  @MethodSource("dev.octet.engine.run.ConvolutionCase#transposedDepthwise")
  void scales_along_the_input_channels_of_a_transposed_depthwise_filter_are_those_of_its_groups(
      ConvolutionCase shape) {
    Random random = new Random(SEED);
    int perGroup = shape.outputs() / shape.groups();
    QuantizedLayer layer =
        new QuantizedLayer(random, shape, QuantParams.perTensor(1.5f), 0, c -> c / perGroup);

    var builder = new GraphBuilder();
    Value input = builder.input("x", DType.FLOAT32, inputShape(shape));
    Tensor actual = run(builder, layer.addTo(builder, input, Activation.NONE), layer.x, shape);

    float[] expected = new float[actual.elements()];
    forEachOutput(
        shape,
        (index, image, channel, row, column) ->
            expected[index] =
                layer.sum(image, channel, row, column) * (float) layer.multiplier(channel)
                    + layer.bias[channel]);
    assertThat(actual.toFloats()).as("seed %d", SEED).containsExactly(expected);
  }

  /** A convolution with quantized input and weights, and its sums. */
  private static final class QuantizedLayer {
    private final ConvolutionCase shape;
    private final QuantParams params;
    private final float[] x;
    private final byte[] integers;
    private final byte[] weights;
    private final float[] thresholds;
    private final float[] bias;
    private final int axis;
    private final IntUnaryOperator scaleIndex;

    QuantizedLayer(Random random, ConvolutionCase shape, QuantParams params) {
      this(
          random,
          shape,
          params,
          shape.transposed() ? 1 : 0,
          channel -> shape.transposed() ? channel % (shape.outputs() / shape.groups()) : channel);
    }

    /**
     * @param axis of the scales of the filter
     * @param scaleIndex the scale of an output channel
     */
    QuantizedLayer(
        Random random,
        ConvolutionCase shape,
        QuantParams params,
        int axis,
        IntUnaryOperator scaleIndex) {
      this.axis = axis;
      this.scaleIndex = scaleIndex;
      this.shape = shape;
      this.params = params;
      int n = shape.batch() * shape.channels() * shape.height() * shape.width();
      integers = bytes(random, n);
      x = new float[n];
      for (int i = 0; i < n; i++) {
        x[i] = integers[i] * params.threshold(0) / 127;
      }
      weights = bytes(random, Shape.of(shape.filterShape()).elements());
      thresholds = new float[shape.filterShape()[axis]];
      for (int i = 0; i < thresholds.length; i++) {
        thresholds[i] = 0.01f + random.nextFloat() * 0.1f;
      }
      bias = floats(random, shape.outputs());
    }

    Value addTo(GraphBuilder builder, Value input, Activation activation) {
      Value q = builder.add("q", new Quantize(params), input);
      Value dq = builder.add("dq", new Dequantize(params), q);
      Value w = builder.constant("w", Tensor.of(weights, shape.filterShape()));
      Value real = builder.add("w.real", new Dequantize(QuantParams.perAxis(axis, thresholds)), w);
      return builder.add(
          "conv",
          shape.op(activation, true),
          dq,
          real,
          builder.constant("b", Tensor.of(bias, bias.length)));
    }

    double multiplier(int channel) {
      double input = (double) params.threshold(0) / 127;
      return input * ((double) thresholds[scaleIndex.applyAsInt(channel)] / 127);
    }

    int sum(int image, int channel, int row, int column) {
      int[] sum = new int[1];
      shape.terms(
          image, channel, row, column, (i, f) -> sum[0] += i < 0 ? 0 : integers[i] * weights[f]);
      return sum[0];
    }
  }

  private interface OutputVisitor {
    void visit(int index, int image, int channel, int row, int column);
  }

  private static void forEachOutput(ConvolutionCase shape, OutputVisitor visitor) {
    int index = 0;
    for (int image = 0; image < shape.batch(); image++) {
      for (int channel = 0; channel < shape.outputs(); channel++) {
        for (int row = 0; row < shape.outputHeight(); row++) {
          for (int column = 0; column < shape.outputWidth(); column++) {
            visitor.visit(index++, image, channel, row, column);
          }
        }
      }
    }
  }

  /** By one thread, or by several where the shape is of those that they share. */
  private static Tensor run(GraphBuilder builder, Value y, float[] x, ConvolutionCase shape) {
    try (Session session = Octet.compile(builder.build(y)).newSession(1)) {
      Tensor output = session.run(Tensor.of(x, inputShape(shape).toArray())).copy();
      assertThat(output.shape())
          .isEqualTo(
              Shape.of(shape.batch(), shape.outputs(), shape.outputHeight(), shape.outputWidth()));
      return output;
    }
  }

  private static Shape inputShape(ConvolutionCase shape) {
    return Shape.of(shape.batch(), shape.channels(), shape.height(), shape.width());
  }

  private static float[] floats(Random random, int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static byte[] bytes(Random random, int n) {
    byte[] values = new byte[n];
    for (int i = 0; i < n; i++) {
      values[i] = (byte) (random.nextInt(255) - 127);
    }
    return values;
  }
}
