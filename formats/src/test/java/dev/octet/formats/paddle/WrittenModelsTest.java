package dev.octet.formats.paddle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.run.Session;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.npy.Npy;
import dev.octet.formats.npy.Npz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Graph to files to graph. */
class WrittenModelsTest {
  private static final Path TESTDATA = Path.of(System.getProperty("octet.testdata"));

  @TempDir Path folder;

  private static Graph model(String name) throws IOException {
    return PaddleModel.read(TESTDATA.resolve("models").resolve(name));
  }

  private static Map<String, Tensor> images(String net) throws IOException {
    return Map.of("image", Npy.read(TESTDATA.resolve("golden").resolve(net).resolve("input.npy")));
  }

  private Graph written(Graph graph, PaddleEncoding encoding, PaddleLayout layout)
      throws IOException {
    Path target = folder.resolve("written");
    PaddleWriter.writeFolder(graph, encoding, target, layout);
    return PaddleModel.read(target);
  }

  private static List<Tensor> run(Graph graph, Map<String, Tensor> inputs) {
    try (Session session = Octet.compile(graph).newSession()) {
      return session.run(inputs).values().stream().map(Tensor::copy).toList();
    }
  }

  private static void assertSameBits(Graph actual, Graph expected, Map<String, Tensor> inputs) {
    assertThat(actual.inputs()).isEqualTo(expected.inputs());
    assertThat(actual.outputs()).isEqualTo(expected.outputs());
    List<Tensor> ours = run(actual, inputs);
    List<Tensor> theirs = run(expected, inputs);
    for (int i = 0; i < theirs.size(); i++) {
      assertThat(ours.get(i).shape()).isEqualTo(theirs.get(i).shape());
      assertThat(ours.get(i).dtype()).isEqualTo(theirs.get(i).dtype());
      assertThat(ours.get(i).segment().mismatch(theirs.get(i).segment())).isEqualTo(-1);
    }
  }

  /** Ties to even in -127..127, as this project's quantizers have it. */
  private static Graph symmetric(Graph graph) {
    GraphRewriting rewriting = new GraphRewriting(graph);
    for (Node node : graph.nodes()) {
      Op op =
          switch (node.op()) {
            case Quantize(QuantParams params) -> new Quantize(symmetric(params));
            case Dequantize(QuantParams params) -> new Dequantize(symmetric(params));
            default -> node.op();
          };
      rewriting.emit(node.with(op, node.inputs()));
    }
    return rewriting.finish();
  }

  private static QuantParams symmetric(QuantParams params) {
    return params.withBits(params.bits());
  }

  @ParameterizedTest
  @CsvSource({
    "lenet, PDMODEL", "lenet, COMBINED", "lenet, SEPARATE",
    "mobilenetv1, PDMODEL", "mobilenetv1, COMBINED", "mobilenetv1, SEPARATE",
    "resnet, PDMODEL", "resnet, COMBINED", "resnet, SEPARATE",
    "denoiser, PDMODEL", "denoiser, COMBINED", "denoiser, SEPARATE"
  })
  void a_float_network_comes_back_as_it_was(String net, PaddleLayout layout) throws IOException {
    Graph graph = model(net + "/fp32");

    Graph written = written(graph, PaddleEncoding.FLOAT, layout);

    assertThat(written).hasToString(graph.toString());
    assertThat(PaddleModel.describe(folder.resolve("written")).layout()).isEqualTo(layout);
    assertSameBits(written, graph, images(net));
  }

  @Test
  void parameters_have_the_bytes_that_paddle_wrote() throws IOException {
    Path original = TESTDATA.resolve("models/lenet/fp32/model.pdiparams");

    PaddleWriter.write(model("lenet/fp32"), PaddleEncoding.FLOAT, folder.resolve("copy.pdmodel"));

    assertThat(folder.resolve("copy.pdiparams")).hasSameBinaryContentAs(original);
  }

  @ParameterizedTest
  @EnumSource(PaddleLayout.class)
  void a_frozen_network_comes_back_as_it_was(PaddleLayout layout) throws IOException {
    Graph graph = model("lenet/ptq-kl-channelwise");

    Graph written = written(graph, PaddleEncoding.FROZEN_V1, layout);

    assertThat(written).hasToString(graph.toString());
    assertThat(PaddleModel.describe(folder.resolve("written")).encoding())
        .isEqualTo(PaddleEncoding.FROZEN_V1);
    assertSameBits(written, graph, images("lenet"));
  }

