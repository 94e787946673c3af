package dev.octet.cli;

import static dev.octet.cli.CommandRun.LENET;
import static dev.octet.cli.CommandRun.TESTDATA;
import static dev.octet.cli.CommandRun.TEST_IMAGES;
import static dev.octet.cli.CommandRun.TEST_LABELS;
import static dev.octet.cli.CommandRun.octet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.idx.Idx;
import dev.octet.formats.npy.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvalCommandTest {
  private static final int NOISY_IMAGES = 64;

  @TempDir private Path folder;

  @Test
  void top1_over_all_test_images_is_what_paddle_measured() {
    Path model = TESTDATA.resolve("models/mobilenetv1/fp32");
    JsonNode json =
        octet("eval", model, "--data", TEST_IMAGES, "--labels", TEST_LABELS, "--json")
            .succeeded()
            .json();
    assertThat(json.at("/evaluation/items").asInt()).isEqualTo(10_000);
    assertThat(json.at("/evaluation/value").asDouble()).isCloseTo(0.8868, within(2e-4));
    assertThat(json.at("/itemsPerSecond").asDouble()).isPositive();
  }

  @Test
  void psnr_is_that_of_the_output_that_paddle_computes() throws IOException {
    Tensor output = Npy.read(TESTDATA.resolve("golden/denoiser/output-64.npy"));
    byte[] pixels = Idx.read(TEST_IMAGES).slice(0, NOISY_IMAGES).toBytes();
    double squares = 0;
    for (int i = 0; i < pixels.length; i++) {
      double difference = output.element(i) - (pixels[i] & 0xFF) / 255f;
      squares += difference * difference;
    }
    JsonNode json =
        octet(
                "eval",
                TESTDATA.resolve("models/denoiser/fp32"),
                "--data",
                TESTDATA.resolve("golden/denoiser/noisy-test-64.npy"),
                "--labels",
                TEST_IMAGES,
                "--metric=psnr",
                "--json")
            .succeeded()
            .json();
    assertThat(json.at("/evaluation/items").asInt()).isEqualTo(NOISY_IMAGES);
    assertThat(json.at("/evaluation/value").asDouble())
        .isCloseTo(10 * Math.log10(pixels.length / squares), within(1e-3));
  }

  @Test
  void the_figure_does_not_depend_on_threads_or_batches() {
    double one = top1("--threads=1", "--batch-size=1");
    double many = top1("--threads=3", "--batch-size=7");
    assertThat(many).isEqualTo(one);
  }

  private static double top1(String... options) {
    CommandRun run =
        octet(
            "eval",
            LENET,
            "--data",
            TEST_IMAGES,
            "--labels",
            TEST_LABELS,
            "--limit=100",
            "--json",
            options[0],
            options[1]);
    return run.succeeded().json().at("/evaluation/value").asDouble();
  }

  @Test
  void text_has_the_figure_with_its_unit() {
    CommandRun run =
        octet("eval", LENET, "--data", TEST_IMAGES, "--labels", TEST_LABELS, "--limit=50");
    assertThat(run.succeeded().out()).containsPattern("top1 \\d+\\.\\d\\d % over 50 items");
  }

  @Test
  void items_whose_scores_are_no_numbers_are_wrong_and_reported() throws IOException {
    float[] pixels = new float[2 * 28 * 28];
    pixels[0] = Float.NaN;
    Path data = folder.resolve("data.npy");
    Npy.write(data, Tensor.of(pixels, 2, 1, 28, 28));
    Path labels = folder.resolve("labels.npy");
    Npy.write(labels, Tensor.of(new int[2], 2));

    CommandRun text = octet("eval", LENET, "--data", data, "--labels", labels).succeeded();
    CommandRun json = octet("eval", LENET, "--data", data, "--labels", labels, "--json");

    assertThat(text.out()).contains("1 items have scores that are NaN and count as wrong");
    assertThat(json.succeeded().json().at("/evaluation/undefined").asInt()).isEqualTo(1);
  }

  @Test
  void too_few_labels_fail_and_name_the_file() {
    Path labels = TESTDATA.resolve("fashion/calib512-labels-idx1-ubyte.gz");
    CommandRun run = octet("eval", LENET, "--data", TEST_IMAGES, "--labels", labels);
    assertThat(run.failure()).contains(labels.toString()).contains("10000 items");
  }

  @Test
  void a_label_that_is_no_class_fails_and_names_it() throws IOException {
    Path labels = folder.resolve("labels.npy");
    Npy.write(labels, Tensor.of(new int[] {1, 10}, 2));
    CommandRun run = octet("eval", LENET, "--data", TEST_IMAGES, "--labels", labels, "--limit=2");
    assertThat(run.failure()).contains(labels.toString()).contains("label 10");
  }

  @Test
  void mean_and_std_scale_the_pixels() throws IOException {
    CommandRun scaled =
        octet(
            "eval",
            LENET,
            "--data",
            TEST_IMAGES,
            "--labels",
            TEST_LABELS,
            "--limit=200",
            "--mean=1",
            "--std=1000",
            "--json");
    assertThat(scaled.succeeded().json().at("/evaluation/value").asDouble()).isLessThan(0.5);
  }

  @Test
  void a_deviation_of_zero_is_wrong_usage() {
    CommandRun run =
        octet("eval", LENET, "--data", TEST_IMAGES, "--labels", TEST_LABELS, "--std=0");
    assertThat(run.usageError()).contains("not 0");
  }

  @Test
  void a_data_file_that_is_no_data_fails_and_names_it() throws IOException {
    Path file = Files.writeString(folder.resolve("x.gz"), "no data");
    CommandRun run = octet("eval", LENET, "--data", file, "--labels", TEST_LABELS);
    assertThat(run.failure()).startsWith("octet: bad content in " + file);
  }
}
