package dev.octet.quant.observer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KullbackLeiblerTest {
  private static Resource paddle() throws Exception {
    return Resource.of("kl.npz");
  }

  static Stream<String> cases() throws Exception {
    return paddle().cases();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void the_threshold_is_that_of_paddle_to_the_last_bit(String name) throws Exception {
    Resource paddle = paddle();
    double width = paddle.doubles(name + "/width")[0];

    int bins = KullbackLeibler.bins(paddle.longs(name + "/counts"));

    assertThat(KullbackLeibler.threshold(bins, width))
        .isEqualTo(paddle.doubles(name + "/threshold")[0]);
  }

  @Test
  void where_the_upper_half_is_empty_the_last_bin_in_use_is_kept() {
    long[] counts = new long[2048];
    counts[3] = 5;
    counts[500] = 1;

    assertThat(KullbackLeibler.bins(counts)).isEqualTo(500);
  }

  @Test
  void the_search_needs_two_bins_a_level() {
    assertThatThrownBy(() -> KullbackLeibler.bins(new long[200]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("200 bins: the search needs 254 or more");
  }
}
