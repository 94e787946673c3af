package dev.octet.formats.lite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.run.Session;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import dev.octet.formats.npy.Npy;
import dev.octet.formats.paddle.PaddleLayout;
import dev.octet.formats.paddle.PaddleModel;
import dev.octet.formats.paddle.PaddleProgram;
import dev.octet.formats.paddle.proto.AttributeProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LiteOptimizerTest {
  private static final Path TESTDATA = Path.of(System.getProperty("octet.testdata"));
  private static final Path MODELS = TESTDATA.resolve("models");

  @TempDir private Path folder;

  /**
   * @param optimized what Paddle Lite's opt made of the float LeNet
   */
  record Case(Path optimized, LiteTarget target, Optional<LiteQuantType> quantization) {
    PaddleProgram expected() throws IOException {
      return Files.isDirectory(optimized)
          ? PaddleProgram.read(optimized)
          : LiteModel.program(optimized);
    }
  }

  static List<Case> cases() {
    Path lite = MODELS.resolve("lite");
    var int8 = Optional.of(LiteQuantType.QUANT_INT8);
    List<Case> cases = new ArrayList<>();
    cases.add(new Case(lite.resolve("lenet-dynamic-int8-v1.nb"), LiteTarget.ARM, int8));
    cases.add(new Case(lite.resolve("lenet-dynamic-int8.nb"), LiteTarget.X86, int8));
    String folder = System.getProperty("octet.lite", "");
    if (!folder.isEmpty()) {
      Path lenet = Path.of(folder, "lenet");
      cases.add(new Case(lenet.resolve("protobuf-arm"), LiteTarget.ARM, Optional.empty()));
      cases.add(new Case(lenet.resolve("x86.nb"), LiteTarget.X86, Optional.empty()));
      for (LiteQuantType type : LiteQuantType.values()) {
        cases.add(
            new Case(lenet.resolve("protobuf-arm_" + type), LiteTarget.ARM, Optional.of(type)));
        cases.add(
            new Case(lenet.resolve("x86_" + type + ".nb"), LiteTarget.X86, Optional.of(type)));
      }
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void operators_attributes_and_parameters_are_those_of_paddle_lites_opt(Case model)
      throws IOException {
    PaddleProgram actual =
        LiteOptimizer.optimize(
            PaddleProgram.read(MODELS.resolve("lenet/fp32")), model.target(), model.quantization());
    PaddleProgram expected = model.expected();

    assertThat(operators(actual)).isEqualTo(operators(expected));
    assertThat(actual.parameters().keySet()).isEqualTo(expected.parameters().keySet());
    actual
        .parameters()
        .forEach((name, tensor) -> assertSame(name, tensor, expected.parameters().get(name)));
  }

  private static void assertSame(String name, Tensor actual, Tensor expected) {
    assertThat(actual.dtype()).as(name).isEqualTo(expected.dtype());
    assertThat(actual.shape()).as(name).isEqualTo(expected.shape());
    assertThat(actual.segment().mismatch(expected.segment())).as(name).isEqualTo(-1);
  }

  /** Types and attributes, in order. Names of values are left out: opt lets values share them. */
  private static List<Map<String, AttributeProto>> operators(PaddleProgram program) {
    return program.proto().getBlocks(0).getOperatorsList().stream()
        .map(
            operator -> {
              Map<String, AttributeProto> attributes = new TreeMap<>();
              operator.getAttributesList().forEach(a -> attributes.put(a.getName(), a));
              return attributes;
            })
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "lenet/fp32, ARM, 1e-5",
    "mobilenetv1/fp32, ARM, 1e-5",
    "mobilenetv1/fp32, X86, 1e-5",
    "resnet/fp32, ARM, 1e-5",
    "resnet/fp32, X86, 1e-5",
    // A threshold that becomes a scale and one again can move an activation by a step.
    "lenet/ptq-kl-channelwise, ARM, 1e-3"
  })
  void results_stay_what_they_were(String name, LiteTarget target, double tolerance)
      throws IOException {
    PaddleProgram program = PaddleProgram.read(MODELS.resolve(name));
    PaddleProgram optimized = LiteOptimizer.optimize(program, target, Optional.empty());

    assertThat(largestDifference(optimized.graph(), program.graph())).isLessThan(tolerance);
  }

  @ParameterizedTest
  @CsvSource({"QUANT_INT8, 0.03", "QUANT_INT16, 0.0002"})
  void weights_under_batch_normalisation_become_integers(LiteQuantType type, double tolerance)
      throws IOException {
    PaddleProgram program = PaddleProgram.read(MODELS.resolve("mobilenetv1/fp32"));
    PaddleProgram optimized = LiteOptimizer.optimize(program, LiteTarget.ARM, Optional.of(type));

    assertThat(optimized.describe(PaddleLayout.COMBINED).operators())
        .containsEntry("fc", 1)
        .doesNotContainKeys("batch_norm", "relu", "mul", "elementwise_add");
    assertThat(optimized.parameters().values())
        .filteredOn(tensor -> tensor.dtype() != DType.FLOAT32)
        .hasSize(10);
    assertThat(largestDifference(optimized.graph(), program.graph())).isLessThan(tolerance);
  }

  @ParameterizedTest
  @CsvSource({"lenet/fp32", "mobilenetv1/fp32", "denoiser/fp32", "lenet/ptq-kl-channelwise"})
  void a_written_file_is_read_back_as_it_was(String name) throws IOException {
    PaddleProgram optimized =
        LiteOptimizer.optimize(
            PaddleProgram.read(MODELS.resolve(name)), LiteTarget.ARM, Optional.empty());
    Path file = folder.resolve("model.nb");

    LiteModel.write(optimized, file);

    PaddleProgram read = LiteModel.program(file);
    assertThat(operators(read)).isEqualTo(operators(optimized));
    read.parameters()
        .forEach((key, tensor) -> assertSame(key, tensor, optimized.parameters().get(key)));
    assertThat(read.graph().toString()).isEqualTo(optimized.graph().toString());
  }

  @Test
  void a_written_folder_is_a_paddle_model() throws IOException {
    PaddleProgram optimized =
        LiteOptimizer.optimize(
            PaddleProgram.read(MODELS.resolve("lenet/fp32")),
            LiteTarget.ARM,
            Optional.of(LiteQuantType.QUANT_INT8));
    Path model = folder.resolve("written");

    optimized.writeFolder(model);

    assertThat(PaddleModel.read(model).toString()).isEqualTo(optimized.graph().toString());
    // A quarter of the weights, whole biases.
    assertThat(Files.size(model.resolve("params"))).isLessThan(468_476 / 4 + 1_000);
  }

  @Test
  void a_form_of_quantization_that_opt_does_not_know_is_refused() throws IOException {
    PaddleProgram program =
        PaddleProgram.read(MODELS.resolve("lenet/ptq-kl-channelwise-onnxformat"));

    assertThatThrownBy(() -> LiteOptimizer.optimize(program, LiteTarget.ARM, Optional.empty()))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("unsupported ops are: 'dequantize_linear, quantize_linear'")
        .hasMessageContaining("onnx_format=False");
  }

  @Test
  void int8_layers_are_for_arm_only() throws IOException {
    PaddleProgram program = PaddleProgram.read(MODELS.resolve("lenet/ptq-kl-channelwise"));

    assertThatThrownBy(() -> LiteOptimizer.optimize(program, LiteTarget.X86, Optional.empty()))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("--valid_targets=arm");
  }

  private static double largestDifference(Graph actual, Graph expected) throws IOException {
    Tensor images = Npy.read(TESTDATA.resolve("golden/lenet/input.npy"));
    try (Session first = Octet.compile(actual).newSession();
        Session second = Octet.compile(expected).newSession()) {
      Tensor a = first.run(images);
      Tensor b = second.run(images);
      double largest = 0;
      for (int i = 0; i < b.elements(); i++) {
        largest = Math.max(largest, Math.abs(a.element(i) - b.element(i)));
      }
      return largest;
    }
  }
}
