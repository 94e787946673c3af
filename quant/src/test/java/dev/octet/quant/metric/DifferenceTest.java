package dev.octet.quant.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.octet.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;

class DifferenceTest {
  private static Difference between(float[] expected, float[] actual) {
    var difference = new Difference();
    difference.add(Tensor.of(expected, expected.length), Tensor.of(actual, actual.length));
    return difference;
  }

  @Test
  void gives_the_largest_and_the_mean_absolute_difference() {
    Difference difference = between(new float[] {1, 2, 3, 4}, new float[] {1, 3, 3, 2});

    assertThat(difference.max()).isEqualTo(2);
    assertThat(difference.mean()).isEqualTo(0.75);
    assertThat(difference.count()).isEqualTo(4);
  }

  @Test
  void the_ratio_of_signal_to_noise_is_in_decibels() {
    assertThat(between(new float[] {10, 0}, new float[] {9, 0}).sqnr()).isCloseTo(20, within(1e-9));
  }

  @Test
  void the_cosine_does_not_see_a_common_factor() {
    assertThat(between(new float[] {1, 2}, new float[] {3, 6}).cosine())
        .isCloseTo(1, within(1e-12));
    assertThat(between(new float[] {1, 0}, new float[] {0, 1}).cosine()).isZero();
  }

  @Test
  void equal_values_do_not_differ_even_where_infinite() {
    Difference difference =
        between(new float[] {1, Float.POSITIVE_INFINITY}, new float[] {1, Float.POSITIVE_INFINITY});

    assertThat(difference.max()).isZero();
    assertThat(difference.sqnr()).isInfinite();
  }

  @Test
  void zeros_against_zeros_agree() {
    assertThat(between(new float[2], new float[2]).cosine()).isEqualTo(1);
  }

  @Test
  void nan_shows() {
    assertThat(between(new float[] {1, 2}, new float[] {Float.NaN, 2}).max()).isNaN();
  }

  @Test
  void batches_add_up_and_merge() {
    Difference difference = between(new float[] {1}, new float[] {2});

    difference.merge(between(new float[] {5, 5, 5}, new float[] {5, 5, 8}));

    assertThat(difference.max()).isEqualTo(3);
    assertThat(difference.mean()).isEqualTo(1);
  }

  @Test
  void sizes_must_agree() {
    assertThatThrownBy(() -> between(new float[1], new float[2]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
