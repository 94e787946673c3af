package dev.octet.quant.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.quant.Calibration;
import java.io.IOException;
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

  @ParameterizedTest
  @MethodSource("casesThatDifferInActivations")
  void the_threshold_of_every_activation_is_that_of_paddle(PaddleCase paddle) throws IOException {
    var expected = paddle.thresholds().activationThresholds();

    Calibration calibration =
        paddle.quantizer().allVariables(true).build().calibrate(paddle.read(), paddle.samples());

    var found = calibration.activationThresholds();
    assertThat(found.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
    expected.forEach(
        (variable, threshold) ->
            assertThat(found.get(variable) / threshold)
                .as(variable)
                .isBetween(1 - RELATIVE, 1 + RELATIVE));
    assertThat(calibration.samples()).isEqualTo(256);
    assertThat(calibration.notes()).allMatch(note -> note.endsWith("it is to be skipped"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void the_thresholds_of_weights_are_those_of_paddle_to_the_last_bit(PaddleCase paddle)
      throws IOException {
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
            assertThat(thresholds).as(weights).isEqualTo(expected.get(weights)));
  }
}
