package dev.octet.formats;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes a file so that its place holds the old content or the whole new one, never a part: the
 * content goes to a file beside it, is forced to the disk, and is moved when it is whole. A failure
 * leaves the old file and nothing beside it.
 */
public final class AtomicFile {
  private AtomicFile() {}

  /** What is to be written. */
  @FunctionalInterface
  public interface Content {
    /** Writes to {@code channel}, which is empty, open for writing, and closed by the caller. */
    void writeTo(FileChannel channel) throws IOException;
  }

  /**
   * Writes {@code content} to {@code file}, in place of a file that is there. A symbolic link is
   * followed.
   *
   * @throws IOException if the folder does not exist, {@code file} is something else than a regular
   *     file, or {@code content} or the disk fails
   */
  public static void write(Path file, Content content) throws IOException {
    try (AtomicOutputs outputs = new AtomicOutputs()) {
      outputs.file(file, content);
      outputs.commit();
    }
  }

  /** Writes {@code content} to {@code file}, in place of a file that is there. */
  public static void write(Path file, byte[] content) throws IOException {
    write(file, channel -> writeFully(channel, ByteBuffer.wrap(content)));
  }

  /** Writes all that remains in {@code bytes}. */
  public static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Writes a file that is not there, in a folder that nobody else looks at yet. */
  public static void create(Path file, Content content) throws IOException {
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      content.writeTo(channel);
      channel.force(true);
    }
  }

  /**
   * Forces the new name to the disk; not every system opens a folder, and then it is its matter.
   */
  static void force(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException _) {
      // The content is on the disk and in place; only the moment of the name's writing is open.
    }
  }
}
