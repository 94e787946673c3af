package dev.octet.formats;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file that is not what it should be: truncated, damaged, contradictory, or of a kind that is not
 * supported. The message names the file, the offset or node, and the reason.
 */
public final class ModelFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param where an offset, a variable or a node, such as {@code byte 112} or {@code operator 3
   *     (conv2d)}
   */
  public ModelFormatException(Path file, String where, String reason) {
    super(file + ", " + where + ": " + reason);
  }

  public ModelFormatException(Path file, String where, String reason, Throwable cause) {
    super(file + ", " + where + ": " + reason, cause);
  }
}
