package dev.octet.formats;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

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
    writeAll(Map.of(file, content));
  }

  /**
   * Writes files that belong together. None takes its place before all are whole; then they do in
   * the order of the map.
   *
   * @throws IOException as {@link #write(Path, Content)} does, for any of them
   */
  public static void writeAll(Map<Path, Content> files) throws IOException {
    Map<Path, Path> parts = new LinkedHashMap<>();
    Set<Path> folders = new LinkedHashSet<>();
    try {
      for (var file : files.entrySet()) {
        Path target = target(file.getKey());
        Path folder = target.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
          throw new NoSuchFileException(
              file.getKey().toString(), null, "its folder does not exist");
        }
        folders.add(folder);
        // A name of its own length, so that a long name of the target is no trouble.
        Path part =
            folder.resolve(".octet-%016x.part".formatted(ThreadLocalRandom.current().nextLong()));
        parts.put(part, target);
        try (var channel =
            FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
          file.getValue().writeTo(channel);
          channel.force(true);
        }
      }
      for (var part : parts.entrySet()) {
        move(part.getKey(), part.getValue());
      }
    } catch (Throwable e) {
      parts.keySet().forEach(part -> delete(part, e));
      throw e;
    }
    folders.forEach(AtomicFile::force);
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

  private static Path target(Path file) throws IOException {
    if (!Files.exists(file)) {
      return file;
    }
    if (!Files.isRegularFile(file)) {
      throw new FileSystemException(file.toString(), null, "is not a regular file");
    }
    return file.toRealPath();
  }

  private static void delete(Path part, Throwable reason) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }

  private static void move(Path part, Path target) throws IOException {
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException _) {
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /**
   * Forces the new name to the disk; not every system opens a folder, and then it is its matter.
   */
  private static void force(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException _) {
      // The content is on the disk and in place; only the moment of the name's writing is open.
    }
  }
}
