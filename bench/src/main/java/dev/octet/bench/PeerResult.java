package dev.octet.bench;

import dev.octet.bench.measure.Agreement;
import dev.octet.bench.measure.Timing;
import java.util.Map;

/**
 * What one model showed.
 *
 * @param times of one image in milliseconds
 * @param agreements of the outputs with those of Octet in float
 */
record PeerResult(String model, Map<Variant, Timing> times, Map<Variant, Agreement> agreements) {
  double min(Variant variant) {
    return times.get(variant).min();
  }

  /** How many times as fast {@code fast} is as {@code slow}. */
  double speedup(Variant fast, Variant slow) {
    return min(slow) / min(fast);
  }

  /** Whether a variant gives what the model is to give. */
  boolean isSound(Variant variant) {
    Agreement agreement = agreements.get(variant);
    return variant.isQuantized() ? agreement.isClose() : agreement.isSame();
  }
}
