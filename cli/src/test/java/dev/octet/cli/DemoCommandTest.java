package dev.octet.cli;

import static dev.octet.cli.CommandRun.octet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {
  @TempDir private Path folder;

  @Test
  void shows_both_models_side_by_side_and_writes_the_model_and_its_report() throws IOException {
    Path out = folder.resolve("demo");
    CommandRun run = octet("demo", "--quick", "--json", "--output-dir", out);
    assertThat(run.code()).as(run.err()).isZero();
    JsonNode json = run.json();
    double fp32 = json.at("/fp32/accuracy").asDouble();
    assertThat(json.at("/images").asInt()).isEqualTo(1000);
    assertThat(fp32).isGreaterThan(0.85);
    assertThat(json.at("/int8/accuracy").asDouble()).isCloseTo(fp32, within(0.02));
    assertThat(json.at("/fp32/fileBytes").asDouble() / json.at("/int8/fileBytes").asDouble())
        .isGreaterThan(2.5);
    assertThat(json.at("/int8/latencyMicros").asDouble()).isPositive();
    assertThat(Path.of(json.at("/model").asText())).isRegularFile().hasParent(out);
    assertThat(Path.of(json.at("/report").asText())).content().contains("int8 depthwise");
    JsonNode report =
        new ObjectMapper().readTree(Path.of(json.at("/reportJson").asText()).toFile());
    assertThat(report.at("/operators").size()).isGreaterThan(10);
  }
}
