package dev.octet.cli;

import static dev.octet.cli.CommandRun.octet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.octet.engine.kernel.provider.TuningFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  @Test
  void shows_the_machine_the_kernels_and_the_settings() {
    assertThat(octet("doctor").succeeded().out())
        .contains(System.getProperty("java.home"))
        .containsPattern("kernels +(vector-\\d+|scalar)")
        .contains("octet.kernels = ")
        .contains("octet.testdata = " + System.getProperty("octet.testdata"));
  }

  @Test
  void json_has_the_same_facts() {
    JsonNode json = octet("doctor", "--json").succeeded().json();
    assertThat(json.at("/processors").asInt()).isPositive();
    assertThat(json.at("/kernels").asText()).isNotEmpty();
    assertThat(json.at("/settings/0/name").asText()).startsWith("octet.");
  }

  @Test
  void measures_the_machine_once_and_keeps_the_speeds_in_a_file(@TempDir Path folder) {
    Path file = folder.resolve("tuning.properties");
    String before = System.getProperty(TuningFile.PROPERTY, TuningFile.OFF);
    System.setProperty(TuningFile.PROPERTY, file.toString());
    try {
      assertThat(octet("doctor").succeeded().out()).contains("measured now: " + file);
      assertThat(octet("doctor").succeeded().out()).contains("measured: " + file);
    } finally {
      System.setProperty(TuningFile.PROPERTY, before);
    }
    assertThat(file).content().contains("float32=", "int16.");
  }
}
