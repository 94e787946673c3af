package dev.octet.cli;

import static dev.octet.cli.CommandRun.LENET;
import static dev.octet.cli.CommandRun.LENET_INPUT;
import static dev.octet.cli.CommandRun.TESTDATA;
import static dev.octet.cli.CommandRun.octet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.npy.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {
  /** Of Paddle's own output; the order of additions in its kernels is not ours. */
  private static final double TOLERANCE = 1e-5;

  @TempDir private Path folder;

  @Test
  void writes_what_paddle_computes_into_a_file_named_after_the_output() throws IOException {
    octet("run", LENET, "--input", LENET_INPUT, "--output-dir", folder.resolve("out")).succeeded();
    Tensor actual = Npy.read(folder.resolve("out/save_infer_model_scale_0.tmp_0.npy"));
    Tensor expected = Npy.read(TESTDATA.resolve("golden/lenet/output.npy"));
    assertThat(actual.shape()).isEqualTo(expected.shape());
    for (int i = 0; i < expected.elements(); i++) {
      assertThat(actual.element(i)).isCloseTo(expected.element(i), within(TOLERANCE));
    }
  }

  @Test
  void an_input_can_be_named() throws IOException {
    octet("run", LENET, "--input=image=" + LENET_INPUT, "--output-dir", folder).succeeded();
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void profile_shows_what_each_operator_runs() {
    CommandRun run =
        octet("run", LENET, "--input", LENET_INPUT, "--output-dir", folder, "--profile");
    assertThat(run.succeeded().out()).contains("conv2d_0.tmp_0", "MAC", "kernel", "GMAC/s");
  }

  @Test
  void json_lists_the_files_and_the_profile() {
    JsonNode json =
        octet("run", LENET, "--input", LENET_INPUT, "--output-dir", folder, "--profile", "--json")
            .succeeded()
            .json();
    assertThat(json.at("/outputs/0/name").asText()).isEqualTo("save_infer_model/scale_0.tmp_0");
    assertThat(json.at("/outputs/0/shape").toString()).isEqualTo("[16,10]");
    assertThat(Path.of(json.at("/outputs/0/file").asText())).isRegularFile();
    assertThat(json.at("/report/operators/0/multiplyAdds").asLong()).isPositive();
    assertThat(json.at("/operators/0/micros").asDouble()).isPositive();
  }

  @Test
  void strict_accepts_a_float_model() {
    octet("run", LENET, "--input", LENET_INPUT, "--output-dir", folder, "--strict").succeeded();
  }

  @Test
  void an_input_of_another_shape_fails_and_names_the_input() throws IOException {
    Path file = folder.resolve("x.npy");
    Npy.write(file, Tensor.of(new float[12], 1, 3, 2, 2));
    CommandRun run = octet("run", LENET, "--input", file, "--output-dir", folder);
    assertThat(run.failure()).contains(LENET.toString()).contains("image").contains("[1,3,2,2]");
  }

  @Test
  void an_output_does_not_replace_the_input() throws IOException {
    Path input = folder.resolve("save_infer_model_scale_0.tmp_0.npy");
    Files.copy(LENET_INPUT, input);
    CommandRun run = octet("run", LENET, "--input", input, "--output-dir", folder);
    assertThat(run.failure()).contains("an input that would be lost in " + input);
    assertThat(input).hasSameBinaryContentAs(LENET_INPUT);
  }

  @Test
  void an_output_does_not_replace_a_part_of_the_model() throws IOException {
    Path program = folder.resolve("save_infer_model_scale_0.tmp_0.npy");
    Files.copy(LENET.resolve("model.pdmodel"), program);
    CommandRun run =
        octet(
            "run",
            "--model-file=" + program,
            "--params-file=" + LENET.resolve("model.pdiparams"),
            "--input",
            LENET_INPUT,
            "--output-dir",
            folder);
    assertThat(run.failure()).contains("a model that would be lost in " + program);
    assertThat(program).hasSameBinaryContentAs(LENET.resolve("model.pdmodel"));
  }

  @Test
  void a_place_that_is_no_folder_is_refused_before_the_run() throws IOException {
    Path wrong = folder.resolve("x.npy");
    Npy.write(wrong, Tensor.of(new float[12], 1, 3, 2, 2));
    assertThat(octet("run", LENET, "--input", wrong, "--output-dir", wrong).failure())
        .contains(wrong + ": is not a folder");
    assertThat(octet("run", LENET, "--input", wrong, "--output-dir", wrong + "/new").failure())
        .contains("'" + wrong + "' is no folder");
  }

  @Test
  void a_number_of_threads_that_only_takes_memory_is_wrong_usage() {
    CommandRun run =
        octet("run", LENET, "--input", LENET_INPUT, "--output-dir", folder, "--threads=100000");
    assertThat(run.usageError()).contains("--threads", "at most 1024");
  }
}
