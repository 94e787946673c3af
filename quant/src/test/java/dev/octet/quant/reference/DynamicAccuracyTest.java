package dev.octet.quant.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.run.CompileOptions;
import dev.octet.quant.DynamicQuantizer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks with int8 weights over all test images, computed either way. */
class DynamicAccuracyTest {
  private static final double POINTS = 0.005;
  private static final double DECIBELS = 0.2;
  private static TestSet testSet;

  @BeforeAll
  static void read() throws IOException {
    testSet = TestSet.read();
  }

  static List<PaddleCase> networks() throws IOException {
    return PaddleCase.all().stream().filter(PaddleCase::isFirstOfNetwork).toList();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void int8_weights_that_are_dequantized_lose_little(PaddleCase network) throws IOException {
    double value = testSet.measure(Octet.compile(quantized(network.read())), network.metric());

    assertCloseToFloat(network, "dequantized", value);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void inputs_that_are_quantized_by_their_own_range_lose_little(PaddleCase network)
      throws IOException {
    CompileOptions options = CompileOptions.DEFAULT.withDynamicInt8(true).withStrict(true);

    double value =
        testSet.measure(Octet.compile(quantized(network.read()), options), network.metric());

    assertCloseToFloat(network, "dynamic int8", value);
  }

  private static Graph quantized(Graph graph) {
    return DynamicQuantizer.builder()
        .operatorTypes("conv2d", "depthwise_conv2d", "conv2d_transpose", "mul")
        .build()
        .quantize(graph);
  }

  private static void assertCloseToFloat(PaddleCase network, String how, double value) {
    System.out.printf(
        "%-40s float %.4f, %s %.4f%n", network.model(), network.floatValue(), how, value);
    double tolerance = network.metric().equals("psnr_db") ? DECIBELS : POINTS;
    assertThat(value).isGreaterThan(network.floatValue() - tolerance);
  }
}