  @ParameterizedTest
  @EnumSource(PaddleLayout.class)
  void an_int8_network_comes_back_with_its_bits(PaddleLayout layout) throws IOException {
    Graph graph = model("lenet/ptq-kl-channelwise-onnxformat");

    Graph written = written(graph, PaddleEncoding.QDQ_INT8, layout);

    assertThat(PaddleModel.describe(folder.resolve("written")).encoding())
        .isEqualTo(PaddleEncoding.QDQ_INT8);
    assertSameBits(written, graph, images("lenet"));
  }

  @Test
  void a_range_that_paddle_does_not_round_to_comes_back_too() throws IOException {
    Graph graph = symmetric(model("lenet/ptq-kl-channelwise-onnxformat"));

    Graph written = written(graph, PaddleEncoding.QDQ_INT8, PaddleLayout.PDMODEL);

    assertSameBits(written, graph, images("lenet"));
  }

  @Test
  void int8_weights_take_a_byte_each() throws IOException {
    Graph graph = model("lenet/ptq-kl-channelwise-onnxformat");
    long weights =
        graph.constants().values().stream()
            .filter(t -> t.dtype().bytes() == 1)
            .mapToLong(Tensor::elements)
            .sum();

    written(graph, PaddleEncoding.QDQ_INT8, PaddleLayout.PDMODEL);

    assertThat(Files.size(folder.resolve("written/model.pdiparams")))
        .isBetween(weights, weights + 16_000);
  }

  @Test
  void a_frozen_form_of_an_int8_network_computes_almost_the_same() throws IOException {
    Graph graph = symmetric(model("lenet/ptq-kl-channelwise-onnxformat"));

    Graph written = written(graph, PaddleEncoding.FROZEN_V1, PaddleLayout.PDMODEL);

    assertThat(PaddleModel.describe(folder.resolve("written")).encoding())
        .isEqualTo(PaddleEncoding.FROZEN_V1);
    Tensor frozen = run(written, images("lenet")).getFirst();
    Tensor int8 = run(graph, images("lenet")).getFirst();
    assertThat(meanDifference(frozen, int8)).isLessThan(1e-4);
  }

  @Test
  void a_float_form_of_an_int8_network_has_its_dequantized_weights() throws IOException {
    Graph graph = model("lenet/ptq-kl-channelwise-onnxformat");

    Graph written = written(graph, PaddleEncoding.FLOAT, PaddleLayout.PDMODEL);

    assertThat(PaddleModel.describe(folder.resolve("written")).encoding())
        .isEqualTo(PaddleEncoding.FLOAT);
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Dequantize(QuantParams params)
          && graph.constant(node.input(0)).isPresent()) {
        Tensor expected =
            run(graph.withOutputs(List.of(node.output())), images("lenet")).getFirst();
        assertThat(written.constants().get(node.input(0)).toFloats())
            .as(params.toString())
            .containsExactly(expected.toFloats());
      }
    }
  }

  private static double meanDifference(Tensor a, Tensor b) {
    double sum = 0;
    for (int i = 0; i < a.elements(); i++) {
      sum += Math.abs(a.element(i) - b.element(i));
    }
    return sum / a.elements();
  }

  static List<String> operators() throws IOException {
    try (Stream<Path> folders = Files.list(TESTDATA.resolve("operators"))) {
      return folders.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("operators")
  void every_operator_that_is_read_is_written(String operator) throws IOException {
    Path model = TESTDATA.resolve("operators").resolve(operator);
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    try (Npz golden = Npz.open(model.resolve("golden.npz"))) {
      for (String name : golden.names()) {
        if (name.startsWith("in/")) {
          inputs.put(name.substring(3), golden.get(name));
        }
      }
    }
    Graph graph = PaddleModel.read(model);
    // The other encoding simulates in float, where an integer can be -0.
    PaddleEncoding encoding =
        operator.startsWith("quantize_linear")
            ? PaddleEncoding.QDQ_INT8
            : PaddleWriter.usualEncoding(graph);

    Graph written = written(graph, encoding, PaddleLayout.PDMODEL);

    assertSameBits(written, graph, inputs);
  }
}
