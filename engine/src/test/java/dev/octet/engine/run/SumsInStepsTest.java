package dev.octet.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphBuilder;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Activate;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.Binary;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.ConvTranspose2d;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Padding;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.op.Window;
import dev.octet.engine.report.OperatorReport;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Rounding;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Integer operators whose sums become real numbers in steps, against the steps one after the other.
 * The sums themselves come from the same operator with thresholds of 127, which stand for
 * themselves.
 */
class SumsInStepsTest {
  private static final long SEED = 20;
  private static final QuantParams INPUT =
      QuantParams.perTensor(2.7f).withRounding(Rounding.HALF_AWAY_FROM_ZERO);
  private static final QuantParams OUTPUT =
      QuantParams.perTensor(0.8f).withRounding(Rounding.HALF_AWAY_FROM_ZERO);
  private static final Window SAME_3X3 = new Window(1, 1, 1, 1, new Padding.Explicit(1, 1, 1, 1));

  private record Case(String name, Op op, int[] input, int[] weights, int axis, boolean single) {
    @Override
    public String toString() {
      return name + (single ? ", one threshold" : ", a threshold a channel");
    }

    int channels() {
      return weights[axis];
    }

    QuantParams weightParams() {
      if (single) {
        return QuantParams.perTensor(0.37f).withSumsInSteps();
      }
      float[] thresholds = new float[channels()];
      for (int i = 0; i < thresholds.length; i++) {
        thresholds[i] = 0.1f + 0.03f * i;
      }
      return QuantParams.perAxis(axis, thresholds).withSumsInSteps();
    }
  }

  static Stream<Case> cases() {
    return Stream.of(false, true)
        .flatMap(
            single ->
                Stream.of(
                    conv("3x3 of many channels", 1, single, 32, 40, 32, 3, 3),
                    conv("3x3 of few channels", 1, single, 3, 5, 3, 3, 3),
                    conv("3x3 in groups", 2, single, 8, 6, 4, 3, 3),
                    conv("depthwise", 8, single, 8, 8, 1, 3, 3),
                    conv("1x1", 1, single, 16, 9, 16, 1, 1),
                    new Case(
                        "transposed",
                        new ConvTranspose2d(
                            new Window(2, 2, 1, 1, new Padding.Explicit(0, 0, 0, 0)),
                            1,
                            0,
                            0,
                            0,
                            0,
                            Epilogue.NONE),
                        new int[] {2, 4, 5, 5},
                        new int[] {4, 6, 2, 2},
                        1,
                        single),
                    new Case(
                        "product",
                        new FullyConnected(1, 1),
                        new int[] {3, 50},
                        new int[] {50, 17},
                        1,
                        single)));
  }

  private static Case conv(String name, int groups, boolean single, int channels, int... filter) {
    return new Case(
        name, new Conv2d(SAME_3X3, groups), new int[] {2, channels, 9, 9}, filter, 0, single);
  }

  private static Tensor real(SplittableRandom random, int... dims) {
    float[] data = new float[Shape.of(dims).elements()];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) random.nextGaussian();
    }
    return Tensor.of(data, dims);
  }

  private static Tensor integers(SplittableRandom random, int... dims) {
    byte[] data = new byte[Shape.of(dims).elements()];
    random.nextBytes(data);
    return Tensor.of(data, dims);
  }

  /** Quantized x times dequantized weights. */
  private static Value linear(
      GraphBuilder builder, Case each, Tensor weights, QuantParams input, QuantParams params) {
    Value x = builder.input("x", DType.FLOAT32, Shape.of(each.input()));
    Value q = builder.add("q", new Quantize(INPUT), x);
    Value real = builder.add("real", new Dequantize(input), q);
    Value w = builder.constant("w", weights);
    Value realWeights = builder.add("realWeights", new Dequantize(params), w);
    return builder.add("linear", each.op(), real, realWeights);
  }

  private static Tensor run(Graph graph, Tensor x) {
    try (Session session = Octet.compile(graph).newSession()) {
      return session.run(x).copy();
    }
  }

  private static float[] expected(Case each, Tensor weights, Tensor x, Tensor bias) {
    var builder = new GraphBuilder();
    QuantParams itself = QuantParams.perTensor(127);
    Tensor sums =
        run(builder.build(linear(builder, each, weights, itself, itself.withFullRange())), x);
    QuantParams params = each.weightParams();
    int inner = sums.shape().elements(2, sums.shape().rank());
    float[] real = sums.toFloats();
    for (int i = 0; i < real.length; i++) {
      int channel = i / inner % each.channels();
      float v =
          each.single()
              ? real[i] * INPUT.threshold(0) / (float) (16129 / (double) params.threshold(0))
              : real[i] * params.threshold(channel) * INPUT.threshold(0) / 16129f;
      real[i] = Math.max(0, v + (float) bias.element(channel));
    }
    return real;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void the_steps_are_rounded_one_by_one(Case each) {
    var random = new SplittableRandom(SEED);
    Tensor x = real(random, each.input());
    Tensor weights = integers(random, each.weights());
    Tensor bias = real(random, each.channels());
    float[] expected = expected(each, weights, x, bias);

    var builder = new GraphBuilder();
    Value y = linear(builder, each, weights, INPUT, each.weightParams());
    Value b = builder.constant("b", bias);
    Value shifted = builder.add("shifted", new Binary(BinaryKind.ADD, 1), y, b);
    Value relu = builder.add("relu", new Activate(Activation.RELU), shifted);
    assertThat(run(builder.build(relu), x).toFloats()).containsExactly(expected);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void int8_results_are_those_of_the_real_ones(Case each) {
    var random = new SplittableRandom(SEED);
    Tensor x = real(random, each.input());
    Tensor weights = integers(random, each.weights());
    Tensor bias = real(random, each.channels());
    float[] expected = expected(each, weights, x, bias);
    byte[] quantized = new byte[expected.length];
    for (int i = 0; i < quantized.length; i++) {
      double v = OUTPUT.inverseScale(0) * expected[i];
      quantized[i] = (byte) Math.min(127, Math.floor(v + 0.5));
    }

    var builder = new GraphBuilder();
    Value y = linear(builder, each, weights, INPUT, each.weightParams());
    Value b = builder.constant("b", bias);
    Value shifted = builder.add("shifted", new Binary(BinaryKind.ADD, 1), y, b);
    Value relu = builder.add("relu", new Activate(Activation.RELU), shifted);
    Graph graph = builder.build(builder.add("int8", new Quantize(OUTPUT), relu));
    assertThat(run(graph, x).toBytes()).containsExactly(quantized);
    assertThat(Octet.compile(graph).report().operators())
        .filteredOn(operator -> operator.multiplyAdds() > 0)
        .hasSize(1)
        .allMatch(OperatorReport::int8);
  }
}
