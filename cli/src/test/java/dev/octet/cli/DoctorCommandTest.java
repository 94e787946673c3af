package dev.octet.cli;

import static dev.octet.cli.CommandRun.octet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

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
}
