package dev.octet.cli;

import dev.octet.engine.graph.Input;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Items for all inputs of a model.
 *
 * @param size the number of items that are used
 */
record InputData(Map<Input, DataSet> sets, int size) {
  /** The items {@code from} (inclusive) to {@code to} (exclusive), by the name of the input. */
  Map<String, Tensor> batch(int from, int to) throws IOException {
    Map<String, Tensor> batch = new LinkedHashMap<>();
    for (var entry : sets.entrySet()) {
      batch.put(entry.getKey().name(), entry.getValue().batch(from, to));
    }
    return batch;
  }

  /**
   * How many items run at once: what the model is fixed to, else {@code wanted}.
   *
   * @throws CommandException if the items cannot be cut into batches of a fixed size
   */
  int batchSize(int wanted) {
    for (Input input : sets.keySet()) {
      int fixed = input.shape().rank() == 0 ? Shape.UNKNOWN : input.shape().dim(0);
      if (fixed != Shape.UNKNOWN) {
        if (fixed == 0 || size % fixed != 0) {
          throw new CommandException(
              "bad data",
              "the input '" + input.name() + "'",
              "the model takes %d items at a time, and %d are no multiple of it; --limit cuts them"
                  .formatted(fixed, size));
        }
        return fixed;
      }
    }
    return Math.min(wanted, size);
  }
}
