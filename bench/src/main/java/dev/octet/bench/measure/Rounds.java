package dev.octet.bench.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Times work of several contestants in turn: in each round every contestant runs one batch, so that
 * a change of the machine's speed meets all of them. A batch is long enough for the clock.
 *
 * @param count how many rounds
 * @param warmUp how long each contestant runs before the rounds
 * @param batch about how long a batch takes
 */
public record Rounds(int count, Duration warmUp, Duration batch) {
  /**
   * @param contestants for each contestant its work, once a thread: with n runnables, n threads run
   *     at once, and the time is that of the batch over all runs of all threads
   */
  public List<Timing> time(List<List<Runnable>> contestants) {
    int threads = contestants.stream().mapToInt(List::size).max().orElse(1);
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      int[] runs = contestants.stream().mapToInt(work -> warm(pool, work)).toArray();
      double[][] nanoseconds = new double[contestants.size()][count];
      for (int round = 0; round < count; round++) {
        for (int i = 0; i < runs.length; i++) {
          nanoseconds[i][round] = batch(pool, contestants.get(i), runs[i]);
        }
      }
      List<Timing> timings = new ArrayList<>();
      for (double[] times : nanoseconds) {
        timings.add(Timing.of(times));
      }
      return timings;
    }
  }

  /** Warms up, and gives the number of runs of a batch. */
  private int warm(ExecutorService pool, List<Runnable> work) {
    long end = System.nanoTime() + warmUp.toNanos();
    double best = Double.MAX_VALUE;
    int runs = 1;
    do {
      best = Math.min(best, batch(pool, work, runs));
      runs = (int) Math.clamp(batch.toNanos() / (best * work.size()), 1, 1 << 20);
    } while (System.nanoTime() < end);
    return runs;
  }

  /** The time of one run. */
  private static double batch(ExecutorService pool, List<Runnable> work, int runs) {
    long start = System.nanoTime();
    if (work.size() == 1) {
      repeat(work.getFirst(), runs);
    } else {
      List<Future<?>> threads =
          work.stream().<Future<?>>map(each -> pool.submit(() -> repeat(each, runs))).toList();
      threads.forEach(Rounds::await);
    }
    return (double) (System.nanoTime() - start) / ((long) runs * work.size());
  }

  private static void repeat(Runnable work, int runs) {
    for (int i = 0; i < runs; i++) {
      work.run();
    }
  }

  private static void await(Future<?> thread) {
    try {
      thread.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a run failed", e.getCause());
    }
  }
}
