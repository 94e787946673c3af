package dev.octet.cli;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Compares run times: after a warm-up the candidates take turns, so that a change of the machine's
 * speed meets all of them, and the median of all runs counts.
 */
record Latency(Duration warmUp, int rounds, int runsPerRound) {
  private static final double NANOS_PER_MICRO = 1e3;

  /** The median time of one run in microseconds, for each candidate. */
  double[] measure(List<Runnable> candidates) {
    long end = System.nanoTime() + warmUp.toNanos();
    while (System.nanoTime() < end) {
      candidates.forEach(Runnable::run);
    }
    long[][] times = new long[candidates.size()][rounds * runsPerRound];
    for (int round = 0; round < rounds; round++) {
      for (int c = 0; c < times.length; c++) {
        for (int run = 0; run < runsPerRound; run++) {
          long start = System.nanoTime();
          candidates.get(c).run();
          times[c][round * runsPerRound + run] = System.nanoTime() - start;
        }
      }
    }
    return Arrays.stream(times).mapToDouble(Latency::medianMicros).toArray();
  }

  private static double medianMicros(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2.0;
    return median / NANOS_PER_MICRO;
  }
}
