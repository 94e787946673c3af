package dev.octet.formats.paddle;

import dev.octet.formats.ModelFormatException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where an operator stands, for messages. */
record OperatorPlace(Path file, int index, String type) {
  /** Another operator of the program. */
  OperatorPlace at(int other, String otherType) {
    return new OperatorPlace(file, other, otherType);
  }

  ModelFormatException error(String reason) {
    return new ModelFormatException(file, toString(), reason);
  }

  ModelFormatException error(String reason, Throwable cause) {
    return new ModelFormatException(file, toString(), reason, cause);
  }

  /** The numbers as 32-bit integers, for counts and indices. */
  List<Integer> toInts(String what, List<Long> longs) throws ModelFormatException {
    List<Integer> ints = new ArrayList<>(longs.size());
    for (long value : longs) {
      if (value != (int) value) {
        throw error("%s holds %d, too large".formatted(what, value));
      }
      ints.add((int) value);
    }
    return ints;
  }

  @Override
  public String toString() {
    return "operator " + index + " (" + type + ")";
  }
}
