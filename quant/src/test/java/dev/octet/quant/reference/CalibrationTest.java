package dev.octet.quant.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.octet.quant.Algorithm;
import dev.octet.quant.Calibration;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calibration of real networks against Paddle's. */
class CalibrationTest {
  /**
   * Both sum in float32, in different orders. It is far below the width of a bin, about 5e-4, so
   * that thresholds of KL must lie in the same bin.
   */
  private static final double RELATIVE = 1e-5;

  static List<PaddleCase> cases() throws IOException {
    return PaddleCase.all();
  }

  /** Activations do not depend on how weights are quantized. */
  static List<PaddleCase> casesThatDifferInActivations() throws IOException {
    return cases().stream().filter(PaddleCase::isChannelWise).toList();
  }

  static List<PaddleCase> casesWithRanges() throws IOException {
    return cases().stream().filter(it -> it.algorithm() == Algorithm.MIN_MAX).toList();
  }

  /** With min_max Paddle keeps the ranges of weights only. */
  static List<PaddleCase> casesWithWeights() throws IOException {
    return cases().stream().filter(it -> it.algorithm() != Algorithm.MIN_MAX).toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("casesThatDifferInActivations")
  void the_threshold_of_every_activation_is_that_of_paddle(PaddleCase paddle) throws IOException {
    var expected = paddle.thresholds().activationThresholds();

    Calibration calibration =
        paddle.quantizer().allVariables(true).build().calibrate(paddle.read(), paddle.samples());

    var found = calibration.activationThresholds();
    assertThat(found.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
    List<String> different = new ArrayList<>();
    int ties = 0;
    for (var entry : expected.entrySet()) {
      String variable = entry.getKey();
      double threshold = entry.getValue();
      double own = found.get(variable);
      if (isNear(own, threshold)) {
        continue;
      }
      if (searchesLosses(paddle) && SearchLoss.of(paddle, variable).isNearTie(own, threshold)) {
        ties++;
      } else {
        different.add("%s: %s, Paddle %s".formatted(variable, own, threshold));
      }
    }
    int all = expected.size();
    int agree = all - different.size() - ties;
    System.out.printf("%-50s %d of %d thresholds, %d near ties%n", paddle, agree, all, ties);
    assertThat(different).isEmpty();
    assertThat(calibration.samples()).isEqualTo(256);
    assertThat(calibration.notes()).allMatch(note -> note.endsWith("it is to be skipped"));
  }

  private static boolean searchesLosses(PaddleCase paddle) {
    return paddle.algorithm() == Algorithm.MSE || paddle.algorithm() == Algorithm.EMD;
  }

  private static boolean isNear(double found, double expected) {
    return Math.abs(found - expected) <= RELATIVE * Math.abs(expected);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("casesWithRanges")
  void the_range_of_every_activation_is_that_of_paddle(PaddleCase paddle) throws IOException {
    var expected = paddle.thresholds().ranges();

    var found =
        paddle
            .quantizer()
            .allVariables(true)
            .build()
            .calibrate(paddle.read(), paddle.samples())
            .ranges();

    assertThat(found.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
    found.forEach(
        (variable, range) ->
            assertThat(range)
                .as(variable)
                .matches(it -> isNear(it.min(), expected.get(variable).min()))
                .matches(it -> isNear(it.max(), expected.get(variable).max())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("casesWithWeights")
  void the_thresholds_of_weights_are_those_of_paddle_to_the_last_bit_unless_they_were_folded(
      PaddleCase paddle) throws IOException {
    var expected = paddle.thresholds().weightThresholds();

    var found =
        paddle
            .quantizer()
            .batchSize(1)
            .batches(1)
            .build()
            .calibrate(paddle.read(), paddle.samples())
            .weightThresholds();

    assertThat(found).isNotEmpty();
    found.forEach(
        (weights, thresholds) ->
            assertThat(thresholds)
                .as(weights)
                .containsExactly(expected.get(weights), within(paddle.foldsWeights() ? 1e-6 : 0)));
  }
}
