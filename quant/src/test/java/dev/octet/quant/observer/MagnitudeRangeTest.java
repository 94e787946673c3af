package dev.octet.quant.observer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MagnitudeRangeTest {
  private static MagnitudeRange of(float... x) {
    var range = new MagnitudeRange();
    range.observe(x, 0, x.length);
    return range;
  }

  @Test
  void holds_the_smallest_and_the_largest_magnitude() {
    MagnitudeRange range = of(-3, 0.25f, 1, -0.5f);

    assertThat(range.min()).isEqualTo(0.25);
    assertThat(range.max()).isEqualTo(3);
    assertThat(range.count()).isEqualTo(4);
  }

  @Test
  void takes_in_a_part_of_an_array() {
    var range = new MagnitudeRange();

    range.observe(new float[] {9, 2, -4, 9}, 1, 3);

    assertThat(range.min()).isEqualTo(2);
    assertThat(range.max()).isEqualTo(4);
  }

  @Test
  void merged_parts_are_the_range_of_the_whole() {
    MagnitudeRange range = of(-3, 2);

    range.merge(of(0.5f, 7));

    assertThat(range.min()).isEqualTo(0.5);
    assertThat(range.max()).isEqualTo(7);
    assertThat(range.count()).isEqualTo(4);
  }

  @Test
  void without_elements_is_0_to_0_and_does_not_change_what_it_is_merged_into() {
    MagnitudeRange range = of(2);

    range.merge(of());

    assertThat(of().min()).isZero();
    assertThat(of().max()).isZero();
    assertThat(range.min()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void one_element_that_is_not_finite_shows(float odd) {
    assertThat(of(1, odd, 2).isFinite()).isFalse();
  }

  @Test
  void the_largest_finite_number_is_finite() {
    assertThat(of(-Float.MAX_VALUE, Float.MIN_VALUE).isFinite()).isTrue();
  }
}
