package dev.octet.formats.lite;

import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import dev.octet.formats.paddle.PaddleProgram;
import dev.octet.formats.paddle.proto.ProgramProto;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the frame of a {@code .nb} file, little-endian: meta version (2 bytes), version of {@code
 * opt} (16), size of the topology (8), the topology, and the parameters. In meta version 1 these
 * are one message; in version 2 they are
 *
 * <ul>
 *   <li>version (2), size of further data (2) and these data;
 *   <li>size of the header (2), count of parameters (2), size of the largest (4);
 *   <li>for each parameter: size of what follows (4), offset of the message (4), the message.
 * </ul>
 */
final class NaiveBufferReader implements Closeable {
  private static final int OPT_VERSION_BYTES = 16;

  private final Path file;
  private final FileChannel channel;
  private final long length;
  private long position;

  private NaiveBufferReader(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    this.length = channel.size();
  }

  static PaddleProgram read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new ModelFormatException(file, "the path", "is a folder, not a .nb file");
    }
    try (var in = new NaiveBufferReader(file, FileChannel.open(file))) {
      return in.read();
    }
  }

  private PaddleProgram read() throws IOException {
    if (length > Runtime.getRuntime().maxMemory()) {
      throw error("%d bytes do not fit the heap; raise it with -Xmx".formatted(length));
    }
    int version = unsignedShort("the meta version");
    if (version != 1 && version != 2) {
      throw error(
          version == 0
              ? "is of meta version 0, from before Paddle Lite 2.7, which is not read;"
                  + " make it again with a newer opt"
              : "begins with the meta version %d: no model of Paddle Lite, or a newer kind"
                  .formatted(version));
    }
    take(OPT_VERSION_BYTES, "the version of opt");
    long size = take(Long.BYTES, "the size of the topology").getLong();
    FlatMessage topology = new FlatMessage(file, "topology", take(size, "the topology"));
    ProgramProto program = TopologyDecoder.program(topology);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    long start = position;
    if (version == 1) {
      FlatMessage all =
          new FlatMessage(file, "parameters", take(length - position, "the parameters"));
      for (FlatTable table : all.root().tables(0)) {
        ParameterDecoder.add(table, tensors);
      }
    } else {
      parameters(tensors);
    }
    return PaddleProgram.of(file, program, tensors, length - start);
  }

  private void parameters(Map<String, Tensor> tensors) throws IOException {
    int version = unsignedShort("the version of the parameters");
    if (version != 0) {
      throw error("the parameters are of the unknown version " + version);
    }
    take(unsignedShort("the size of the meta data"), "the meta data");
    int header = unsignedShort("the size of the header");
    if (header < Short.BYTES + Integer.BYTES) {
      throw error("the header of the parameters has %d bytes instead of 6".formatted(header));
    }
    int count = Short.toUnsignedInt(take(header, "the header of the parameters").getShort());
    for (int i = 0; i < count; i++) {
      String what = "parameter %d of %d".formatted(i + 1, count);
      long size = Integer.toUnsignedLong(take(Integer.BYTES, what).getInt());
      ByteBuffer bytes = take(size, what);
      long offset = size < Integer.BYTES ? 0 : Integer.toUnsignedLong(bytes.getInt(0));
      if (offset < Integer.BYTES || offset > size) {
        throw error("%s of %d bytes has its message at %d".formatted(what, size, offset));
      }
      bytes.position((int) offset);
      ParameterDecoder.add(new FlatMessage(file, what, bytes).root(), tensors);
    }
    if (position != length) {
      throw error("%d bytes follow the last of %d parameters".formatted(length - position, count));
    }
  }

  private int unsignedShort(String what) throws IOException {
    return Short.toUnsignedInt(take(Short.BYTES, what).getShort());
  }

  /** The next bytes; nothing is allocated for those that the file does not have. */
  private ByteBuffer take(long count, String what) throws IOException {
    if (count < 0 || count > length - position || count > Integer.MAX_VALUE - Long.BYTES) {
      throw error(
          "%s takes %s bytes, but the file has only %d more"
              .formatted(what, Long.toUnsignedString(count), length - position));
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, position + bytes.position()) < 0) {
        throw error("the file became shorter while it was read");
      }
    }
    position += count;
    return bytes.flip();
  }

  private ModelFormatException error(String reason) {
    return new ModelFormatException(file, "byte " + position, reason);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
