package dev.octet.cli;

import static dev.octet.cli.CommandRun.LENET;
import static dev.octet.cli.CommandRun.TESTDATA;
import static dev.octet.cli.CommandRun.octet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InfoCommandTest {
  @TempDir private Path folder;

  @Test
  void shows_inputs_operators_parameters_and_encoding() {
    assertThat(octet("info", LENET).succeeded().out())
        .contains("encoding    float")
        .contains("input       image float32[?,1,28,28]")
        .contains("output      save_infer_model/scale_0.tmp_0")
        .contains("parameters  117,066")
        .containsPattern("conv2d +2\\R")
        .doesNotContain("cannot run");
  }

  @Test
  void json_has_the_same_facts() throws IOException {
    JsonNode json = octet("info", LENET, "--json").succeeded().json();
    assertThat(json.at("/kind").asText()).isEqualTo("paddle");
    assertThat(json.at("/inputs/0/shape").toString()).isEqualTo("[-1,1,28,28]");
    assertThat(json.at("/operators/mul").asInt()).isEqualTo(2);
    assertThat(json.at("/parameters").asInt()).isEqualTo(117_066);
    long bytes =
        Files.size(LENET.resolve("model.pdmodel")) + Files.size(LENET.resolve("model.pdiparams"));
    assertThat(json.at("/diskBytes").asLong()).isEqualTo(bytes);
    assertThat(json.at("/problem").asText()).isEmpty();
  }

  @Test
  void a_quantized_model_names_its_encoding() {
    Path model = TESTDATA.resolve("models/lenet/ptq-kl-channelwise");
    JsonNode json = octet("info", model, "--json").succeeded().json();
    assertThat(json.at("/encoding").asText()).isEqualTo("frozen-v1");
  }

  @Test
  void integers_held_as_floats_take_a_quarter_of_the_memory() {
    Path model = TESTDATA.resolve("models/lenet/ptq-kl-channelwise");
    JsonNode json = octet("info", model, "--json").succeeded().json().at("/quantized");
    assertThat(json.at("/tensors").asInt()).isEqualTo(4);
    assertThat(json.at("/bits").toString()).isEqualTo("[8]");
    assertThat(json.at("/activations").asInt()).isEqualTo(4);
    long floats = 4 * json.at("/weights").asLong();
    assertThat(json.at("/storedBytes").asLong()).isGreaterThan(floats);
    assertThat(json.at("/memoryBytes").asLong()).isBetween(floats / 4, floats / 4 + 4000);
    assertThat(octet("info", model).succeeded().out())
        .containsPattern("quantized +116,\\d+ weights of 8 bits in 4 tensors, 4 activations")
        .containsPattern("size +\\d+ kB of parameters in the files, 11\\d kB in memory");
  }

  @Test
  void files_with_unusual_names_are_named_by_options() throws IOException {
    Files.copy(LENET.resolve("model.pdmodel"), folder.resolve("a.program"));
    Files.copy(LENET.resolve("model.pdiparams"), folder.resolve("b.weights"));
    CommandRun inFolder =
        octet("info", folder, "--model-file", "a.program", "--params-file", "b.weights");
    assertThat(inFolder.succeeded().out()).contains("parameters  117,066");
    CommandRun alone =
        octet(
            "info",
            "--model-file=" + folder.resolve("a.program"),
            "--params-file=" + folder.resolve("b.weights"));
    assertThat(alone.succeeded().out()).contains("parameters  117,066");
  }

  @Test
  void one_of_the_two_files_alone_is_wrong_usage() {
    assertThat(octet("info", "--model-file=x").usageError()).contains("--params-file");
    assertThat(octet("info", "--params-file=x").usageError()).contains("--model-file");
  }

  @Test
  void files_beside_those_of_the_model_do_not_count() throws IOException {
    Path model = folder.resolve("m");
    octet("convert", LENET, model, "--layout=separate").succeeded();
    JsonNode alone = octet("info", model, "--json").succeeded().json();

    Files.write(model.resolve("notes.txt"), new byte[1000]);

    assertThat(octet("info", model, "--json").succeeded().json().at("/diskBytes"))
        .isEqualTo(alone.at("/diskBytes"));
  }
}
