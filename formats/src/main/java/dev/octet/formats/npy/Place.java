package dev.octet.formats.npy;

import dev.octet.formats.ModelFormatException;
import java.nio.file.Path;

/**
 * Where an array comes from.
 *
 * @param prefix what comes before the byte offset in a message: empty for a file of its own
 */
record Place(Path file, String prefix) {
  ModelFormatException fault(long offset, String reason) {
    return new ModelFormatException(file, prefix + "byte " + offset, reason);
  }

  ModelFormatException truncated(long offset, String what) {
    return fault(offset, "the file ends inside " + what);
  }
}
