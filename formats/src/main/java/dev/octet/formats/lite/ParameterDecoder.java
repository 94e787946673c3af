package dev.octet.formats.lite;

import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import dev.octet.formats.paddle.StoredTensor;
import java.util.Map;

/** Reads parameters of a {@code .nb} file; slots are those of Paddle Lite's {@code param.fbs}. */
final class ParameterDecoder {
  private static final int DENSE = 1;

  private ParameterDecoder() {}

  /** Adds the parameter that the table describes. */
  static void add(FlatTable table, Map<String, Tensor> tensors) throws ModelFormatException {
    String name = table.text(1);
    if (table.unsignedByte(2) != DENSE) {
      throw table.error("parameter '" + name + "' is no dense tensor");
    }
    FlatTable dense =
        table.table(3).orElseThrow(() -> table.error("parameter '" + name + "' has no data"));
    var stored = new StoredTensor(dense.integer(3), dense.longIntegers(2), dense.bytes(4));
    try {
      if (tensors.putIfAbsent(name, stored.tensor()) != null) {
        throw table.error("parameter '" + name + "' is there twice");
      }
    } catch (IllegalArgumentException e) {
      throw table.error("parameter '%s' %s".formatted(name, e.getMessage()));
    }
  }
}
