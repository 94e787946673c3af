package dev.octet.formats.paddle;

import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.paddle.proto.ProgramProto;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A model as it goes to files.
 *
 * @param parameters the data by variable, in the order of a combined parameter file
 */
record WrittenModel(ProgramProto program, SortedMap<String, Tensor> parameters) {
  WrittenModel {
    parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
  }
}
