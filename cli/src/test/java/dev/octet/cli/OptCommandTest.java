package dev.octet.cli;

import static dev.octet.cli.CommandRun.LENET;
import static dev.octet.cli.CommandRun.LENET_INPUT;
import static dev.octet.cli.CommandRun.TESTDATA;
import static dev.octet.cli.CommandRun.octet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
  @CsvSource(
      delimiter = '|',
      value = {
        "--model_dir=MODEL                                   | --optimize_out is missing",
        "--optimize_out=OUT                                  | --model_dir, or --model_file",
        "--optimize_out=OUT --model_file=MODEL/model.pdmodel | --model_dir, or --model_file",
        "--optimize_out=OUT --model_dir=MODEL --quant_model=maybe      | 'maybe' is not a boolean",
        "--optimize_out=OUT --model_dir=MODEL --quant_type=INT8        | QUANT_INT8",
        "--optimize_out=OUT --model_dir=MODEL --optimize_out_type=nb   | NAIVE_BUFFER, PROTOBUF",
        "--optimize_out=OUT --model_dir=MODEL --valid_targets=arm64    | Wrong target 'arm64'",
        "--optimize_out=OUT --model_dir=MODEL --valid_targets=opencl   | arm and x86",
        "--optimized_nb_model_path=MODEL                     | need each other",
        "--optimize_out=OUT --modle_dir=MODEL                | --model_dir"
      })
  void wrong_usage_says_what_would_be_right(String flags, String why) {
    Path out = folder.resolve("out");
    CommandRun run =
        opt(
            (Object[])
                flags
                    .replace("MODEL", LENET.toString())
                    .replace("OUT", out.toString())
                    .split(" +"));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(why);
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--optimize_out=OUT/x --model_dir=OUT/none                  | none",
        "--optimize_out=OUT/x --model_file=OUT/m --param_file=OUT/p | OUT/m: there is no such file",
        "--optimize_out=OUT/no/folder/x --model_dir=MODEL           | no/folder",
        "--optimize_out=OUT/x --model_set_dir=MODEL                 | one by one"
      })
  void work_that_fails_leaves_no_file(String flags, String why) {
    CommandRun run =
        opt(
            (Object[])
                flags
                    .replace("MODEL", LENET.toString())
                    .replace("OUT", folder.toString())
                    .split(" +"));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains(why.replace("OUT", folder.toString()));
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"m.octet", "m.nb"})
  void models_of_other_kinds_are_to_be_converted_first(String name) throws IOException {
    Path model = Files.createFile(folder.resolve(name));
    CommandRun run = opt("--model_dir=" + model, "--optimize_out=" + folder.resolve("out"));

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .contains(
            "a kind of model that opt does not take in %s: Paddle models are taken; 'octet convert"
                .formatted(model));
  }

  @Test
  void the_two_files_count_before_the_folder() {
    CommandRun run =
        opt(
            "--model_dir=" + folder.resolve("none"),
            "--model_file=" + LENET.resolve("model.pdmodel"),
            "--param_file=" + LENET.resolve("model.pdiparams"),
            "--optimize_out=" + folder.resolve("lenet"));

    assertThat(run.code()).isZero();
    assertThat(run.err()).contains("--model_dir: without effect beside --model_file");
  }

  @Test
  void flags_and_values_can_be_words_of_their_own() {
    CommandRun run =
        opt("--model_dir", LENET, "--quant_model", "true", "--optimize_out", folder.resolve("x"));
    assertThat(run.code()).isZero();
    assertThat(folder.resolve("x.nb")).isRegularFile();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ptq-kl-channelwise", "ptq-kl-channelwise-onnxformat"})
  void a_quantized_model_stays_int8(String name) {
    Path model = TESTDATA.resolve("models/lenet").resolve(name);
    assertThat(opt("--model_dir=" + model, "--optimize_out=" + folder.resolve("int8")).code())
        .isZero();
    CommandRun info = octet("info", folder.resolve("int8.nb"), "--json").succeeded();
    assertThat(info.json().at("/encoding").asText()).isEqualTo("lite-int8");
  }

  @Test
  void a_model_without_kernels_becomes_an_octet_file() {
    Path round = TESTDATA.resolve("operators/round");
    CommandRun run =
        opt(
            "--model_dir=" + round,
            "--valid_targets=x86",
            "--optimize_out=" + folder.resolve("other"));

    assertThat(run.code()).isZero();
    assertThat(run.err())
        .contains("not supported on 'x86'", "written as an .octet file", "other.octet");
    assertThat(folder.resolve("other.octet")).isRegularFile();
    assertThat(folder.resolve("other.nb")).doesNotExist();
  }

  @Test
  void operators_of_a_model_are_shown() {
    CommandRun run = opt("--model_dir=" + LENET, "--print_model_ops=true");
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .containsPattern("mul +2 +Y +Y +Y\\R")
        .contains("Paddle-Lite supports this model!");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--print_supported_ops=true | conv2d +Y +Y +Y",
        "--print_supported_ops=true | matmul_v2 +Y + +Y",
        "--print_all_ops=true | fake_quantize_abs_max + + +Y",
        "--print_all_ops_in_md_format=true | . conv2d . Y . Y . Y .",
        "--display_kernels=true | fc/int8out/4/2/1"
      })
  void operators_and_kernels_are_listed(String flag, String line) {
    assertThat(opt(flag).succeeded().out()).containsPattern("(?m)^" + line + "$");
  }

  @Test
  void supported_operators_are_those_of_the_target() {
    assertThat(opt("--print_supported_ops=true", "--valid_targets=x86").succeeded().out())
        .doesNotContain("matmul_v2")
        .contains("conv2d");
  }

  @Test
  void the_help_shows_every_flag_of_opt() {
    assertThat(octet("opt", "--help").succeeded().out())
        .contains(
            "--model_dir", "--model_filename", "--param_filename", "--model_file", "--param_file")
        .contains("--optimize_out", "--optimize_out_type", "naive_buffer, protobuf", "naive_buffer")
        .contains("--valid_targets", "--quant_model", "--quant_type", "QUANT_INT16")
        .contains("--print_model_ops", "--print_supported_ops", "--print_all_ops")
        .contains("--enable_fp16", "--sparse_model", "--sparse_threshold", "--display_kernels");
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

  @Test
  void the_model_is_not_replaced_by_what_is_made_of_it() throws IOException {
    for (String name : List.of("model.pdmodel", "model.pdiparams")) {
      Files.copy(LENET.resolve(name), folder.resolve(name));
    }
    CommandRun run =
        opt("--model_dir=" + folder, "--optimize_out=" + folder, "--optimize_out_type=protobuf");
    assertThat(run.code()).isOne();
    assertThat(run.err()).contains("a model that would be lost in " + folder);
    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder("model.pdmodel", "model.pdiparams");
  }

  @ParameterizedTest
  @CsvSource({
    "missing/x, naive_buffer, its folder does not exist",
    "missing/x, protobuf, the folder around it does not exist",
    "other, protobuf, holds 'notes.txt'"
  })
  void a_place_that_cannot_be_written_is_refused_before_the_model_is_read(
      String out, String type, String reason) throws IOException {
    Files.writeString(Files.createDirectory(folder.resolve("other")).resolve("notes.txt"), "mine");
    CommandRun run =
        opt(
            "--model_dir=" + LENET,
            "--optimize_out=" + folder.resolve(out),
            "--optimize_out_type=" + type);
    assertThat(run.failure()).contains(reason);
  }

  @Test
  void an_nb_file_does_not_replace_the_parameters() throws IOException {
    Path parameters = Files.copy(LENET.resolve("model.pdiparams"), folder.resolve("x.nb"));
    CommandRun run =
        opt(
            "--model_file=" + LENET.resolve("model.pdmodel"),
            "--param_file=" + parameters,
            "--optimize_out=" + folder.resolve("x"));
    assertThat(run.failure()).contains("a model that would be lost in " + parameters);
    assertThat(parameters).hasSameBinaryContentAs(LENET.resolve("model.pdiparams"));
  }
}
