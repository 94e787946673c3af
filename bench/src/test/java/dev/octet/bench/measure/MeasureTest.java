package dev.octet.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MeasureTest {
  @Test
  void a_timing_has_the_least_and_the_middle_time() {
    assertThat(Timing.of(new double[] {5e6, 1e6, 2e6})).isEqualTo(new Timing(1, 2));
    assertThat(Timing.of(new double[] {5e6, 1e6, 2e6, 4e6})).isEqualTo(new Timing(1, 3));
  }

  @Test
  void each_contestant_runs_in_each_round() {
    var first = new AtomicInteger();
    var second = new AtomicInteger();
    List<Timing> timings =
        new Rounds(5, Duration.ZERO, Duration.ofNanos(1))
            .time(List.of(first::incrementAndGet, second::incrementAndGet));
    assertThat(timings).hasSize(2).allMatch(timing -> timing.min() > 0);
    assertThat(first).hasValue(6);
    assertThat(second).hasValue(6);
  }

  @Test
  void percentiles_are_times_that_occurred() {
    long[] times = new long[100];
    for (int i = 0; i < 100; i++) {
      times[i] = (i + 1) * 1_000_000L;
    }
    Latency latency = Latency.of(times);
    assertThat(latency.min()).isEqualTo(1);
    assertThat(latency.p50()).isEqualTo(50);
    assertThat(latency.p99()).isEqualTo(99);
    assertThat(latency.max()).isEqualTo(100);
    assertThat(latency.mean()).isCloseTo(50.5, within(1e-9));
  }

  @Test
  void works_that_are_timed_together_take_turns() {
    var order = new StringBuilder();
    List<Latency> latencies =
        Latency.measure(
            List.of(() -> order.append('a'), () -> order.append('b')),
            Duration.ZERO,
            Duration.ZERO);
    assertThat(order.toString()).matches("(ab){51}");
    assertThat(latencies).extracting(Latency::runs).containsExactly(50, 50);
  }

  @Test
  void equal_outputs_are_the_same() {
    Agreement agreement =
        Agreement.of(List.of(new float[] {0.1f, 0.9f}), List.of(new float[] {0.1f, 0.9f}));
    assertThat(agreement.relativeError()).isZero();
    assertThat(agreement.isSame()).isTrue();
    assertThat(agreement.isClose()).isTrue();
  }

  @Test
  void outputs_that_point_elsewhere_are_not_close() {
    Agreement agreement =
        Agreement.of(List.of(new float[] {0.1f, 0.9f}), List.of(new float[] {0.9f, 0.1f}));
    assertThat(agreement.isSame()).isFalse();
    assertThat(agreement.isClose()).isFalse();
    assertThat(agreement.sameTop()).isZero();
  }

  @Test
  void outputs_of_other_lengths_are_not_close() {
    Agreement agreement = Agreement.of(List.of(new float[] {1}), List.of(new float[] {1, 0}));
    assertThat(agreement.isSame()).isFalse();
    assertThat(agreement.isClose()).isFalse();
  }

  @Test
  void not_a_number_is_neither_the_same_nor_close() {
    Agreement agreement =
        Agreement.of(
            List.of(new float[] {0, 1}, new float[] {0, 1}),
            List.of(new float[] {0, 1}, new float[] {Float.NaN, 0}));
    assertThat(agreement.isSame()).isFalse();
    assertThat(agreement.isClose()).isFalse();
  }
}
