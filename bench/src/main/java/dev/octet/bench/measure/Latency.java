package dev.octet.bench.measure;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * How long single runs take, in milliseconds.
 *
 * @param runs how many were timed
 */
public record Latency(
    int runs, double min, double p50, double p90, double p99, double max, double mean) {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final int MOST_RUNS = 1 << 20;
  private static final int TURNS = 50;

  /**
   * Measures.
   *
   * @param warmUp how long the work runs before it is timed
   * @param time how long it is timed, one run at least
   */
  public static Latency measure(Runnable work, Duration warmUp, Duration time) {
    times(work, warmUp);
    return of(times(work, time));
  }

  /**
   * Measures several works in turn, each as the other method does: a change of the machine's speed
   * meets all of them.
   */
  public static List<Latency> measure(List<Runnable> works, Duration warmUp, Duration time) {
    works.forEach(work -> times(work, warmUp));
    List<LongStream.Builder> times = works.stream().map(_ -> LongStream.builder()).toList();
    for (int turn = 0; turn < TURNS; turn++) {
      for (int i = 0; i < works.size(); i++) {
        LongStream.of(times(works.get(i), time.dividedBy(TURNS))).forEach(times.get(i)::add);
      }
    }
    return times.stream().map(each -> of(each.build().toArray())).toList();
  }

  /** The times of single runs in nanoseconds. */
  private static long[] times(Runnable work, Duration duration) {
    long[] times = new long[1024];
    int runs = 0;
    long before = System.nanoTime();
    long end = before + duration.toNanos();
    do {
      work.run();
      long now = System.nanoTime();
      if (runs == times.length) {
        times = Arrays.copyOf(times, 2 * runs);
      }
      times[runs++] = now - before;
      before = now;
    } while (before < end && runs < MOST_RUNS);
    return Arrays.copyOf(times, runs);
  }

  /**
   * @param nanoseconds of single runs, 1 or more of them
   */
  static Latency of(long[] nanoseconds) {
    long[] sorted = nanoseconds.clone();
    Arrays.sort(sorted);
    return new Latency(
        sorted.length,
        percentile(sorted, 0),
        percentile(sorted, 50),
        percentile(sorted, 90),
        percentile(sorted, 99),
        percentile(sorted, 100),
        Arrays.stream(sorted).average().orElseThrow() / NANOS_PER_MILLI);
  }

  /** The least time that {@code percent} of the runs do not exceed. */
  private static double percentile(long[] sorted, int percent) {
    int rank = Math.ceilDiv(sorted.length * percent, 100);
    return sorted[Math.max(0, rank - 1)] / NANOS_PER_MILLI;
  }
}
