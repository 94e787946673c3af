package dev.octet.formats.paddle;

import dev.octet.formats.ModelFormatException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;

/** A parameter file, read front to back. Knows how much is left before anything is read. */
final class ParameterInput implements Closeable {
  private static final int CHUNK = 1 << 16;

  private final Path file;
  private final ReadableByteChannel channel;
  private final long length;
  private final ByteBuffer buffer = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
  private long position;

  private ParameterInput(Path file, ReadableByteChannel channel, long length) {
    this.file = file;
    this.channel = channel;
    this.length = length;
    buffer.flip();
  }

  static ParameterInput open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file);
    return new ParameterInput(file, channel, channel.size());
  }

  /** The bytes in place of a file's content; {@code file} is for messages. */
  static ParameterInput of(Path file, byte[] bytes) {
    InputStream in = new java.io.ByteArrayInputStream(bytes);
    return new ParameterInput(file, Channels.newChannel(in), bytes.length);
  }

  Path file() {
    return file;
  }

  long length() {
    return length;
  }

  long position() {
    return position;
  }

  long remaining() {
    return length - position;
  }

  int readInt() throws IOException {
    return buffered(Integer.BYTES).getInt();
  }

  long readLong() throws IOException {
    return buffered(Long.BYTES).getLong();
  }

  /** The next {@code count} bytes, little-endian; they hold until the next read. */
  ByteBuffer read(int count) throws IOException {
    ByteBuffer bytes = buffered(count);
    ByteBuffer slice = bytes.slice(bytes.position(), count).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(bytes.position() + count);
    return slice;
  }

  /** The largest count that {@link #read} takes. */
  static int chunk() {
    return CHUNK;
  }

  private ByteBuffer buffered(int count) throws IOException {
    if (count > remaining()) {
      throw error("the file ends here, %d more bytes are needed".formatted(count));
    }
    if (buffer.remaining() < count) {
      buffer.compact();
      while (buffer.position() < count) {
        if (channel.read(buffer) < 0) {
          throw error("the file became shorter while it was read");
        }
      }
      buffer.flip();
    }
    position += count;
    return buffer;
  }

  /** An error at the current position. */
  ModelFormatException error(String reason) {
    return new ModelFormatException(file, "byte " + position, reason);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
