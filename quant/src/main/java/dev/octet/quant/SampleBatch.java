package dev.octet.quant;

import dev.octet.engine.tensor.Tensor;
import java.util.Map;

/**
 * Consecutive samples as one set of inputs.
 *
 * @param first the index of the first sample
 * @param count how many samples there are
 */
record SampleBatch(Map<String, Tensor> inputs, int first, int count) {
  /** As {@code sample 3} or {@code samples 0 to 31}. */
  @Override
  public String toString() {
    return count == 1 ? "sample " + first : "samples %d to %d".formatted(first, first + count - 1);
  }
}
