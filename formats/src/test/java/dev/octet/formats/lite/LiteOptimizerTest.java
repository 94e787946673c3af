package dev.octet.formats.lite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.run.Session;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import dev.octet.formats.npy.Npy;
import dev.octet.formats.paddle.PaddleEncoding;
import dev.octet.formats.paddle.PaddleLayout;
import dev.octet.formats.paddle.PaddleModel;
import dev.octet.formats.paddle.PaddleProgram;
import dev.octet.formats.paddle.proto.AttributeProto;
import dev.octet.formats.paddle.proto.ProgramProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiteOptimizerTest {
  private static final Path TESTDATA = Path.of(System.getProperty("octet.testdata"));
  private static final Path MODELS = TESTDATA.resolve("models");

  /** A parameter of these networks that no pass changes. */
  private static final String UNTOUCHED = "fc_0.b_0";

  /** Files that opt wrote for a target, and its folders. */
  private static final Pattern OPTIMIZED =
      Pattern.compile("(?:protobuf-)?(arm|x86)(?:_(QUANT_INT8|QUANT_INT16))?(?:[.]nb)?");

  @TempDir private Path folder;

  private static PaddleProgram optimized(
      PaddleProgram program, LiteTarget target, Optional<LiteQuantType> quantization)
      throws IOException {
    return LiteOptimizer.optimize(program, target, quantization).program();
  }

  private static LiteOptimizer.Result plain(String model, LiteTarget target) throws IOException {
    return LiteOptimizer.optimize(
        PaddleProgram.read(MODELS.resolve(model)), target, Optional.empty());
  }

  /**
   * @param optimized what Paddle Lite's opt made of the float model
   */
  record Case(
      Path source, Path optimized, LiteTarget target, Optional<LiteQuantType> quantization) {
    PaddleProgram expected() throws IOException {
      return Files.isDirectory(optimized)
          ? PaddleProgram.read(optimized)
          : LiteModel.program(optimized);
    }

    @Override
    public String toString() {
      return optimized.getParent().getFileName() + "/" + optimized.getFileName();
    }
  }

  static List<Case> cases() throws IOException {
    Path lite = MODELS.resolve("lite");
    Path lenet = MODELS.resolve("lenet/fp32");
    var int8 = Optional.of(LiteQuantType.QUANT_INT8);
    List<Case> cases = new ArrayList<>();
    cases.add(new Case(lenet, lite.resolve("lenet-dynamic-int8-v1.nb"), LiteTarget.ARM, int8));
    cases.add(new Case(lenet, lite.resolve("lenet-dynamic-int8.nb"), LiteTarget.X86, int8));
    String folder = System.getProperty("octet.lite", "");
    String reference = System.getProperty("octet.reference", "");
    if (!folder.isEmpty() && !reference.isEmpty()) {
      try (Stream<Path> entries = Files.walk(Path.of(folder), 2)) {
        for (Path model : entries.sorted().toList()) {
          Matcher name = OPTIMIZED.matcher(String.valueOf(model.getFileName()));
          if (name.matches()) {
            cases.add(
                new Case(
                    Path.of(reference).resolve(model.getParent().getFileName()).resolve("fp32"),
                    model,
                    name.group(1).equals("x86") ? LiteTarget.X86 : LiteTarget.ARM,
                    Optional.ofNullable(name.group(2)).map(LiteQuantType::valueOf)));
          }
        }
      }
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void operators_attributes_and_parameters_are_those_of_paddle_lites_opt(Case model)
      throws IOException {
    PaddleProgram source = PaddleProgram.read(model.source());
    PaddleProgram actual = optimized(source, model.target(), model.quantization());
    PaddleProgram expected = model.expected();

    assertThat(forms(actual)).isEqualTo(forms(expected));
    // opt may have been given the same network with other weights.
    if (isSame(source.parameters().get(UNTOUCHED), expected.parameters().get(UNTOUCHED))) {
      assertThat(operators(actual)).isEqualTo(operators(expected));
      actual
          .parameters()
          .forEach((name, tensor) -> assertSame(name, tensor, expected.parameters().get(name)));
    } else if (model.quantization().isPresent()) {
      assertQuantizedAlike(model, expected);
    }
  }

  /**
   * Quantizes the float32 weights that opt wrote of the same network. They have batch normalisation
   * in them already, so that scales may differ in the last place, and integers where a weight lies
   * on a tie.
   */
  private static void assertQuantizedAlike(Case model, PaddleProgram expected) throws IOException {
    PaddleProgram fused =
        LiteModel.program(
            model
                .optimized()
                .resolveSibling(model.target().name().toLowerCase(Locale.ROOT) + ".nb"));
    PaddleProgram actual = optimized(fused, model.target(), model.quantization());
    actual
        .parameters()
        .forEach(
            (name, tensor) -> {
              Tensor other = expected.parameters().get(name);
              if (tensor.dtype() == DType.FLOAT32) {
                assertSame(name, tensor, other);
              } else {
                assertSameButTies(name, fused, actual, expected);
              }
            });
  }

  private static void assertSameButTies(
      String name, PaddleProgram fused, PaddleProgram actual, PaddleProgram expected) {
    List<Float> scales = scales(name, actual);
    List<Float> others = scales(name, expected);
    Tensor weights = fused.parameters().get(name);
    Tensor integers = actual.parameters().get(name);
    Tensor otherIntegers = expected.parameters().get(name);
    assertThat(integers.dtype()).isEqualTo(otherIntegers.dtype());
    assertThat(scales).hasSameSizeAs(others);
    boolean columns = weights.shape().rank() == 2;
    for (int i = 0; i < weights.elements(); i++) {
      int channel =
          columns ? i % scales.size() : (int) ((long) i * scales.size() / weights.elements());
      assertThat(scales.get(channel))
          .as("%s, scale %d", name, channel)
          .isCloseTo(others.get(channel), Percentage.withPercentage(1e-4));
      if (integers.element(i) != otherIntegers.element(i)) {
        double exact = Math.abs(weights.element(i) / scales.get(channel));
        assertThat(exact - Math.floor(exact))
            .as("%s, element %d", name, i)
            .isCloseTo(0.5, Offset.offset(exact * 1e-6));
        assertThat(integers.element(i)).isCloseTo(otherIntegers.element(i), Offset.offset(1.0));
      }
    }
  }

  private static List<Float> scales(String name, PaddleProgram program) {
    return operators(program).stream()
        .map(attributes -> attributes.get(name + "_quant_scale"))
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow()
        .getFloatsList();
  }

  @Test
  void batch_normalisation_is_added_to_a_bias_in_the_order_of_opt() throws IOException {
    PaddleProgram source = PaddleProgram.read(MODELS.resolve("lite/mixed"));
    PaddleProgram expected = LiteModel.program(MODELS.resolve("lite/mixed-dynamic-int8.nb"));

    PaddleProgram actual = optimized(source, LiteTarget.X86, Optional.of(LiteQuantType.QUANT_INT8));

    assertThat(actual.parameters().keySet()).isEqualTo(expected.parameters().keySet());
    actual
        .parameters()
        .forEach((name, tensor) -> assertSame(name, tensor, expected.parameters().get(name)));
  }

  @Test
  void weights_of_matmul_stay_real() throws IOException {
    PaddleProgram source = PaddleProgram.read(MODELS.resolve("lenet/fp32"));
    ProgramProto.Builder program = source.proto().toBuilder();
    program.getBlocksBuilder(0).getOperatorsBuilderList().stream()
        .filter(operator -> operator.getType().equals("mul"))
        .skip(1)
        .forEach(operator -> operator.setType("matmul"));

    PaddleProgram optimized =
        optimized(
            PaddleProgram.of(folder, program.build(), source.parameters(), 0),
            LiteTarget.X86,
            Optional.of(LiteQuantType.QUANT_INT8));

    assertThat(optimized.parameters().get("fc_0.w_0").dtype()).isEqualTo(DType.INT8);
    assertThat(optimized.parameters().get("fc_1.w_0").dtype()).isEqualTo(DType.FLOAT32);
  }

  @Test
  void scalings_by_one_are_removed_even_in_place() throws IOException {
    LiteOptimizer.Result result = plain("lenet/ptq-kl-channelwise", LiteTarget.ARM);

    assertThat(result.program().describe(PaddleLayout.COMBINED).operators())
        .doesNotContainKey("scale");
  }

  private static boolean isSame(Tensor a, Tensor b) {
    return a.segment().mismatch(b.segment()) == -1;
  }

  /** Kernels and names of attributes, in order, and the types and shapes of parameters. */
  private static List<Object> forms(PaddleProgram program) {
    List<Object> forms = new ArrayList<>();
    for (Map<String, AttributeProto> attributes : operators(program)) {
      forms.add(attributes.keySet());
      forms.add(attributes.get("__@kernel_type_attr@__"));
    }
    new TreeMap<>(program.parameters())
        .forEach((name, tensor) -> forms.add(name + " " + tensor.dtype() + tensor.shape()));
    return forms;
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
    "lenet/ptq-kl-channelwise, ARM, 1e-3",
    // There it rounds ties to even, Paddle Lite away from zero.
    "lenet/ptq-kl-channelwise-onnxformat, ARM, 0.01",
    // Integer weights over real activations.
    "lenet/ptq-kl-channelwise, X86, 0.03",
    "lenet/ptq-kl-channelwise-onnxformat, X86, 0.03"
  })
  void results_stay_what_they_were(String name, LiteTarget target, double tolerance)
      throws IOException {
    PaddleProgram program = PaddleProgram.read(MODELS.resolve(name));
    PaddleProgram optimized = optimized(program, target, Optional.empty());

    assertThat(largestDifference(optimized.graph(), program.graph())).isLessThan(tolerance);
  }

  @ParameterizedTest
  @CsvSource({"QUANT_INT8, 0.03", "QUANT_INT16, 0.0002"})
  void weights_under_batch_normalisation_become_integers(LiteQuantType type, double tolerance)
      throws IOException {
    PaddleProgram program = PaddleProgram.read(MODELS.resolve("mobilenetv1/fp32"));
    PaddleProgram optimized = optimized(program, LiteTarget.ARM, Optional.of(type));

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
        optimized(PaddleProgram.read(MODELS.resolve(name)), LiteTarget.ARM, Optional.empty());
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
        optimized(
            PaddleProgram.read(MODELS.resolve("lenet/fp32")),
            LiteTarget.ARM,
            Optional.of(LiteQuantType.QUANT_INT8));
    Path model = folder.resolve("written");

    optimized.writeFolder(model);

    assertThat(PaddleModel.read(model).toString()).isEqualTo(optimized.graph().toString());
    // A quarter of the weights, whole biases.
    assertThat(Files.size(model.resolve("params"))).isLessThan(468_476 / 4 + 1_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ptq-kl-channelwise", "ptq-kl-channelwise-onnxformat"})
  void int8_goes_from_layer_to_layer_where_nothing_else_reads_it(String model) throws IOException {
    LiteOptimizer.Result result = plain("lenet/" + model, LiteTarget.ARM);

    assertThat(result.withoutKernel()).isEmpty();
    assertThat(operators(result.program()))
        .extracting(attributes -> attributes.get("__@kernel_type_attr@__").getStringValue())
        .extracting(ByteString::toStringUtf8)
        .startsWith(
            "feed/def/1/4/2",
            "calib/fp32_to_int8/4/2/1",
            "conv2d/fp32_out/4/2/1",
            "pool2d/def/4/1/1",
            "calib/fp32_to_int8/4/2/1",
            "conv2d/fp32_out/4/2/1",
            "pool2d/def/4/1/1",
            "calib/fp32_to_int8/4/2/1",
            "fc/int8out/4/2/1",
            "fc/fp32out/4/2/1",
            "softmax/def/4/1/1");
  }

  @Test
  void x86_keeps_int8_weights_over_real_activations() throws IOException {
    LiteOptimizer.Result result = plain("lenet/ptq-kl-channelwise", LiteTarget.X86);

    assertThat(result.withoutKernel()).isEmpty();
    assertThat(result.remarks()).anyMatch(remark -> remark.contains("no int8 kernels on x86"));
    assertThat(result.program().describe(PaddleLayout.COMBINED).encoding())
        .isEqualTo(PaddleEncoding.WEIGHT_ONLY);
    assertThat(result.program().parameters().values())
        .filteredOn(tensor -> tensor.dtype() == DType.INT8)
        .hasSize(4);
  }

  @ParameterizedTest
  @CsvSource({"round, ARM, round", "round, X86, round", "gelu, X86, ''"})
  void operators_that_paddle_lite_has_no_kernel_for_are_told(
      String type, LiteTarget target, String missing) throws IOException {
    ProgramProto.Builder program =
        PaddleProgram.read(MODELS.resolve("lenet/fp32")).proto().toBuilder();
    program.getBlocksBuilder(0).getOperatorsBuilderList().stream()
        .filter(operator -> operator.getType().equals("relu"))
        .forEach(operator -> operator.setType(type));
    PaddleProgram source =
        PaddleProgram.of(
            folder,
            program.build(),
            PaddleProgram.read(MODELS.resolve("lenet/fp32")).parameters(),
            0);

    LiteOptimizer.Result result = LiteOptimizer.optimize(source, target, Optional.empty());

    assertThat(result.withoutKernel()).isEqualTo(missing.isEmpty() ? Set.of() : Set.of(missing));
  }

  @Test
  void a_model_on_int8_is_not_optimized_again() throws IOException {
    PaddleProgram int8 = LiteModel.program(MODELS.resolve("lite/mobilenetv1-static-int8.nb"));

    assertThatThrownBy(() -> LiteOptimizer.optimize(int8, LiteTarget.ARM, Optional.empty()))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("on int8 already");
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
