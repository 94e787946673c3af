package dev.octet.bench.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How long single runs take, in milliseconds.
 *
 * @param threads how many threads ran at once
 * @param runs how many runs were timed in all
 * @param runsPerSecond of all threads together
 */
public record Latency(
    int threads,
    int runs,
    double min,
    double p50,
    double p90,
    double p99,
    double max,
    double runsPerSecond) {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final int MOST_RUNS = 1 << 20;

  /**
   * Measures.
   *
   * @param work one runnable a thread
   * @param warmUp how long the work runs before it is timed
   * @param time how long it is timed; each thread makes one run at least
   */
  public static Latency measure(List<Runnable> work, Duration warmUp, Duration time) {
    try (ExecutorService pool = Executors.newFixedThreadPool(work.size())) {
      var start = new CyclicBarrier(work.size());
      List<Future<long[]>> threads = new ArrayList<>();
      for (Runnable each : work) {
        threads.add(
            pool.submit(
                () -> {
                  times(each, warmUp);
                  start.await();
                  return times(each, time);
                }));
      }
      List<long[]> times = new ArrayList<>();
      for (Future<long[]> thread : threads) {
        times.add(thread.get());
      }
      return of(times);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", e);
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException("a run failed: " + e.getCause().getMessage(), e.getCause());
    }
  }

  /** The times of single runs in nanoseconds. */
  private static long[] times(Runnable work, Duration duration) {
    long[] times = new long[1024];
    int runs = 0;
    long end = System.nanoTime() + duration.toNanos();
    long before = System.nanoTime();
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
   * @param times of each thread, in nanoseconds
   */
  static Latency of(List<long[]> times) {
    long[] all = times.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    double perSecond =
        times.stream()
            .mapToDouble(each -> each.length * NANOS_PER_SECOND / Arrays.stream(each).sum())
            .sum();
    return new Latency(
        times.size(),
        all.length,
        percentile(all, 0),
        percentile(all, 50),
        percentile(all, 90),
        percentile(all, 99),
        percentile(all, 100),
        perSecond);
  }

  /** The least time that {@code percent} of the runs do not exceed. */
  private static double percentile(long[] sorted, int percent) {
    int rank = Math.ceilDiv(sorted.length * percent, 100);
    return sorted[Math.max(0, rank - 1)] / NANOS_PER_MILLI;
  }
}
