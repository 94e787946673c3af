package dev.octet.formats.npy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Files of NumPy, made by hand. */
final class NpyBytes {
  private NpyBytes() {}

  /** A file of version 1 with the header that NumPy writes for these fields. */
  static byte[] file(String descr, boolean fortranOrder, String shape, byte[] data) {
    String header =
        "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n"
            .formatted(descr, fortranOrder ? "True" : "False", shape);
    return file(1, header, data);
  }

  /** A file of any version and header. */
  static byte[] file(int version, String header, byte[] data) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(12 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    bytes.put((byte) version).put((byte) 0);
    if (version == 1) {
      bytes.putShort((short) text.length);
    } else {
      bytes.putInt(text.length);
    }
    bytes.put(text).put(data);
    byte[] file = new byte[bytes.position()];
    bytes.get(0, file);
    return file;
  }
}
