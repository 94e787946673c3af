package dev.octet.engine.plan.step;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartsTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 63, 64, 65, 127, 128, 129, 1000, Integer.MAX_VALUE})
  void parts_begin_where_the_one_before_ends_and_cover_everything(int length) {
    for (int workers = 1; workers <= 9; workers++) {
      assertThat(Parts.start(length, 0, workers)).isZero();
      assertThat(Parts.start(length, workers, workers)).isEqualTo(length);
      assertThat(Parts.firstElement(length, 0, workers)).isZero();
      assertThat(Parts.firstElement(length, workers, workers)).isEqualTo(length);
      for (int worker = 0; worker < workers; worker++) {
        assertThat(Parts.start(length, worker + 1, workers))
            .isGreaterThanOrEqualTo(Parts.start(length, worker, workers));
        assertThat(Parts.firstElement(length, worker + 1, workers))
            .isGreaterThanOrEqualTo(Parts.firstElement(length, worker, workers));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"10, 1, 4, 2", "10, 3, 4, 7", "3, 1, 2, 1"})
  void parts_differ_by_one_at_most(int length, int worker, int workers, int start) {
    assertThat(Parts.start(length, worker, workers)).isEqualTo(start);
  }

  @Test
  void elements_are_divided_in_whole_blocks() {
    assertThat(Parts.firstElement(1000, 1, 3)).isEqualTo(320);
    assertThat(Parts.firstElement(1000, 2, 3)).isEqualTo(640);
  }
}
