package dev.octet.cli;

import static dev.octet.cli.CommandRun.LENET;
import static dev.octet.cli.CommandRun.octet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
  private static final String[] NO_ARGUMENTS = {};

  @Test
  void a_missing_command_is_wrong_usage() {
    assertThat(octet((Object[]) NO_ARGUMENTS).usageError()).endsWith("a command is missing");
  }

  @Test
  void an_unknown_command_is_wrong_usage_and_a_near_one_is_suggested() {
    assertThat(octet("inf").usageError()).contains("'inf'").contains("did you mean info");
  }

  @Test
  void an_unknown_option_is_wrong_usage() {
    assertThat(octet("info", LENET, "--jsn").usageError()).contains("--jsn");
  }

  @Test
  void a_missing_model_is_wrong_usage() {
    assertThat(octet("info").usageError()).endsWith("MODEL is missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "info", "run", "quantize", "eval", "compare", "doctor"})
  void every_command_has_help_and_the_common_options(String command) {
    CommandRun help = octet(command, "--help").succeeded();
    assertThat(help.out())
        .startsWith("Usage: octet " + command)
        .contains("--json", "--verbose", "--help", "--version");
    assertThat(octet("--help").succeeded().out()).contains("\n  " + command);
    assertThat(octet(command, "--version").succeeded().out()).startsWith("octet ");
  }

  @Test
  void a_number_out_of_range_is_wrong_usage() {
    CommandRun run = octet("quantize", LENET, "--data", "x.npy", "--out", "y", "--batch-size", "0");
    assertThat(run.usageError()).contains("--batch-size").contains("1 or more");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--algo=emdd", "--weights=range", "--format=onnx"})
  void a_choice_that_is_not_there_is_wrong_usage_and_those_that_are_get_named(String option) {
    CommandRun run = octet("quantize", LENET, "--data", "x.npy", "--out", "y", option);
    assertThat(run.usageError())
        .contains(option.substring(0, option.indexOf('=')))
        .containsAnyOf("KL, hist, avg", "channel_wise_abs_max, abs_max", "[octet, paddle");
  }

  @Test
  void an_operator_type_that_cannot_be_quantized_is_wrong_usage() {
    CommandRun run =
        octet("quantize", LENET, "--data", "x.npy", "--out", "y", "--ops", "conv2d,softmax");
    assertThat(run.usageError()).contains("'softmax'").contains("depthwise_conv2d");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "info|",
        "run|MODEL|--input=|--output-dir=x",
        "run|MODEL|--input=image=|--output-dir=x",
        "run|MODEL|--input=INPUT|--output-dir=",
        "quantize|MODEL|--data=|--out=x.octet",
        "quantize|MODEL|--data=INPUT|--out=",
        "eval|MODEL|--data=INPUT|--labels=",
        "compare|MODEL||--data=INPUT",
        "convert|MODEL|",
        "opt|--model_dir=|--optimize_out=x",
        "opt|--model_dir=MODEL|--optimize_out="
      })
  void an_empty_path_is_wrong_usage_and_not_the_working_folder(String line) {
    Object[] args =
        line.replace("MODEL", LENET.toString())
            .replace("INPUT", CommandRun.LENET_INPUT.toString())
            .split("\\|", -1);
    assertThat(octet(args).usageError()).contains("the path is empty");
  }

  @Test
  void a_result_that_cannot_be_written_is_a_failure() {
    var full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    var err = new StringWriter();
    var out = new PrintWriter(full);
    out.print("a result");
    assertThat(CommandRunner.finish(out, new PrintWriter(err), 0)).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo(
            "octet: a failed output in 'standard output': it cannot be written%n".formatted());
  }

  @Test
  void a_size_beyond_that_of_an_image_is_wrong_usage() {
    CommandRun run =
        octet("quantize", LENET, "--data", "images", "--out", "y", "--resize", "99999x99999");
    assertThat(run.usageError()).contains("--resize", "at most 67,108,864 pixels");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "NaN"})
  void a_tolerance_that_is_none_is_wrong_usage(String tolerance) {
    CommandRun run = octet("compare", LENET, LENET, "--data", "x.npy", "--tolerance=" + tolerance);
    assertThat(run.usageError()).contains("--tolerance");
  }
}
