package dev.octet.cli;

import static dev.octet.cli.CommandRun.CALIBRATION;
import static dev.octet.cli.CommandRun.LENET;
import static dev.octet.cli.CommandRun.TESTDATA;
import static dev.octet.cli.CommandRun.octet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Input;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.idx.Idx;
import dev.octet.formats.npy.Npy;
import dev.octet.formats.octet.OctetFile;
import dev.octet.formats.paddle.PaddleModel;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantizeCommandTest {
  private static final int SIDE = 28;

  @TempDir private Path folder;

  @Test
  void writes_a_model_that_runs_in_int8() {
    Path file = folder.resolve("lenet-int8.octet");
    CommandRun run =
        octet("quantize", LENET, "--data", CALIBRATION, "--out", file, "--limit=32", "--algo=KL");
    assertThat(run.succeeded().out()).contains(file.toString(), "KL", "channel_wise_abs_max");
    CommandRun profile =
        octet(
            "run",
            file,
            "--input",
            CommandRun.LENET_INPUT,
            "--output-dir",
            folder,
            "--profile",
            "--strict");
    assertThat(profile.succeeded().out()).contains("int8 patches gemm", "int8 gemm");
  }

  @Test
  void thresholds_are_those_of_paddle() throws IOException {
    Path json = folder.resolve("t.json");
    octet(
            "quantize",
            LENET,
            "--data",
            CALIBRATION,
            "--out",
            folder + "/",
            "--algo=abs_max",
            "--thresholds",
            json)
        .succeeded();
    JsonNode expected =
        new ObjectMapper()
            .readTree(
                TESTDATA.resolve("golden/lenet/ptq-absmax-channelwise/thresholds.json").toFile())
            .get("activation");
    JsonNode actual = new ObjectMapper().readTree(json.toFile());
    assertThat(actual.size()).isPositive();
    for (var threshold : actual.properties()) {
      double paddle = expected.get(threshold.getKey()).asDouble();
      assertThat(threshold.getValue().asDouble())
          .as(threshold.getKey())
          .isCloseTo(paddle, within(1e-5 * paddle));
    }
  }

  @Test
  void a_model_of_a_fixed_batch_size_gets_the_thresholds_of_one_that_takes_any()
      throws IOException {
    Graph any = PaddleModel.read(LENET);
    Input image = any.inputs().getFirst();
    Input eight = new Input(image.value(), image.dtype(), image.shape().with(0, 8));
    Path fixed = folder.resolve("fixed.octet");
    OctetFile.write(new Graph(List.of(eight), any.constants(), any.nodes(), any.outputs()), fixed);

    assertThat(meansOfBatches(fixed)).isEqualTo(meansOfBatches(LENET)).isNotEmpty();
    assertThat(
            octet(
                    "quantize",
                    fixed,
                    "--data",
                    CALIBRATION,
                    "--out",
                    folder.resolve("y.octet"),
                    "--limit=20")
                .failure())
        .contains("takes 8 items at a time, and 20 are no multiple");
  }

  private JsonNode meansOfBatches(Path model) throws IOException {
    Path json = folder.resolve("t.json");
    CommandRun run =
        octet(
            "quantize",
            model,
            "--data",
            CALIBRATION,
            "--out",
            folder.resolve("x.octet"),
            "--limit=32",
            "--algo=avg",
            "--batch-size=16",
            "--thresholds",
            json);
    assertThat(run.succeeded().out()).contains("over 32 samples");
    return new ObjectMapper().readTree(json.toFile());
  }

  @Test
  void thresholds_that_cannot_be_written_leave_the_old_model() throws IOException {
    Path file = Files.writeString(folder.resolve("x.octet"), "old");
    Path lost = folder.resolve("missing").resolve("t.json");
    CommandRun run =
        octet(
            "quantize",
            LENET,
            "--data",
            CALIBRATION,
            "--out",
            file,
            "--limit=4",
            "--thresholds",
            lost);
    assertThat(run.failure()).contains(lost.toString(), "its folder does not exist");
    assertThat(file).hasContent("old");
    assertThat(folder.toFile().list()).containsExactly("x.octet");
  }

  @Test
  void a_folder_gets_a_file_called_like_the_model() {
    Path out = folder.resolve("new");
    octet("quantize", LENET, "--data", CALIBRATION, "--out", out + "/", "--limit", 4).succeeded();
    assertThat(out.resolve("fp32.octet")).isRegularFile();
  }

  @Test
  void json_has_sizes_and_notes() throws IOException {
    Path file = folder.resolve("x.octet");
    JsonNode json =
        octet("quantize", LENET, "--data", CALIBRATION, "--out", file, "--limit=4", "--json")
            .succeeded()
            .json();
    assertThat(json.at("/samples").asInt()).isEqualTo(4);
    assertThat(json.at("/fileBytes").asLong()).isEqualTo(Files.size(file));
    assertThat(json.at("/modelBytes").asLong()).isGreaterThan(3 * Files.size(file));
    assertThat(json.at("/notes/0").asText()).contains("4 samples");
  }

  @Test
  void only_the_types_and_names_asked_for_are_quantized() {
    Path file = folder.resolve("x.octet");
    octet(
            "quantize",
            LENET,
            "--data",
            CALIBRATION,
            "--out",
            file,
            "--limit=4",
            "--ops=conv2d",
            "--skip=conv2d_1.tmp_0",
            "--weights=abs_max")
        .succeeded();
    CommandRun profile =
        octet("run", file, "--input", CommandRun.LENET_INPUT, "--output-dir", folder, "--profile");
    assertThat(profile.succeeded().out()).contains("1 in int8");
  }

  @Test
  void images_in_a_folder_give_the_same_as_the_file_they_came_from() throws IOException {
    Path images = Files.createDirectory(folder.resolve("images"));
    byte[] pixels = Idx.read(CALIBRATION).slice(0, 8).toBytes();
    for (int i = 0; i < 8; i++) {
      var image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
      image.getRaster().setDataElements(0, 0, SIDE, SIDE, slice(pixels, i));
      ImageIO.write(image, "png", images.resolve("image-" + i + ".png").toFile());
    }
    Files.writeString(images.resolve("README.txt"), "no image, and left out");
    Path fromImages = folder.resolve("images.octet");
    Path fromFile = folder.resolve("file.octet");
    octet("quantize", LENET, "--data", images, "--out", fromImages).succeeded();
    octet("quantize", LENET, "--data", CALIBRATION, "--out", fromFile, "--limit=8").succeeded();
    assertThat(fromImages).hasSameBinaryContentAs(fromFile);
  }

  private static byte[] slice(byte[] pixels, int image) {
    byte[] slice = new byte[SIDE * SIDE];
    System.arraycopy(pixels, image * slice.length, slice, 0, slice.length);
    return slice;
  }

  @Test
  void a_model_that_is_quantized_already_fails_and_says_so() {
    Path file = folder.resolve("x.octet");
    octet("quantize", LENET, "--data", CALIBRATION, "--out", file, "--limit=4").succeeded();
    Path again = folder.resolve("again.octet");
    CommandRun run = octet("quantize", file, "--data", CALIBRATION, "--out", again);
    assertThat(run.failure()).contains(file.toString()).contains("quantized");
    assertThat(again).doesNotExist();
  }

  @Test
  void dynamic_quantizes_weights_without_data_and_runs_on_int8() {
    Path file = folder.resolve("small.octet");

    CommandRun run = octet("quantize", "--dynamic", LENET, "--out", file);

    assertThat(run.succeeded().out()).contains("4 weight tensors by channel_wise_abs_max, int8");
    assertThat(octet("info", file).succeeded().out()).contains("int8 weights");
    CommandRun profile =
        octet(
            "run",
            file,
            "--dynamic",
            "--input",
            CommandRun.LENET_INPUT,
            "--output-dir",
            folder,
            "--profile",
            "--strict");
    assertThat(profile.succeeded().out()).contains("range and quantize", "int8 gemm");
  }

  @Test
  void dynamic_weights_take_a_quarter_or_a_half_of_the_float_ones() throws IOException {
    Path small = folder.resolve("8.octet");
    Path half = folder.resolve("16.octet");

    octet("quantize", "--dynamic", LENET, "--out", small).succeeded();
    octet("quantize", "--dynamic", LENET, "--out", half, "--weight-bits", 16).succeeded();

    long parameters = Files.size(LENET.resolve("model.pdiparams"));
    assertThat(Files.size(small)).isLessThan(parameters * 28 / 100);
    assertThat(Files.size(half)).isLessThan(parameters * 53 / 100);
  }

  @Test
  void dynamic_weights_can_be_written_as_a_paddle_model() {
    Path paddle = folder.resolve("paddle");

    octet("quantize", "--dynamic", LENET, "--out", paddle, "--format=paddle").succeeded();

    assertThat(octet("info", paddle).succeeded().out()).contains("weight-only");
  }

  @Test
  void dynamic_takes_no_data() {
    CommandRun run =
        octet("quantize", "--dynamic", LENET, "--data", CALIBRATION, "--out", folder.resolve("x"));

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("--data is for calibration; --dynamic takes no data");
  }

  @Test
  void a_width_of_weights_needs_dynamic() {
    CommandRun run =
        octet(
            "quantize",
            LENET,
            "--data",
            CALIBRATION,
            "--out",
            folder.resolve("x"),
            "--weight-bits",
            8);

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("--weight-bits needs --dynamic");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hist", "avg", "mse", "emd", "min_max", "ptf"})
  void every_algorithm_gives_a_model_and_its_thresholds(String algorithm) throws IOException {
    Path file = folder.resolve("x.octet");
    Path json = folder.resolve("t.json");
    octet(
            "quantize",
            LENET,
            "--data",
            CALIBRATION,
            "--out",
            file,
            "--limit=8",
            "--algo=" + algorithm,
            "--thresholds",
            json)
        .succeeded();
    assertThat(file).isRegularFile();
    assertThat(new ObjectMapper().readTree(json.toFile()).get("image").asDouble())
        .isBetween(0.5, 1.0);
  }

  @ParameterizedTest
  @CsvSource({
    "--round-type=adaround, round_type 'adaround': learning how to round",
    "--round-type=floor, must be one of round",
    "--activation-bits=16, both must be 8",
    "--hist-percent=1.5, hist_percent 1.5: must be more than 0"
  })
  void what_is_refused_is_wrong_usage_with_a_reason_and_writes_nothing(
      String option, String reason) {
    Path file = folder.resolve("x.octet");
    CommandRun run = octet("quantize", LENET, "--data", CALIBRATION, "--out", file, option);
    assertThat(run.usageError()).contains(reason);
    assertThat(file).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "--skip=nowhere, nothing to skip by the name 'nowhere'",
    "--ops=matmul, no operator to quantize: looked for matmul"
  })
  void what_the_model_does_not_have_fails_and_writes_nothing(String option, String reason) {
    Path file = folder.resolve("x.octet");
    Path json = folder.resolve("t.json");
    CommandRun run =
        octet(
            "quantize", LENET, "--data", CALIBRATION, "--out", file, "--thresholds", json, option);
    assertThat(run.failure()).contains(reason);
    assertThat(file).doesNotExist();
    assertThat(json).doesNotExist();
  }

  @Test
  void samples_that_do_not_fit_fail_and_write_nothing() throws IOException {
    Path data = folder.resolve("wrong.npy");
    Npy.write(data, Tensor.of(new float[2 * 3 * 28 * 28], 2, 3, 28, 28));
    Path file = folder.resolve("x.octet");
    CommandRun run = octet("quantize", LENET, "--data", data, "--out", file);
    assertThat(run.failure()).contains("image");
    assertThat(file).doesNotExist();
  }

  @Test
  void numbers_that_are_not_finite_fail_and_write_nothing() throws IOException {
    float[] pixels = new float[28 * 28];
    pixels[5] = Float.NaN;
    Path data = folder.resolve("nan.npy");
    Npy.write(data, Tensor.of(pixels, 1, 1, 28, 28));
    Path file = folder.resolve("x.octet");
    CommandRun run = octet("quantize", LENET, "--data", data, "--out", file);
    assertThat(run.failure()).contains("holds NaN at element 5");
    assertThat(file).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/model.pdmodel"})
  void the_float_model_is_not_replaced_by_its_quantization(String place) throws IOException {
    Path model = copied(LENET);
    byte[] before = Files.readAllBytes(model.resolve("model.pdmodel"));
    CommandRun run =
        octet("quantize", "--dynamic", model, "--out", model + place, "--format=paddle");
    assertThat(run.failure()).contains("a model that would be lost in " + model + place);
    assertThat(model.resolve("model.pdmodel")).hasBinaryContent(before);
  }

  @Test
  void thresholds_do_not_replace_a_part_of_the_model() throws IOException {
    Path model = copied(LENET);
    Path parameters = model.resolve("model.pdiparams");
    byte[] before = Files.readAllBytes(parameters);
    Path file = folder.resolve("x.octet");
    CommandRun run =
        octet("quantize", model, "--data", CALIBRATION, "--out", file, "--thresholds", parameters);
    assertThat(run.usageError()).contains("replaces .json files only", "" + parameters);
    assertThat(parameters).hasBinaryContent(before);
    assertThat(file).doesNotExist();
  }

  @Test
  void a_name_that_could_not_be_read_again_is_refused() {
    Path file = folder.resolve("x.pdmodel");
    CommandRun run = octet("quantize", "--dynamic", LENET, "--out", file, "--format=octet");
    assertThat(run.failure()).contains("" + file, "must be called NAME.octet");
    assertThat(file).doesNotExist();
  }

  @Test
  void a_new_name_without_a_suffix_is_a_folder() {
    CommandRun run = octet("quantize", "--dynamic", LENET, "--out", folder.resolve("small"));
    assertThat(run.code()).isZero();
    assertThat(folder.resolve("small")).isDirectoryContaining("glob:**.octet");
  }

  private Path copied(Path model) throws IOException {
    Path copy = Files.createDirectory(folder.resolve("copy"));
    for (String name : List.of("model.pdmodel", "model.pdiparams")) {
      Files.copy(model.resolve(name), copy.resolve(name));
    }
    return copy;
  }

  /** Data that calibration refuses, so that only what comes before it can be what is said. */
  private Path unusableData() throws IOException {
    float[] pixels = new float[SIDE * SIDE];
    Arrays.fill(pixels, Float.NaN);
    Path data = folder.resolve("nan.npy");
    Npy.write(data, Tensor.of(pixels, 1, 1, SIDE, SIDE));
    return data;
  }

  @ParameterizedTest
  @CsvSource({
    "missing/x.octet, its folder does not exist",
    "nan.npy/x.octet, is no folder",
    "nan.npy/new/, is no folder",
    "model.xyz, must be called NAME.octet",
    "missing/x.pdmodel, its folder does not exist",
    "other --format=paddle, holds 'notes.txt'",
    "other/notes.txt --format=paddle, is not a folder",
    "x.octet --thresholds=FOLDER/missing/t.json, its folder does not exist",
    "x.octet --thresholds=FOLDER/other, is not a regular file",
    "x.octet --thresholds=FOLDER/x.octet, is to be two outputs"
  })
  void a_place_that_cannot_be_written_is_refused_before_calibration(String out, String reason)
      throws IOException {
    Path data = unusableData();
    Files.writeString(Files.createDirectory(folder.resolve("other")).resolve("notes.txt"), "mine");
    List<Object> args = new ArrayList<>(List.of("quantize", LENET, "--data", data, "--out"));
    for (String word : (folder + "/" + out).split(" ")) {
      args.add(word.replace("FOLDER", folder.toString()));
    }

    assertThat(octet(args.toArray()).failure()).contains(reason);

    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("nan.npy", "other");
  }

  @Test
  void a_failure_leaves_no_new_folder() throws IOException {
    Path out = folder.resolve("new/place/");
    assertThat(octet("quantize", LENET, "--data", unusableData(), "--out", out + "/").failure())
        .contains("NaN");
    assertThat(folder.resolve("new")).doesNotExist();
  }

  @Test
  void thresholds_do_not_replace_the_data() throws IOException {
    Path data = Files.move(unusableData(), folder.resolve("data.json"));
    Path out = folder.resolve("x.octet");
    assertThat(
            octet("quantize", LENET, "--data", data, "--out", out, "--thresholds", data).failure())
        .contains("an input that would be lost in " + data);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--bias-correction",
        "--full-quantize",
        "--optimize-model",
        "--onnx-format",
        "--hist-percent=0.5",
        "--limit=3",
        "--resize=28"
      })
  void dynamic_takes_no_options_of_calibration(String option) {
    CommandRun run =
        octet("quantize", "--dynamic", LENET, "--out", folder.resolve("x.octet"), option);
    assertThat(run.usageError()).contains("is for calibration");
  }
}
