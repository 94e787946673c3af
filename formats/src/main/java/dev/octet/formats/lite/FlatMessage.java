package dev.octet.formats.lite;

import dev.octet.formats.ModelFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * A message in the encoding of FlatBuffers, of which nothing is trusted: every offset is checked
 * against the bounds, and what is read in all is bounded by a multiple of the message's size, so
 * that parts that many others refer to do not multiply.
 */
final class FlatMessage {
  private static final int READS_PER_BYTE = 4;

  private final Path file;
  private final String name;
  private final ByteBuffer bytes;
  private long budget;

  /**
   * @param name what the message is, for errors
   */
  FlatMessage(Path file, String name, ByteBuffer bytes) {
    this.file = file;
    this.name = name;
    this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    this.budget = 4096L + READS_PER_BYTE * (long) bytes.remaining();
  }

  FlatTable root() throws ModelFormatException {
    return new FlatTable(this, target(0));
  }

  /** Where the reference at {@code position} leads: always further back in the message. */
  int target(int position) throws ModelFormatException {
    require(position, Integer.BYTES);
    long offset = Integer.toUnsignedLong(bytes.getInt(position));
    if (offset < Integer.BYTES || position + offset > bytes.limit() - Integer.BYTES) {
      throw error(position, "the reference of %d bytes leads out of it".formatted(offset));
    }
    return (int) (position + offset);
  }

  /** How many elements of {@code width} bytes the vector at {@code position} has. */
  int length(int position, int width) throws ModelFormatException {
    require(position, Integer.BYTES);
    long length = Integer.toUnsignedLong(bytes.getInt(position));
    if (length * width > bytes.limit() - position - Integer.BYTES) {
      throw error(position, "%d elements do not fit into it".formatted(length));
    }
    spend(position, Integer.BYTES + length * width);
    return (int) length;
  }

  /** Accounts for looking at so many bytes. */
  void spend(int position, long count) throws ModelFormatException {
    budget -= count;
    if (budget < 0) {
      throw error(position, "its parts overlap");
    }
  }

  void require(int position, int count) throws ModelFormatException {
    if (position < 0 || count > bytes.limit() - position) {
      throw error(position, "it ends after %d bytes".formatted(bytes.limit()));
    }
  }

  /** The bytes, for positions that {@link #require} has passed. */
  ByteBuffer bytes() {
    return bytes;
  }

  ModelFormatException error(int position, String reason) {
    return new ModelFormatException(file, name + ", byte " + position, reason);
  }

  ModelFormatException error(String reason) {
    return new ModelFormatException(file, name, reason);
  }
}
