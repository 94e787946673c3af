package dev.octet.formats.lite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.report.OperatorReport;
import dev.octet.engine.run.Session;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import dev.octet.formats.npy.Npy;
import dev.octet.formats.paddle.PaddleEncoding;
import dev.octet.formats.paddle.PaddleModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Models that Paddle Lite's opt wrote, against what Paddle Lite or Paddle computes with them. */
class LiteModelTest {
  private static final Path TESTDATA = Path.of(System.getProperty("octet.testdata"));
  private static final Path MODELS = TESTDATA.resolve("models/lite");
  private static final double TOLERANCE = 1e-5;

  /**
   * @param model a {@code .nb} file, or a folder with opt's protobuf output
   */
  record Case(Path model, Path input, Path output) {
    Graph read() throws IOException {
      return Files.isDirectory(model) ? PaddleModel.read(model) : LiteModel.read(model);
    }

    @Override
    public String toString() {
      return model.getParent().getFileName() + "/" + model.getFileName();
    }
  }

  @TempDir private Path folder;

  static List<Case> cases() throws IOException {
    Path images = TESTDATA.resolve("golden/lenet/input.npy");
    Path dynamic = TESTDATA.resolve("golden/lite/lenet-dynamic-int8.npy");
    Path kl = TESTDATA.resolve("golden/mobilenetv1/ptq-kl-channelwise/output.npy");
    List<Case> cases = new ArrayList<>();
    cases.add(new Case(MODELS.resolve("lenet-dynamic-int8.nb"), images, dynamic));
    cases.add(new Case(MODELS.resolve("lenet-dynamic-int8-v1.nb"), images, dynamic));
    cases.add(new Case(MODELS.resolve("mobilenetv1-static-int8.nb"), images, kl));
    for (String name :
        List.of("shuffle-dynamic-int8", "hardswish-static-int8", "mixed-dynamic-int8")) {
      Path golden = TESTDATA.resolve("golden/lite");
      cases.add(
          new Case(
              MODELS.resolve(name + ".nb"),
              golden.resolve(name + "-input.npy"),
              golden.resolve(name + ".npy")));
    }
    String lite = System.getProperty("octet.lite", "");
    if (!lite.isEmpty()) {
      for (String net : List.of("lenet", "mobilenetv1")) {
        cases.addAll(
            inFolder(
                Path.of(lite, net), TESTDATA.resolve("golden").resolve(net).resolve("input.npy")));
      }
    }
    return cases;
  }

  /** The x86 runtime's output also holds for the other target: the numbers are the same. */
  private static List<Case> inFolder(Path folder, Path input) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .sorted()
          .map(path -> path.getFileName().toString())
          .filter(name -> !name.startsWith("output"))
          .map(
              name -> {
                String variant = name.replaceAll("(protobuf-)?(arm|x86)|\\.nb", "");
                Path output = folder.resolve("output-x86" + variant + ".npy");
                return new Case(folder.resolve(name), input, output);
              })
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void the_output_is_that_of_paddle_lite(Case model) throws IOException {
    try (Session session = Octet.compile(model.read()).newSession()) {
      Tensor actual = session.run(Npy.read(model.input()));
      Tensor expected = Npy.read(model.output());

      assertThat(actual.shape()).isEqualTo(expected.shape());
      for (int i = 0; i < expected.elements(); i++) {
        assertThat(Math.abs(actual.element(i) - expected.element(i)))
            .as("element %d", i)
            .isLessThanOrEqualTo(TOLERANCE);
      }
    }
  }

  @Test
  void statically_quantized_layers_run_on_int8() throws IOException {
    Graph graph = LiteModel.read(MODELS.resolve("mobilenetv1-static-int8.nb"));

    assertThat(Octet.compile(graph).report().operators())
        .filteredOn(operator -> operator.type().matches("(depthwise_)?conv2d|fc"))
        .hasSize(18)
        .allMatch(OperatorReport::int8);
  }

  @ParameterizedTest
  @CsvSource({
    "lenet-dynamic-int8.nb, WEIGHT_ONLY",
    "lenet-dynamic-int8-v1.nb, WEIGHT_ONLY",
    "mobilenetv1-static-int8.nb, LITE_INT8"
  })
  void the_encoding_is_told(String name, PaddleEncoding encoding) throws IOException {
    assertThat(LiteModel.describe(MODELS.resolve(name)).encoding()).isEqualTo(encoding);
  }

  @Test
  void a_missing_file_is_told_as_such() {
    assertThatThrownBy(() -> LiteModel.read(folder.resolve("none.nb")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void a_folder_is_no_file() {
    assertThatThrownBy(() -> LiteModel.read(folder))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining(folder + ", the path: is a folder, not a .nb file");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | meta version 0",
        "3 | meta version 3",
        "28271 | no model of Paddle Lite",
      })
  void another_meta_version_is_refused(int version, String why) throws IOException {
    Path file = folder.resolve("other.nb");
    byte[] bytes = Files.readAllBytes(MODELS.resolve("lenet-dynamic-int8.nb"));
    bytes[0] = (byte) version;
    bytes[1] = (byte) (version >> 8);
    Files.write(file, bytes);

    assertThatThrownBy(() -> LiteModel.read(file))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("other.nb")
        .hasMessageContaining(why);
  }

  @Test
  void bytes_behind_the_last_parameter_are_refused() throws IOException {
    Path file = folder.resolve("longer.nb");
    byte[] bytes = Files.readAllBytes(MODELS.resolve("lenet-dynamic-int8.nb"));
    Files.write(file, Arrays.copyOf(bytes, bytes.length + 3));

    assertThatThrownBy(() -> LiteModel.read(file))
        .isInstanceOf(ModelFormatException.class)
        .hasMessageContaining("3 bytes follow the last of 8 parameters");
  }

  @Test
  void every_truncation_is_refused() throws IOException {
    byte[] bytes = Files.readAllBytes(MODELS.resolve("lenet-dynamic-int8.nb"));
    Path file = folder.resolve("shorter.nb");
    for (int length = 0; length < bytes.length; length += 1 + length / 40) {
      Files.write(file, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> LiteModel.read(file))
          .as("%d bytes", length)
          .isInstanceOf(ModelFormatException.class)
          .hasMessageContaining("shorter.nb");
    }
  }
}
