package dev.octet.cli;

import static dev.octet.cli.CommandRun.LENET;
import static dev.octet.cli.CommandRun.LENET_INPUT;
import static dev.octet.cli.CommandRun.TESTDATA;
import static dev.octet.cli.CommandRun.octet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptCommandTest {
  @TempDir private Path folder;

  private static CommandRun opt(Object... flags) {
    Object[] args = new Object[flags.length + 1];
    args[0] = "opt";
    System.arraycopy(flags, 0, args, 1, flags.length);
    return octet(args);
  }

  @Test
  void by_default_an_nb_file_for_arm_is_written() {
    CommandRun run = opt("--model_dir=" + LENET, "--optimize_out=" + folder.resolve("lenet"));

    assertThat(run.code()).isZero();
    assertThat(run.err().lines())
        .containsExactly(
            "Loading model from " + LENET,
            "1. Model is successfully loaded!",
            "2. Model is optimized and saved into %s successfully"
                .formatted(folder.resolve("lenet.nb")));
    assertThat(octet("info", folder.resolve("lenet.nb")).succeeded().out())
        .contains("(paddle lite)")
        .containsPattern("fc +2\\R");
    octet(
            "run",
            folder.resolve("lenet.nb"),
            "--input",
            LENET_INPUT,
            "--output-dir",
            folder.resolve("out"))
        .succeeded();
  }

  @ParameterizedTest
  @CsvSource({"QUANT_INT8, 4", "QUANT_INT16, 2"})
  void parameters_take_a_share_of_their_size(String type, int share) throws IOException {
    Path out = folder.resolve("small");
    CommandRun run =
        opt(
            "--model_file=" + LENET.resolve("model.pdmodel"),
            "--param_file=" + LENET.resolve("model.pdiparams"),
            "--optimize_out_type=protobuf",
            "--quant_model=true",
            "--quant_type=" + type,
            "--optimize_out=" + out);

    assertThat(run.code()).isZero();
    assertThat(Files.size(out.resolve("params")))
        .isLessThan(Files.size(LENET.resolve("model.pdiparams")) / share + 1000);
    assertThat(octet("info", out, "--json").succeeded().json().at("/encoding").asText())
        .isEqualTo("weight-only");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--model_dir=x", "--optimize_out=x", "--quant_model=maybe"})
  void flags_that_do_not_suffice_are_wrong_usage(String flag) {
    Path none = folder.resolve("none");
    CommandRun run = flag.startsWith("--model") ? opt("--model_dir=" + LENET) : opt(flag);
    assertThat(run.code()).isEqualTo(2);
    assertThat(none).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "arm64, Wrong target 'arm64' found",
    "opencl, at least one of arm and x86 should be set"
  })
  void another_target_is_refused(String targets, String why) {
    CommandRun run =
        opt(
            "--model_dir=" + LENET,
            "--valid_targets=" + targets,
            "--optimize_out=" + folder.resolve("no"));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains(why);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void a_model_that_is_not_supported_leaves_no_file() {
    Path model = TESTDATA.resolve("models/lenet/ptq-kl-channelwise-onnxformat");
    CommandRun run = opt("--model_dir=" + model, "--optimize_out=" + folder.resolve("no"));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("These unsupported ops are: 'dequantize_linear");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void operators_of_a_model_are_shown() {
    CommandRun run = opt("--model_dir=" + LENET, "--print_model_ops=true");
    assertThat(run.code()).isZero();
    assertThat(run.out()).containsPattern("mul +2\\R").contains("all operators are supported");
  }

  @Test
  void supported_operators_are_listed() {
    assertThat(opt("--print_supported_ops=true").succeeded().out().lines())
        .contains("conv2d", "fc", "fusion_elementwise_add_activation")
        .isSorted();
  }

  @Test
  void a_file_is_drawn() {
    opt(
            "--optimized_nb_model_path=" + TESTDATA.resolve("models/lite/lenet-dynamic-int8.nb"),
            "--visualization_file_output_path=" + folder + "/")
        .succeeded();
    assertThat(folder.resolve("main_block.dot"))
        .content()
        .startsWith("digraph G {")
        .contains("[label=\"conv2d\" shape=box]")
        .contains("\"image\" -> op1");
  }

  @Test
  void flags_without_effect_say_so() {
    CommandRun run =
        opt("--print_all_ops=true", "--enable_fp16=true", "--record_tailoring_info=true");
    assertThat(run.code()).isZero();
    assertThat(run.err()).contains("--enable_fp16: without effect", "--record_tailoring_info:");
  }
}
