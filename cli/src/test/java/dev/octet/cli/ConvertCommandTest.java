package dev.octet.cli;

import static dev.octet.cli.CommandRun.CALIBRATION;
import static dev.octet.cli.CommandRun.LENET;
import static dev.octet.cli.CommandRun.LENET_INPUT;
import static dev.octet.cli.CommandRun.octet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConvertCommandTest {
  private static final Path QUANTIZED =
      CommandRun.TESTDATA.resolve("models/lenet/ptq-kl-channelwise-onnxformat");

  @TempDir private Path folder;

  private byte[] output(Path model) throws IOException {
    Path outputs = folder.resolve("outputs");
    octet("run", model, "--input", LENET_INPUT, "--output-dir", outputs).succeeded();
    return Files.readAllBytes(outputs.resolve("save_infer_model_scale_0.tmp_0.npy"));
  }

  @Test
  void there_and_back_computes_the_same_bits() throws IOException {
    Path octet = folder.resolve("lenet.octet");
    Path paddle = folder.resolve("lenet");

    octet("convert", LENET, octet).succeeded();
    octet("convert", octet, paddle).succeeded();

    assertThat(paddle.resolve("model.pdiparams"))
        .hasSameBinaryContentAs(LENET.resolve("model.pdiparams"));
    assertThat(output(paddle)).isEqualTo(output(LENET));
  }

  @ParameterizedTest
  @CsvSource({"pdmodel, model.pdmodel", "combined, __params__", "separate, conv2d_0.w_0"})
  void a_folder_gets_the_files_of_the_layout(String layout, String file) throws IOException {
    Path model = folder.resolve("m");

    octet("convert", LENET, model, "--layout", layout).succeeded();

    assertThat(model.resolve(file)).isRegularFile();
    assertThat(output(model)).isEqualTo(output(LENET));
  }

  @Test
  void a_program_file_gets_its_parameters_beside_it() {
    Path program = folder.resolve("net.pdmodel");

    CommandRun run = octet("convert", LENET, program, "--json").succeeded();

    assertThat(run.json().get("format").asText()).isEqualTo("paddle");
    assertThat(program).isRegularFile();
    assertThat(folder.resolve("net.pdiparams")).isRegularFile();
  }

  @ParameterizedTest
  @CsvSource({"paddle, frozen-v1", "paddle-onnx, qdq-int8", "paddle-float, float"})
  void a_quantized_model_is_written_in_the_encoding_asked_for(String format, String encoding) {
    Path int8 = folder.resolve("int8.octet");
    octet("quantize", LENET, "--data", CALIBRATION, "--limit=8", "--out", int8).succeeded();
    Path model = folder.resolve("m");

    CommandRun run = octet("convert", int8, model, "--format", format, "--json").succeeded();

    assertThat(run.json().get("encoding").asText()).isEqualTo(encoding);
  }

  @Test
  void quantize_writes_a_paddle_model_that_computes_the_bits_of_the_octet_file()
      throws IOException {
    Path octet = folder.resolve("int8.octet");
    Path paddle = folder.resolve("int8");
    Object[] data = {"--data", CALIBRATION, "--limit=8"};

    octet("quantize", LENET, data[0], data[1], data[2], "--out", octet).succeeded();
    octet("quantize", LENET, data[0], data[1], data[2], "--format=paddle-onnx", "--out", paddle)
        .succeeded();

    assertThat(output(paddle)).isEqualTo(output(octet));
  }

  @Test
  void a_folder_with_other_files_is_left_alone() throws IOException {
    Files.writeString(folder.resolve("notes.txt"), "mine");

    assertThat(octet("convert", LENET, folder).failure()).contains("notes.txt");
    assertThat(folder.resolve("notes.txt")).hasContent("mine");
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "convert MODEL OUT/m.octet",
        "convert MODEL OUT/m --format paddle",
        "opt --model_dir=MODEL --optimize_out=OUT/m",
        "quantize MODEL --dynamic --out OUT/m.octet",
      })
  void a_model_with_a_threshold_that_is_none_writes_nothing(String line) throws IOException {
    Path model = folder.resolve("model");
    octet("convert", QUANTIZED, model, "--format=paddle-onnx", "--layout=separate").succeeded();
    Path threshold = aThresholdOf(model);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(threshold));
    bytes.order(ByteOrder.LITTLE_ENDIAN).putFloat(bytes.limit() - Float.BYTES, Float.NaN);
    Files.write(threshold, bytes.array());
    Path out = Files.createDirectory(folder.resolve("out"));

    Object[] args =
        line.replace("MODEL", model.toString()).replace("OUT", out.toString()).split(" ");
    CommandRun run = octet(args);

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .contains(model.toString(), "threshold NaN", "must be a positive finite number");
    assertThat(out).isEmptyDirectory();
  }

  private static Path aThresholdOf(Path model) throws IOException {
    try (var files = Files.list(model)) {
      return files
          .filter(file -> file.toString().endsWith("scale"))
          .sorted()
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void a_target_in_no_folder_is_refused() {
    Path nowhere = folder.resolve("no/where/m.pdmodel");

    assertThat(octet("convert", LENET, nowhere).failure()).contains("its folder does not exist");
  }

  @Test
  void an_unknown_format_is_wrong_usage() {
    assertThat(octet("convert", LENET, folder.resolve("m"), "--format=nb").usageError())
        .contains("'nb' is no format", "paddle-onnx");
  }

  @Test
  void parameters_that_are_read_are_not_replaced() throws IOException {
    Path program = Files.copy(LENET.resolve("model.pdmodel"), folder.resolve("a.pdmodel"));
    Path parameters = Files.copy(LENET.resolve("model.pdiparams"), folder.resolve("b.pdiparams"));
    byte[] before = Files.readAllBytes(parameters);

    CommandRun run =
        octet(
            "convert",
            folder,
            folder.resolve("b.pdmodel"),
            "--model-file",
            program,
            "--params-file",
            parameters,
            "--format=paddle-float");

    assertThat(run.failure()).contains("a model that would be lost in " + parameters);
    assertThat(parameters).hasBinaryContent(before);
  }

  @Test
  void a_name_of_another_kind_of_model_is_no_folder() {
    for (String name : new String[] {"m.nb", "m.onnx", "m.tflite"}) {
      assertThat(octet("convert", LENET, folder.resolve(name)).failure()).contains(name, "opt");
      assertThat(folder.resolve(name)).doesNotExist();
    }
  }
}
