package dev.octet.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StaticQuantizerOptionsTest {
  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void batch_size_and_batches_are_1_or_more(int number) {
    assertThatThrownBy(() -> StaticQuantizer.builder().batchSize(number))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batchSize " + number + ": must be 1 or more");
    assertThatThrownBy(() -> StaticQuantizer.builder().batches(number))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batches " + number + ": must be 1 or more");
  }

  @Test
  void an_unknown_operator_type_names_those_there_are() {
    assertThatThrownBy(() -> StaticQuantizer.builder().operatorTypes("conv2d", "relu"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("operator type 'relu': must be one of conv2d, depthwise_conv2d,");
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void an_algorithm_is_found_by_its_name_in_any_case(Algorithm algorithm) {
    assertThat(Algorithm.of(algorithm.toString())).isEqualTo(algorithm);
    assertThat(Algorithm.of(algorithm.toString().toLowerCase(Locale.ROOT))).isEqualTo(algorithm);
  }

  @Test
  void an_unknown_algorithm_names_those_there_are() {
    assertThatThrownBy(() -> Algorithm.of("percentile"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "algorithm 'percentile': must be one of KL, hist, avg, mse, emd, abs_max, min_max,"
                + " ptf");
  }

  @ParameterizedTest
  @EnumSource(WeightQuantization.class)
  void a_quantization_of_weights_is_found_by_its_name(WeightQuantization weights) {
    assertThat(WeightQuantization.of(weights.toString())).isEqualTo(weights);
  }

  @Test
  void an_unknown_quantization_of_weights_names_those_there_are() {
    assertThatThrownBy(() -> WeightQuantization.of("kl"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("weight quantization 'kl': must be one of channel_wise_abs_max, abs_max");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.5, 1.1, Double.NaN})
  void a_share_of_magnitudes_is_more_than_0_and_1_at_most(double share) {
    assertThatThrownBy(() -> StaticQuantizer.builder().histPercent(share))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("hist_percent " + share + ": must be more than 0, and 1 at most");
  }

  @Test
  void learned_rounding_is_refused_with_what_to_use_instead() {
    assertThatThrownBy(() -> StaticQuantizer.builder().roundType(RoundType.of("adaround")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("round_type 'adaround': learning how to round")
        .hasMessageContaining("use 'round'");
  }

  @Test
  void an_unknown_way_to_round_names_those_there_are() {
    assertThatThrownBy(() -> RoundType.of("floor"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("round_type 'floor': must be one of round, adaround");
  }

  @ParameterizedTest
  @CsvSource({"8,16", "16,8", "16,16", "4,8"})
  void other_bits_than_8_are_refused_with_a_reason(int weightBits, int activationBits) {
    assertThatThrownBy(() -> StaticQuantizer.builder().bits(weightBits, activationBits))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "weight_bits %d, activation_bits %d: both must be 8, because"
                .formatted(weightBits, activationBits));
  }
}
