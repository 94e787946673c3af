package dev.octet.formats.paddle;

import dev.octet.engine.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The data of a model's variables by name.
 *
 * @param storedBytes how many bytes the data take in the files
 */
record Parameters(Map<String, Tensor> tensors, long storedBytes) {
  Parameters {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  static final Parameters NONE = new Parameters(Map.of(), 0);
}
