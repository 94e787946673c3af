package dev.octet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.bench.measure.Rounds;
import dev.octet.bench.network.Network;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

class PeerComparisonTest {
  private static final Rounds SHORT = new Rounds(2, Duration.ZERO, Duration.ofMillis(1));
  private static final List<String> REFERENCE_MODELS =
      ComparedModel.names().stream().filter(name -> name.startsWith("testdata/")).toList();

  private static void assertSound(PeerResult result) {
    for (Variant variant : Variant.values()) {
      assertThat(result.isSound(variant))
          .as("%s in %s: %s", result.model(), variant, result.agreements().get(variant))
          .isTrue();
      assertThat(result.min(variant)).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource
  void all_engines_agree_on_a_small_form_of_the_network(Network network) {
    assertSound(new PeerComparison(SHORT, 1).compare(ComparedModel.of(network, 0.25, 32)));
  }

  @ParameterizedTest
  @FieldSource("REFERENCE_MODELS")
  void all_engines_agree_on_trained_models(String name) throws IOException {
    Path testdata = Path.of(System.getProperty("octet.testdata"));
    assertSound(new PeerComparison(SHORT, 1).compare(ComparedModel.of(name, testdata)));
  }

  @Test
  void two_threads_can_share_a_run() {
    assertSound(
        new PeerComparison(SHORT, 2).compare(ComparedModel.of(Network.MOBILENET_V1, 0.25, 32)));
  }

  @Test
  void the_report_shows_each_model_and_each_variant() {
    PeerResult result =
        new PeerComparison(SHORT, 1).compare(ComparedModel.of(Network.MOBILENET_V2, 0.25, 32));
    var report = new PeerReport(Machine.measure(), 1, 2, List.of(result, result));
    var text = new StringWriter();
    report.print(new PrintWriter(text, true));
    assertThat(text.toString())
        .contains("mobilenet_v2", "geometric mean, 224x224")
        .contains("Octet fp32", "Octet int8", "ORT fp32", "ORT int8 u8s8", "ORT int8 s8s8")
        .doesNotContain("WRONG");
    assertThat(report.isSound()).isTrue();
  }
}
