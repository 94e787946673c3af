package dev.octet.quant.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.npy.Npy;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Weights that Octet quantizes without data, against what Paddle made of the same network. */
class DynamicQuantizationTest {
  static List<DynamicCase> cases() throws IOException {
    return DynamicCase.all();
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("cases")
  void integers_are_those_of_paddle(DynamicCase paddle) throws IOException {
    Graph octet = paddle.quantizer().quantize(paddle.floatModel());

    Graph expected = paddle.quantized();
    assertThat(weights(octet).keySet()).isEqualTo(weights(expected).keySet());
    for (String name : weights(expected).keySet()) {
      assertThat(constant(octet, name))
          .satisfies(
              tensor -> assertThat(tensor.dtype()).isEqualTo(constant(expected, name).dtype()));
      assertThat(numbers(constant(octet, name)))
          .as(name)
          .isEqualTo(numbers(constant(expected, name)));
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("cases")
  void scales_are_those_of_paddle(DynamicCase paddle) throws IOException {
    Map<String, QuantParams> octet = weights(paddle.quantizer().quantize(paddle.floatModel()));

    Map<String, double[]> expected = paddle.scales();
    assertThat(octet.keySet()).isEqualTo(expected.keySet());
    octet.forEach(
        (name, params) -> {
          double[] scales = new double[params.count()];
          for (int i = 0; i < scales.length; i++) {
            scales[i] = params.scale(i);
          }
          assertThat(scales).as(name).isEqualTo(expected.get(name));
        });
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("cases")
  void the_test_model_holds_the_weights_of_that_of_paddle(DynamicCase paddle) throws IOException {
    Graph octet = paddle.quantizer().testModel(paddle.floatModel());

    Graph expected = paddle.testModel();
    for (String name : paddle.scales().keySet()) {
      assertThat(constant(octet, name).toFloats())
          .as(name)
          .isEqualTo(constant(expected, name).toFloats());
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("cases")
  void a_quantized_model_computes_what_its_test_model_does(DynamicCase paddle) throws IOException {
    Tensor input = Npy.read(paddle.input());
    Graph source = paddle.floatModel();

    float[] quantized = run(paddle.quantizer().quantize(source), input);

    assertThat(quantized).isEqualTo(run(paddle.quantizer().testModel(source), input));
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("cases")
  void the_model_of_paddle_computes_what_its_test_model_does(DynamicCase paddle)
      throws IOException {
    float[] octet = run(paddle.quantized(), Npy.read(paddle.input()));

    float[] expected = Npy.read(paddle.folder().resolve("output.npy")).toFloats();
    assertThat(octet).containsExactly(expected, within(1e-5f));
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("cases")
  void outputs_are_as_close_to_float_as_those_of_paddle(DynamicCase paddle) throws IOException {
    Tensor input = Npy.read(paddle.input());
    Graph source = paddle.floatModel();

    float[] octet = run(paddle.quantizer().quantize(source), input);

    float[] expected = run(source, input);
    float[] ofPaddle = Npy.read(paddle.folder().resolve("output.npy")).toFloats();
    assertThat(octet).containsExactly(expected, within(distance(ofPaddle, expected) + 1e-5f));
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("cases")
  void octets_integers_compute_what_those_of_paddle_do_in_paddle(DynamicCase paddle)
      throws IOException {
    float[] octet = run(paddle.quantizer().quantize(paddle.floatModel()), Npy.read(paddle.input()));

    float[] ofPaddle = Npy.read(paddle.folder().resolve("output.npy")).toFloats();
    assertThat(octet).containsExactly(ofPaddle, within(1e-5f));
  }

  private static float distance(float[] a, float[] b) {
    float largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i]));
    }
    return largest;
  }

  private static float[] run(Graph graph, Tensor input) {
    try (var session = Octet.compile(graph).newSession()) {
      return session.run(input).toFloats();
    }
  }

  /** The names of the integer constants that are dequantized, and what they stand for. */
  private static Map<String, QuantParams> weights(Graph graph) {
    Map<String, QuantParams> weights = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Dequantize(QuantParams params)) {
        weights.put(node.input(0).name(), params);
      }
    }
    return weights;
  }

  private static Tensor constant(Graph graph, String name) {
    return graph.constants().entrySet().stream()
        .filter(entry -> entry.getKey().name().equals(name))
        .findFirst()
        .orElseThrow()
        .getValue();
  }

  private static double[] numbers(Tensor tensor) {
    double[] numbers = new double[tensor.elements()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = tensor.element(i);
    }
    return numbers;
  }
}
