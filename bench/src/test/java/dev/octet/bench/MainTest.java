package dev.octet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.cli.CommandRunner;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {
  private static final Path TESTDATA = Path.of(System.getProperty("octet.testdata"));
  private static final Path LENET = TESTDATA.resolve("models/lenet/fp32");

  @TempDir private Path folder;

  private record Run(int code, String out, String err) {}

  private Run bench(String line) {
    String[] args =
        line.replace("LENET", LENET.toString())
            .replace("TESTDATA", TESTDATA.toString())
            .replace("FOLDER", folder.toString())
            .split(" ");
    var out = new StringWriter();
    var err = new StringWriter();
    int code =
        CommandRunner.run(
            new BenchCommand(),
            new PrintWriter(out),
            new PrintWriter(err, true),
            line.isEmpty() ? new String[0] : args);
    return new Run(code, out.toString(), err.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|one of MODEL, --peers, --kernels, --start and --memory is needed",
        "--peers --kernels|one of MODEL, --peers, --kernels, --start and --memory is needed",
        "--start --memory|one of MODEL, --peers, --kernels, --start and --memory is needed",
        "--sped|Unknown option: '--sped'",
        "LENET another|Unmatched argument at index 1: 'another'",
        "--peers --models vgg|--models: 'vgg' is none of mobilenet_v1, mobilenet_v2",
        "--memory --models vgg|--models: 'vgg' is none of mobilenet_v1, mobilenet_v2",
        "--peers --rounds 0|'--rounds': '0' is not a whole number of 1 or more",
        "--peers --threads 1,2|--peers takes one number of threads",
        "--start --starts 0|'--starts': '0' is not a whole number of 1 or more",
        "--kernels --threads abc|'--threads' (N): 'abc' is not a whole number of 1 or more",
        "LENET --threads 99999|'--threads' (N): '99999': at most 1024 threads",
        "LENET --shape 0,1,28,28|'--shape' (N): '0' is not a whole number of 1 or more",
        "LENET --json-file|Missing required parameter for option '--json-file' (FILE)",
        "--kernels --json-file pom.xml|--json-file replaces .json files only, not pom.xml",
        "LENET --against tract|--against: 'tract' is not onnxruntime",
        "LENET --int8 --against onnxruntime|--against is for float models",
        "LENET --int8 --dynamic|--dynamic goes with neither --int8 nor --against",
      })
  void wrong_usage_is_told_on_one_line_before_that_of_the_help(String line, String why) {
    Run run = bench(line);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).hasSize(2);
    assertThat(run.err()).startsWith("octet: wrong usage in 'octet bench': ").contains(why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vgg|an unknown model in vgg: it is no file or folder, and none of mobilenet_v1,",
        "FOLDER|bad content in FOLDER, folder: holds no Paddle model; expected",
        "FOLDER/damaged.octet|bad content in FOLDER/damaged.octet, byte 0: not an Octet file",
        "FOLDER/model.onnx|a kind of model that is not read in FOLDER/model.onnx: an ONNX model",
        "FOLDER/short|bad content in FOLDER/short/model.pdiparams, byte 1900: variable",
        "LENET --json-file FOLDER/no/x.json|used in FOLDER/no/x.json: its folder does not exist",
        "LENET --shape 1,3,28,28|a --shape that does not fit in LENET: input 'image' has shape",
        "TESTDATA/models/denoiser/fp32 --against onnxruntime|is not written as ONNX",
      })
  void failed_work_is_told_on_one_line_that_names_what_is_wrong(String line, String why)
      throws IOException {
    Files.writeString(folder.resolve("damaged.octet"), "this is no model");
    Files.createFile(folder.resolve("model.onnx"));
    Path damaged = Files.createDirectory(folder.resolve("short"));
    Files.copy(LENET.resolve("model.pdmodel"), damaged.resolve("model.pdmodel"));
    byte[] parameters = Files.readAllBytes(LENET.resolve("model.pdiparams"));
    Files.write(damaged.resolve("model.pdiparams"), Arrays.copyOf(parameters, 5000));
    Run run = bench(line);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err())
        .startsWith("octet: ")
        .contains(why.replace("FOLDER", folder.toString()).replace("LENET", LENET.toString()));
  }

  @Test
  void verbose_shows_where_it_happened() {
    assertThat(bench("vgg --verbose").err())
        .startsWith("octet: an unknown model in vgg")
        .contains("\tat dev.octet.bench.");
  }

  /** In a virtual machine of its own, since libraries are loaded once. */
  @Test
  void a_library_of_the_peer_that_cannot_be_loaded_is_told_on_one_line() throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "--add-modules",
                "jdk.incubator.vector",
                "-Donnxruntime.native.path=" + folder,
                "-cp",
                System.getProperty("jdk.module.path")
                    + File.pathSeparator
                    + System.getProperty("java.class.path"),
                Main.class.getName(),
                LENET.toString(),
                "--against",
                "onnxruntime")
            .start();
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(err).isEqualTo(1);
    assertThat(err).doesNotContain("\tat ");
    assertThat(err.lines().filter(line -> line.startsWith("octet: ")))
        .singleElement()
        .asString()
        .startsWith("octet: a missing library in ONNX Runtime: it cannot be loaded")
        .contains(folder.toString());
  }
}
