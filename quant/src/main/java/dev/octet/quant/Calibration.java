package dev.octet.quant;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What calibration found. Thresholds are the largest magnitudes that are represented; a step is
 * threshold/127.
 *
 * @param activationThresholds the threshold of each variable that a quantized operator reads or
 *     gives, or of all float variables where asked for, in the order of the graph, then of those
 *     that are such a variable transposed; 0 where a variable is always 0
 * @param ranges the smallest and the largest number of each of these variables, with {@link
 *     Algorithm#MIN_MAX}; else empty
 * @param weightThresholds one threshold a channel, or one for the whole tensor, of each weight; 0
 *     where all are 0
 * @param samples how many samples were used
 * @param notes what a user should know, a sentence each: too few samples, operators that stay in
 *     float, activations with an unusual distribution
 */
public record Calibration(
    Algorithm algorithm,
    WeightQuantization weights,
    Map<String, Double> activationThresholds,
    Map<String, Range> ranges,
    Map<String, double[]> weightThresholds,
    int samples,
    List<String> notes) {
  /** Without ranges. */
  public Calibration(
      Algorithm algorithm,
      WeightQuantization weights,
      Map<String, Double> activationThresholds,
      Map<String, double[]> weightThresholds,
      int samples,
      List<String> notes) {
    this(algorithm, weights, activationThresholds, Map.of(), weightThresholds, samples, notes);
  }

  public Calibration {
    activationThresholds = Collections.unmodifiableMap(new LinkedHashMap<>(activationThresholds));
    ranges = Collections.unmodifiableMap(new LinkedHashMap<>(ranges));
    weightThresholds = Collections.unmodifiableMap(new LinkedHashMap<>(weightThresholds));
    notes = List.copyOf(notes);
  }
}
