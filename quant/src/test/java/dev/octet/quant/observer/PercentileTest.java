package dev.octet.quant.observer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PercentileTest {
  @ParameterizedTest
  @CsvSource({"0.1, 0", "0.5, 0", "0.51, 1", "0.75, 1", "0.76, 3", "0.999, 3", "1, 3"})
  void the_first_bin_that_completes_the_share_is_found(double share, int bin) {
    assertThat(Percentile.bin(new long[] {4, 2, 0, 2}, share)).isEqualTo(bin);
  }

  @Test
  void a_whole_that_rounding_keeps_below_1_ends_at_the_last_bin_in_use() {
    long[] counts = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0};
    double sum = 0;
    for (long count : counts) {
      sum += count / 10d;
    }
    assertThat(sum).isLessThan(1);

    assertThat(Percentile.bin(counts, 1)).isEqualTo(9);
  }

  @Test
  void the_threshold_is_the_middle_of_the_bin() {
    assertThat(Percentile.threshold(3, 0.5)).isEqualTo(1.75);
  }
}
