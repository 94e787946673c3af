package dev.octet.cli;

import static dev.octet.cli.CommandRun.CALIBRATION;
import static dev.octet.cli.CommandRun.LENET;
import static dev.octet.cli.CommandRun.LENET_INPUT;
import static dev.octet.cli.CommandRun.TESTDATA;
import static dev.octet.cli.CommandRun.octet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {
  @TempDir private Path folder;

  @Test
  void a_model_does_not_differ_from_itself() {
    CommandRun run = octet("compare", LENET, LENET, "--data", LENET_INPUT);
    assertThat(run.succeeded().out()).contains("no value inside differs by more than 0");
    JsonNode json = octet("compare", LENET, LENET, "--data", LENET_INPUT, "--json").json();
    assertThat(json.at("/outputs/0/max").asDouble()).isZero();
    assertThat(json.at("/outputs/0/cosine").asDouble()).isCloseTo(1, within(1e-12));
    assertThat(json.at("/firstParting").asText()).isEmpty();
  }

  @Test
  void a_quantized_model_parts_at_its_first_quantized_operator() {
    Path int8 = quantized();
    JsonNode json =
        octet("compare", LENET, int8, "--data", LENET_INPUT, "--json").succeeded().json();
    assertThat(json.at("/firstParting").asText()).isEqualTo("conv2d_0.tmp_0");
    assertThat(json.at("/outputs/0/sqnr").asDouble()).isBetween(15.0, 80.0);
    assertThat(json.at("/values").size()).isGreaterThan(8);
  }

  @Test
  void a_tolerance_moves_the_place_where_they_part() {
    CommandRun run = octet("compare", LENET, quantized(), "--data", LENET_INPUT, "--tolerance=1e9");
    assertThat(run.succeeded().out()).contains("no value inside differs");
  }

  private Path quantized() {
    Path file = folder.resolve("int8.octet");
    octet("quantize", LENET, "--data", CALIBRATION, "--out", file, "--limit=16").succeeded();
    return file;
  }

  @Test
  void models_with_outputs_of_other_sizes_cannot_be_compared() {
    Path denoiser = TESTDATA.resolve("models/denoiser/fp32");
    CommandRun run = octet("compare", LENET, denoiser, "--data", LENET_INPUT);
    assertThat(run.failure()).contains("cannot be compared").contains(denoiser.toString());
  }
}
