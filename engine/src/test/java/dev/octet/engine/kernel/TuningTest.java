package dev.octet.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TuningTest {
  @Test
  void the_shortest_block_that_is_as_fast_as_float32_pays() {
    var tuning = new Tuning(50, new TreeMap<>(Map.of(2, 30.0, 4, 49.9, 6, 50.0, 8, 70.0)));

    assertThat(tuning.leastBlock()).isEqualTo(6);
  }

  @Test
  void no_block_pays_where_float32_is_always_faster() {
    var tuning = new Tuning(50, new TreeMap<>(Map.of(2, 30.0, 16, 49.0)));

    assertThat(tuning.leastBlock()).isGreaterThan(32);
  }

  @Test
  void single_products_never_pay() {
    var tuning = new Tuning(50, new TreeMap<>(Map.of(1, 60.0, 2, 60.0)));

    assertThat(tuning.leastBlock()).isEqualTo(2);
  }
}
