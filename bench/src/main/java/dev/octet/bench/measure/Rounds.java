package dev.octet.bench.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Times contestants in turn: in each round every contestant makes one batch of runs, so that a
 * change of the machine's speed meets all of them. A batch is long enough for the clock.
 *
 * @param count how many rounds
 * @param warmUp how long each contestant runs before the rounds; if at all, {@value #LEAST_RUNS}
 *     times: C2 compiles what has run often, however slow it is before
 * @param batch about how long a batch takes
 */
public record Rounds(int count, Duration warmUp, Duration batch) {
  private static final int MOST_RUNS = 1 << 20;
  private static final int LEAST_RUNS = 100;

  /** The time of a run of each contestant. */
  public List<Timing> time(List<Runnable> contestants) {
    int[] runs = contestants.stream().mapToInt(this::warm).toArray();
    double[][] nanoseconds = new double[contestants.size()][count];
    for (int round = 0; round < count; round++) {
      for (int i = 0; i < runs.length; i++) {
        nanoseconds[i][round] = batch(contestants.get(i), runs[i]);
      }
    }
    List<Timing> timings = new ArrayList<>();
    for (double[] times : nanoseconds) {
      timings.add(Timing.of(times));
    }
    return timings;
  }

  /** Warms up, and gives the number of runs of a batch. */
  private int warm(Runnable contestant) {
    long end = System.nanoTime() + warmUp.toNanos();
    double best = Double.MAX_VALUE;
    int runs = 1;
    int made = 0;
    do {
      best = Math.min(best, batch(contestant, runs));
      made += Math.min(runs, LEAST_RUNS);
      runs = (int) Math.clamp(batch.toNanos() / best, 1, MOST_RUNS);
    } while (System.nanoTime() < end || (made < LEAST_RUNS && !warmUp.isZero()));
    return runs;
  }

  /** The time of one run. */
  private static double batch(Runnable contestant, int runs) {
    long start = System.nanoTime();
    for (int i = 0; i < runs; i++) {
      contestant.run();
    }
    return (double) Math.max(1, System.nanoTime() - start) / runs;
  }
}
