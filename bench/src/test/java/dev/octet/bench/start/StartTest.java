package dev.octet.bench.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartTest {
  private static List<Double> runs(int slow, int steady) {
    List<Double> runs = new ArrayList<>(Collections.nCopies(slow, 8.0));
    runs.addAll(Collections.nCopies(steady, 1.0));
    return runs;
  }

  @Test
  void the_runs_to_steady_are_those_before_most_of_five_neighbours_are_fast() {
    assertThat(Start.runsToSteady(runs(10, 30))).isEqualTo(8);
    assertThat(Start.runsToSteady(runs(0, 30))).isZero();
  }

  @Test
  void a_disturbed_run_does_not_count() {
    List<Double> runs = runs(10, 30);
    runs.set(20, 50.0);
    runs.set(runs.size() - 1, 50.0);
    assertThat(Start.runsToSteady(runs)).isEqualTo(8);
    assertThat(Start.steady(runs)).isEqualTo(1);
  }

  @Test
  void a_run_within_five_percent_is_steady() {
    List<Double> runs = runs(0, 30);
    for (int i = 0; i < 10; i++) {
      runs.set(i, i < 5 ? 1.06 : 1.04);
    }
    assertThat(Start.runsToSteady(runs)).isEqualTo(3);
  }
}
