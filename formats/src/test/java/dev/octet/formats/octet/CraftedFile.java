package dev.octet.formats.octet;

import dev.octet.formats.octet.proto.OctetProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** Files whose checksums hold, whatever their content. */
final class CraftedFile {
  private CraftedFile() {}

  static byte[] of(OctetProto.Graph graph, byte... data) {
    return of(graph.toByteArray(), data);
  }

  static byte[] of(byte[] graph, byte... data) {
    int start = (int) Frame.align(Frame.SIZE + graph.length);
    byte[] file = new byte[start + data.length];
    System.arraycopy(graph, 0, file, Frame.SIZE, graph.length);
    System.arraycopy(data, 0, file, start, data.length);
    var frame = new Frame(file.length, graph.length, 0, 0).encode();
    frame.get(file, 0, Frame.SIZE);
    return seal(file);
  }

  /** Sets the three checksums to those of the content, as far as the header says where it lies. */
  static byte[] seal(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long data = bytes.getLong(32);
    if (data >= Frame.SIZE && data <= file.length) {
      bytes.putInt(40, checksum(file, Frame.SIZE, (int) data));
      bytes.putInt(44, checksum(file, (int) data, file.length));
    }
    bytes.putInt(60, checksum(file, 0, 60));
    return file;
  }

  private static int checksum(byte[] file, int from, int to) {
    var checksum = new CRC32C();
    checksum.update(file, from, to - from);
    return (int) checksum.getValue();
  }
}
