package dev.octet.quant.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.run.CompileOptions;
import dev.octet.engine.run.CompiledModel;
import dev.octet.quant.DynamicQuantizer;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks with int8 weights over all test images, computed either way. */
class DynamicAccuracyTest {
  private static final double POINTS = 0.005;
  private static final double DECIBELS = 0.2;
  private static final CompileOptions DYNAMIC = CompileOptions.DEFAULT.withDynamicInt8(true);
  private static TestSet testSet;

  @BeforeAll
  static void read() throws IOException {
    testSet = TestSet.read();
  }

  static List<PaddleCase> networks() throws IOException {
    return PaddleCase.all().stream().filter(PaddleCase::isFirstOfNetwork).toList();
  }

  /**
   * Every network in every way: bits of the weights, on int8 or not, on int8 all the way or not.
   */
  static List<Arguments> ways() throws IOException {
    return networks().stream()
        .flatMap(
            network ->
                Stream.of(
                    Arguments.of(network, 16, CompileOptions.DEFAULT),
                    Arguments.of(network, 8, CompileOptions.DEFAULT),
                    Arguments.of(network, 8, DYNAMIC),
                    Arguments.of(network, 8, DYNAMIC.withStrict(true))))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("ways")
  void a_network_loses_little(PaddleCase network, int weightBits, CompileOptions options)
      throws IOException {
    CompiledModel model = Octet.compile(quantized(network.read(), weightBits), options);

    double value = testSet.measure(model, network.metric());

    System.out.printf(
        "%-40s float %.4f, int%d weights%s%s %.4f%n",
        network.model(),
        network.floatValue(),
        weightBits,
        options.dynamicInt8() ? ", dynamic int8" : "",
        options.strict() ? " everywhere" : "",
        value);
    double tolerance = network.metric().equals("psnr_db") ? DECIBELS : POINTS;
    assertThat(value).isGreaterThan(network.floatValue() - tolerance);
  }

  private static Graph quantized(Graph graph, int weightBits) {
    return DynamicQuantizer.builder()
        .weightBits(weightBits)
        .operatorTypes("conv2d", "depthwise_conv2d", "conv2d_transpose", "mul")
        .build()
        .quantize(graph);
  }
}
