package dev.octet.bench.start;

import java.util.Arrays;
import java.util.List;

/**
 * One start of a virtual machine, in milliseconds.
 *
 * @param load reading the model
 * @param compile rewriting its graph
 * @param plan planning for the shape of the input, with the packing of the weights
 * @param firstRun the run that gives the first result
 * @param cpu what all threads together computed up to the first result
 * @param total from the start of the process to the first result
 * @param runsToSteady how many runs were slower before the steady ones
 * @param steady a run at the end
 * @param checksum of the result
 */
public record Start(
    double load,
    double compile,
    double plan,
    double firstRun,
    double cpu,
    double total,
    int runsToSteady,
    double steady,
    long checksum) {
  /** How much slower than at the end a run can be to count as steady. */
  private static final double TOLERANCE = 1.05;

  /** Runs whose median tells whether they are steady. */
  private static final int WINDOW = 5;

  /**
   * How many runs come before those that are within 5 % of the last ones, by the median of several
   * neighbours.
   *
   * @param runs 5 or more times
   */
  static int runsToSteady(List<Double> runs) {
    double steady = steady(runs);
    int first = 0;
    while (median(runs.subList(first, first + WINDOW)) > TOLERANCE * steady) {
      first++;
    }
    return first;
  }

  /** The least median of neighbours in the last quarter. */
  static double steady(List<Double> runs) {
    double steady = Double.MAX_VALUE;
    int last = runs.size() - WINDOW;
    for (int first = last - last / 4; first <= last; first++) {
      steady = Math.min(steady, median(runs.subList(first, first + WINDOW)));
    }
    return steady;
  }

  private static double median(List<Double> numbers) {
    double[] sorted = numbers.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
