package dev.octet.quant.observer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumberRangeTest {
  @Test
  void the_range_is_that_of_all_parts() {
    var first = new NumberRange();
    var second = new NumberRange();

    first.observe(new float[] {100, 1, -2, 100}, 1, 3);
    second.observe(new float[] {3}, 0, 1);
    first.merge(second);

    assertThat(first.min()).isEqualTo(-2);
    assertThat(first.max()).isEqualTo(3);
  }
}
