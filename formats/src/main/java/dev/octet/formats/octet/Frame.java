package dev.octet.formats.octet;

import dev.octet.formats.ModelFormatException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The first 64 bytes of a file, which say where its sections lie and what their checksums are.
 * Integers are little-endian. The graph section starts at byte 64 and is padded with zeros; the
 * data section starts at the next multiple of 64 and goes to the end of the file.
 *
 * @param fileSize the size of the file
 * @param graphSize the size of the graph message
 * @param graphChecksum CRC-32C of the graph section with its padding
 * @param dataChecksum CRC-32C of the data section
 */
record Frame(long fileSize, long graphSize, int graphChecksum, int dataChecksum) {
  /** The size of the frame, and what sections and constants are aligned to. */
  static final int SIZE = 64;

  static final int VERSION = 1;

  /** The most bytes a graph message can have; its parsed form can take forty times as much. */
  static final int MAX_GRAPH_SIZE = 1 << 24;

  /** The first byte is no text, and the line end does not survive a transfer as text. */
  private static final byte[] MAGIC = {(byte) 0x89, 'O', 'C', 'T', 'E', 'T', '\r', '\n'};

  private static final long MAX_BUFFER = 1L << 30;

  private static final int CHECKSUM_AT = SIZE - Integer.BYTES;

  /** {@code offset} rounded up to a multiple of {@link #SIZE}. */
  static long align(long offset) {
    return Math.ceilDiv(offset, SIZE) * SIZE;
  }

  /** Where the data section starts. */
  long dataStart() {
    return align(SIZE + graphSize);
  }

  ByteBuffer encode() {
    ByteBuffer bytes = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(MAGIC).putInt(VERSION).putInt(0);
    bytes.putLong(fileSize).putLong(graphSize).putLong(dataStart());
    bytes.putInt(graphChecksum).putInt(dataChecksum);
    bytes.putInt(CHECKSUM_AT, checksum(bytes));
    return bytes.clear();
  }

  /** Reads the frame of a file and checks the sections against it. */
  static Frame decode(Path file, MemorySegment content) throws ModelFormatException {
    byte[] start =
        content.asSlice(0, Math.min(SIZE, content.byteSize())).toArray(ValueLayout.JAVA_BYTE);
    int magic = Math.min(start.length, MAGIC.length);
    if (start.length == 0 || !Arrays.equals(start, 0, magic, MAGIC, 0, magic)) {
      throw new ModelFormatException(
          file, "byte 0", "not an Octet file: it does not start with \\x89OCTET");
    }
    if (start.length < SIZE) {
      throw new ModelFormatException(
          file, "byte " + start.length, "the file ends inside its header of " + SIZE + " bytes");
    }
    ByteBuffer bytes = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
    int version = bytes.getInt(8);
    if (version != VERSION) {
      throw new ModelFormatException(
          file,
          "byte 8",
          "version %s of the format: this Octet reads version %d"
              .formatted(Integer.toUnsignedString(version), VERSION));
    }
    if (bytes.getInt(CHECKSUM_AT) != checksum(bytes)) {
      throw new ModelFormatException(
          file, "bytes 0 to 63", "the header is damaged: its checksum does not match");
    }
    var frame = new Frame(bytes.getLong(16), bytes.getLong(24), bytes.getInt(40), bytes.getInt(44));
    frame.check(file, content, bytes);
    return frame;
  }

  private void check(Path file, MemorySegment content, ByteBuffer bytes)
      throws ModelFormatException {
    if (fileSize != content.byteSize()) {
      throw new ModelFormatException(
          file,
          "byte 16",
          "the file has %d bytes, but %s by its header"
              .formatted(content.byteSize(), Long.toUnsignedString(fileSize)));
    }
    if (graphSize < 0 || graphSize > Math.min(MAX_GRAPH_SIZE, fileSize - SIZE)) {
      throw new ModelFormatException(
          file,
          "byte 24",
          "a graph of %s bytes: it must lie in the file and have at most %d"
              .formatted(Long.toUnsignedString(graphSize), MAX_GRAPH_SIZE));
    }
    if (bytes.getLong(32) != dataStart() || dataStart() > fileSize) {
      throw new ModelFormatException(
          file,
          "byte 32",
          "the data section starts at %s, but %d follows the graph in a file of %d bytes"
              .formatted(Long.toUnsignedString(bytes.getLong(32)), dataStart(), fileSize));
    }
    for (int reserved : new int[] {12, 48, 52, 56}) {
      if (bytes.getInt(reserved) != 0) {
        throw new ModelFormatException(file, "byte " + reserved, "a reserved field is not zero");
      }
    }
    long data = dataStart();
    require(file, "the graph section", content.asSlice(SIZE, data - SIZE), graphChecksum);
    require(file, "the data section", content.asSlice(data), dataChecksum);
  }

  private static void require(Path file, String what, MemorySegment section, int expected)
      throws ModelFormatException {
    var checksum = new CRC32C();
    for (long done = 0; done < section.byteSize(); done += MAX_BUFFER) {
      long count = Math.min(MAX_BUFFER, section.byteSize() - done);
      checksum.update(section.asSlice(done, count).asByteBuffer());
    }
    if ((int) checksum.getValue() != expected) {
      throw new ModelFormatException(file, what, "is damaged: its checksum does not match");
    }
  }

  private static int checksum(ByteBuffer frame) {
    var checksum = new CRC32C();
    checksum.update(frame.array(), 0, CHECKSUM_AT);
    return (int) checksum.getValue();
  }
}
