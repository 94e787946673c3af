package dev.octet.quant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphBuilder;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.ConvTranspose2d;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.MatMul;
import dev.octet.engine.op.Op;
import dev.octet.engine.run.CompileOptions;
import dev.octet.engine.run.Session;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import dev.octet.quant.metric.Difference;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operator that can be quantized, quantized, against itself in float. */
class QuantizedOperatorsTest {
  /** An operator that does not compute in int8 is an error. */
  private static final CompileOptions STRICT = CompileOptions.DEFAULT.withStrict(true);

  private record Case(String type, Op op, int[] sample, int[] weights) {
    @Override
    public String toString() {
      return type + Arrays.toString(weights) + " " + op;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        conv("conv2d", 1, 4, 6, 4, 3, 3),
        conv("conv2d", 2, 4, 6, 2, 3, 3),
        conv("depthwise_conv2d", 4, 4, 4, 1, 3, 3),
        conv("depthwise_conv2d", 4, 4, 8, 1, 3, 3),
        transposed("conv2d_transpose", 1, 4, 4, 5, 2, 2),
        transposed("conv2d_transpose", 2, 4, 4, 3, 2, 2),
        product("mul", new FullyConnected(1, 1), new int[] {6}, 6, 5),
        product("mul", new FullyConnected(2, 1), new int[] {3, 6}, 6, 5),
        product("fc", new FullyConnected(1, 1), new int[] {2, 3}, 6, 5),
        product("matmul", new MatMul(false, false, 0.5f), new int[] {6}, 6, 5),
        product("matmul", new MatMul(false, true, 1), new int[] {6}, 5, 6),
        product("matmul_v2", new MatMul(false, false, 1), new int[] {3, 6}, 6, 5),
        product("matmul_v2", new MatMul(false, true, 1), new int[] {3, 6}, 5, 6),
        transposed("conv2d_transpose", 2, 4, 4, 1, 2, 2),
        transposed("depthwise_conv2d_transpose", 4, 4, 4, 1, 2, 2),
        transposed("depthwise_conv2d_transpose", 4, 4, 4, 3, 3, 2),
        product("mul", new FullyConnected(1, 2), new int[] {6}, 2, 3, 5),
        product("mul", new FullyConnected(1, 1), new int[] {6}, 6, 5, 2),
        product("matmul", new MatMul(true, true, 0.25f), new int[] {6, 3}, 5, 6),
        product("matmul_v2", new MatMul(true, false, 1), new int[] {6, 3}, 6, 5),
        product("matmul_v2", new MatMul(true, true, 1), new int[] {2, 6, 3}, 5, 6));
  }

  private static Case conv(String type, int groups, int channels, int... filter) {
    return new Case(type, new Conv2d(Graphs.UNIT, groups), new int[] {channels, 7, 7}, filter);
  }

  private static Case transposed(String type, int groups, int channels, int... filter) {
    var op = new ConvTranspose2d(Graphs.UNIT, groups, 0, 0, 0, 0, Epilogue.NONE);
    return new Case(type, op, new int[] {channels, 7, 7}, filter);
  }

  private static Case product(String type, Op op, int[] sample, int... weights) {
    return new Case(type, op, sample, weights);
  }

  private static Graph graph(Case each) {
    var builder = new GraphBuilder();
    int[] dims = new int[each.sample().length + 1];
    dims[0] = Shape.UNKNOWN;
    System.arraycopy(each.sample(), 0, dims, 1, each.sample().length);
    Value x = builder.input("x", DType.FLOAT32, Shape.of(dims));
    Value w = builder.constant("w", Graphs.normal(3, each.weights()));
    return builder.build(Graphs.add(builder, each.type(), "y", each.op(), x, w));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void channels_with_their_own_thresholds_compute_in_int8_what_floats_do(Case each) {
    assertThat(sqnr(each, WeightQuantization.CHANNEL_WISE_ABS_MAX, STRICT)).isBetween(30.0, 60.0);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void weights_with_one_threshold_compute_in_int8_what_floats_do(Case each) {
    assertThat(sqnr(each, WeightQuantization.ABS_MAX, STRICT)).isBetween(30.0, 60.0);
  }

  private static double sqnr(Case each, WeightQuantization weights, CompileOptions options) {
    Graph graph = graph(each);
    List<Tensor> samples = Graphs.samples(16, each.sample());
    Graph quantized =
        StaticQuantizer.builder()
            .algorithm(Algorithm.ABS_MAX)
            .weights(weights)
            .build()
            .quantize(graph, samples);
    var difference = new Difference();
    try (Session real = Octet.compile(graph).newSession();
        Session integer = Octet.compile(quantized, options).newSession()) {
      for (Tensor sample : samples) {
        Tensor x = batch(sample);
        difference.add(real.run(x), integer.run(x));
      }
    }
    return difference.sqnr();
  }

  private static Tensor batch(Tensor sample) {
    int[] dims = new int[sample.shape().rank() + 1];
    dims[0] = 1;
    System.arraycopy(sample.shape().toArray(), 0, dims, 1, dims.length - 1);
    return sample.reshape(dims);
  }
}
