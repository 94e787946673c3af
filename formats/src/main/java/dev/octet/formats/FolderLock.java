package dev.octet.formats;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Held while outputs take their places in a folder, so that of runs that end together each has all
 * of its outputs there, or none. It is a lock on a hidden file, which goes with it; where the file
 * system has no locks it keeps nobody out.
 */
final class FolderLock implements AutoCloseable {
  private static final String NAME = ".octet-lock";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long PAUSE_MILLIS = 5;

  /** Threads of this process wait here: a lock on a file is the process's. */
  private static final ReentrantLock OWN = new ReentrantLock();

  private final Path file;
  private final FileChannel channel;

  private FolderLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * @throws FileSystemException if another run holds it for a minute
   */
  static FolderLock take(Path folder) throws IOException {
    OWN.lock();
    try {
      return new FolderLock(folder.resolve(NAME), open(folder));
    } catch (Throwable e) {
      OWN.unlock();
      throw e;
    }
  }

  private static FileChannel open(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (isLocked(channel)) {
        return channel;
      }
      channel.close();
      if (System.nanoTime() > end) {
        throw new FileSystemException(
            folder.toString(), null, "another run is writing there and does not end");
      }
      pause();
    }
  }

  /** Whether the file is locked, and not one that its last holder has deleted. */
  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      if (channel.tryLock() == null) {
        return false;
      }
    } catch (IOException _) {
      return true;
    }
    return channel.size() == 0;
  }

  private static void pause() throws InterruptedIOException {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while another run is writing");
    }
  }

  /** Deletes the file, and tells those who have it open already by a byte in it. */
  @Override
  public void close() throws IOException {
    try (channel) {
      if (Files.deleteIfExists(file)) {
        channel.write(ByteBuffer.allocate(1), 0);
      }
    } finally {
      OWN.unlock();
    }
  }
}
