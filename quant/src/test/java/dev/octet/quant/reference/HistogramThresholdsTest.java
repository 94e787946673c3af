package dev.octet.quant.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.npy.Npz;
import dev.octet.quant.observer.KullbackLeibler;
import dev.octet.quant.observer.MagnitudeHistogram;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The histograms that Paddle counted over real networks lead to Paddle's thresholds. */
class HistogramThresholdsTest {
  static List<PaddleCase> cases() throws IOException {
    return PaddleCase.all().stream().filter(PaddleCase::hasHistograms).toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void the_threshold_of_every_variable_is_that_of_paddle_to_the_last_bit(PaddleCase paddle)
      throws IOException {
    Map<String, Double> expected = paddle.thresholds().activationThresholds();
    Map<String, Double> found = new LinkedHashMap<>();
    try (Npz histograms = Npz.open(paddle.histograms())) {
      for (String variable : expected.keySet()) {
        Tensor edges = histograms.get(variable + "/edges");
        var histogram =
            new MagnitudeHistogram(edges.element(0), edges.element(MagnitudeHistogram.BINS));
        int bins = KullbackLeibler.bins(counts(histograms.get(variable + "/counts")));
        found.put(variable, KullbackLeibler.threshold(bins, histogram.binWidth()));
      }
    }
    assertThat(found).isNotEmpty().isEqualTo(expected);
  }

  private static long[] counts(Tensor tensor) {
    long[] counts = new long[tensor.elements()];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = tensor.integer(i);
    }
    return counts;
  }
}
