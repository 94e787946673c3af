package dev.octet.cli;

import dev.octet.engine.tensor.Tensor;
import java.io.IOException;

/** Items for one input of a model, in a fixed order. */
interface DataSet {
  /** The number of items. */
  int size();

  /** The items {@code from} (inclusive) to {@code to} (exclusive) along dimension 0. */
  Tensor batch(int from, int to) throws IOException;
}
