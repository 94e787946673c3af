package dev.octet.engine.plan.step;

import java.util.Optional;

/**
 * The thresholds that a run found for the input of an integer operator, each for {@code elements}
 * elements in a row.
 */
public record RunThresholds(Buffer thresholds, int elements) {

  public static RunThresholds of(Buffer thresholds, Buffer input) {
    int count = Math.max(1, thresholds.elements());
    return new RunThresholds(thresholds, Math.max(1, input.elements() / count));
  }

  /** That of the element at {@code place}, counted from the start of the input. */
  float at(Arena arena, int place) {
    return thresholds.floats(arena)[thresholds.offset() + place / elements];
  }

  /** Rows from the one at {@code place} on that have its threshold, {@code rows} at most. */
  int rows(int place, int stride, int rows) {
    return Math.min(rows, Math.ceilDiv(elements - place % elements, stride));
  }

  /** The threshold at {@code place}; 1 where the scales were known before the run. */
  static float at(Optional<RunThresholds> thresholds, Arena arena, int place) {
    return thresholds.isPresent() ? thresholds.get().at(arena, place) : 1;
  }
}
