package dev.octet.formats;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file that is not what it should be: truncated, damaged, contradictory, or of a kind that is not
 * supported. The message names the file, the offset or node, and the reason.
 */
public final class ModelFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Names and lists in a damaged file can have millions of characters. */
  private static final int LONGEST = 600;

  /**
   * @param where an offset, a variable or a node, such as {@code byte 112} or {@code operator 3
   *     (conv2d)}
   */
  public ModelFormatException(Path file, String where, String reason) {
    super(file + ", " + shortened(where) + ": " + shortened(reason));
  }

  public ModelFormatException(Path file, String where, String reason, Throwable cause) {
    super(file + ", " + shortened(where) + ": " + shortened(reason), cause);
  }

  private static String shortened(String text) {
    int half = LONGEST / 2;
    return text.length() <= LONGEST
        ? text
        : text.substring(0, half) + " ... " + text.substring(text.length() - half);
  }
}
