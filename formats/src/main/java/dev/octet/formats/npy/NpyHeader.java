package dev.octet.formats.npy;

import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.formats.ModelFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What stands before the elements of a {@code .npy} file.
 *
 * @param size how many bytes that is
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">The
 *     format</a>
 */
record NpyHeader(ElementType type, boolean fortranOrder, Shape shape, long size) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** What the longest header of version 1 can have; more is no header of a plain array. */
  private static final int MAX_LENGTH = 0xFFFF;

  private static final int ALIGNMENT = 64;

  /** How many bytes the elements take in the file. */
  long dataBytes() {
    return (long) shape.elements() * type.bytes();
  }

  static NpyHeader read(InputStream in, Place place) throws IOException {
    byte[] start = in.readNBytes(MAGIC.length + 2);
    if (!Arrays.equals(start, 0, Math.min(start.length, MAGIC.length), MAGIC, 0, MAGIC.length)) {
      throw place.fault(0, "not a .npy file: it does not start with \\x93NUMPY");
    }
    if (start.length < MAGIC.length + 2) {
      throw place.truncated(start.length, "the version");
    }
    int version = start[MAGIC.length];
    if (version < 1 || version > 3) {
      throw place.fault(
          MAGIC.length, "version " + version + " of the format: 1, 2 and 3 are supported");
    }
    int field = version == 1 ? 2 : 4;
    byte[] lengthBytes = in.readNBytes(field);
    if (lengthBytes.length < field) {
      throw place.truncated(start.length + lengthBytes.length, "the length of the header");
    }
    long length = length(lengthBytes);
    int base = start.length + field;
    if (length > MAX_LENGTH) {
      throw place.fault(
          start.length, "a header of " + length + " bytes: at most " + MAX_LENGTH + " are read");
    }
    byte[] text = in.readNBytes((int) length);
    if (text.length < length) {
      throw place.truncated(base + text.length, "the header of " + length + " bytes");
    }
    var charset = version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    return new HeaderParser(new String(text, charset), base, place).parse(base + length);
  }

  private static long length(byte[] field) {
    ByteBuffer bytes = ByteBuffer.wrap(field).order(ByteOrder.LITTLE_ENDIAN);
    return field.length == 2
        ? Short.toUnsignedLong(bytes.getShort())
        : Integer.toUnsignedLong(bytes.getInt());
  }

  /** The header of a C-order, little-endian array, padded so that the elements are aligned. */
  static byte[] format(DType dtype, Shape shape) {
    String dims =
        Arrays.stream(shape.toArray())
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(", "));
    String dictionary =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s%s), }"
            .formatted(ElementType.descr(dtype), dims, shape.rank() == 1 ? "," : "");
    boolean wide = dictionary.length() + 1 + ALIGNMENT > MAX_LENGTH;
    int base = MAGIC.length + 2 + (wide ? 4 : 2);
    int end = Math.ceilDiv(base + dictionary.length() + 1, ALIGNMENT) * ALIGNMENT;
    ByteBuffer header = ByteBuffer.allocate(end).order(ByteOrder.LITTLE_ENDIAN);
    header.put(MAGIC).put((byte) (wide ? 2 : 1)).put((byte) 0);
    if (wide) {
      header.putInt(end - base);
    } else {
      header.putShort((short) (end - base));
    }
    header.put(dictionary.getBytes(StandardCharsets.ISO_8859_1));
    Arrays.fill(header.array(), header.position(), end - 1, (byte) ' ');
    header.array()[end - 1] = '\n';
    return header.array();
  }

  /** Refuses a file in which not exactly the data of this header follows. */
  void requireData(long available, Place place) throws ModelFormatException {
    if (dataBytes() != available) {
      throw place.fault(
          size,
          "%s takes %d bytes of data, but %d follow"
              .formatted(type.dtype() + shape.toString(), dataBytes(), available));
    }
  }
}
