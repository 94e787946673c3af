package dev.octet.formats;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * The outputs of one run in one folder, on their way to their places. All lie beside their places
 * under hidden names with a common stem: {@code STEM.0.part} is to become the first output, {@code
 * STEM.0.old} is what lay in its place. {@code STEM.journal} names the places; whoever writes holds
 * a lock on it, so that others can tell an interrupted run, whose lock is gone, and undo it.
 *
 * <p>No system call that Java has exchanges two folders, or replaces two files at once. What is
 * replaced is therefore hidden first: for a moment, and after an interruption until it is undone,
 * nothing is in the place, but never parts of the old and of the new.
 */
final class OutputJournal implements AutoCloseable {
  private static final String PREFIX = ".octet-";
  private static final String JOURNAL = ".journal";
  private static final Pattern NAME = Pattern.compile("\\.octet-[0-9a-f]{16}\\.journal");
  private static final int END = 0x4f63_7465;
  private static final int LONGEST = 1 << 20;

  /**
   * The journals of this process. A lock is the process's: opening and closing a file on it lets it
   * go, so that they are not even looked at.
   */
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  /** An output: its name, and whether what is in its place is hidden before any takes its own. */
  private record Output(String name, boolean hides) {}

  private final Path folder;
  private final String stem;
  private final FileChannel channel;
  private final List<Output> outputs;

  private OutputJournal(Path folder, String stem, FileChannel channel, List<Output> outputs) {
    this.folder = folder;
    this.stem = stem;
    this.channel = channel;
    this.outputs = outputs;
  }

  /** A journal in a folder that exists, given by its real path. */
  static OutputJournal open(Path folder) throws IOException {
    // Its own length whatever the outputs are called, so that long names are no trouble.
    String stem = PREFIX + "%016x".formatted(ThreadLocalRandom.current().nextLong());
    Path file = folder.resolve(stem + JOURNAL);
    OWN.add(file);
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      if (isKept(channel, file)) {
        return new OutputJournal(folder, stem, channel, new ArrayList<>());
      }
      channel.close();
    } catch (FileSystemException e) {
      OWN.remove(file);
      // What could not be made is a name that nobody gave.
      var failure = new FileSystemException(folder.toString(), null, "no file can be made there");
      failure.initCause(e);
      throw failure;
    } catch (Throwable e) {
      OWN.remove(file);
      throw e;
    }
    OWN.remove(file);
    return open(folder);
  }

  /** Whether a new journal is locked, and no other run took it for an interrupted one before. */
  private static boolean isKept(FileChannel channel, Path file) {
    try {
      if (channel.tryLock() == null) {
        return false;
      }
    } catch (IOException _) {
      return true;
    }
    return Files.exists(file);
  }

  private static boolean lock(FileChannel channel) {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (IOException _) {
      // A file system without locks: nobody gets one, and interrupted runs stay as they are.
      return false;
    }
  }

  /** Undoes all interrupted runs in a folder, as far as this process may. */
  static void recover(Path folder) {
    List<Path> journals = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder.toRealPath(), PREFIX + "*")) {
      files.forEach(journals::add);
    } catch (IOException _) {
      return;
    }
    for (Path journal : journals) {
      if (NAME.matcher(String.valueOf(journal.getFileName())).matches()
          && Files.isRegularFile(journal, LinkOption.NOFOLLOW_LINKS)
          && OWN.add(journal)) {
        try {
          recoverFrom(journal);
        } catch (IOException _) {
          // Another process may have the right that this one lacks.
        } finally {
          OWN.remove(journal);
        }
      }
    }
  }

  private static void recoverFrom(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      // The lock may be that of one who has just finished and deleted the file.
      if (lock(channel) && Files.exists(file)) {
        String name = String.valueOf(file.getFileName());
        String stem = name.substring(0, name.length() - JOURNAL.length());
        new OutputJournal(file.getParent(), stem, channel, read(channel)).undo();
      }
    }
  }

  /** The names in a journal; none if it was not written to its end: then nothing was moved. */
  private static List<Output> read(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(channel.size(), LONGEST));
    while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) > 0) {}
    List<Output> outputs = new ArrayList<>();
    try (var in =
        new DataInputStream(new ByteArrayInputStream(bytes.array(), 0, bytes.position()))) {
      for (int left = in.readInt(); left > 0; left--) {
        String name = in.readUTF();
        if (!Path.of(name).equals(Path.of(name).getFileName()) || name.startsWith(PREFIX)) {
          return List.of();
        }
        outputs.add(new Output(name, true));
      }
      return in.readInt() == END ? outputs : List.of();
    } catch (IOException | IllegalArgumentException _) {
      return List.of();
    }
  }

  /**
   * Adds an output.
   *
   * @param hides whether what is in its place goes before any output takes its own
   * @return where to write it
   */
  Path add(String name, boolean hides) throws FileSystemException {
    for (Output output : outputs) {
      if (output.name().equals(name)) {
        throw new FileSystemException(
            folder.resolve(name).toString(), null, "is to be two outputs: give each its own place");
      }
    }
    outputs.add(new Output(name, hides));
    return part(outputs.size() - 1);
  }

  private Path part(int index) {
    return folder.resolve(stem + "." + index + ".part");
  }

  private Path old(int index) {
    return folder.resolve(stem + "." + index + ".old");
  }

  private Path place(int index) {
    return folder.resolve(outputs.get(index).name());
  }

  /** Notes the places; before that nothing is moved. */
  void note() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeInt(outputs.size());
      for (Output output : outputs) {
        out.writeUTF(output.name());
      }
      out.writeInt(END);
    }
    AtomicFile.writeFully(channel, ByteBuffer.wrap(bytes.toByteArray()));
    channel.force(true);
    AtomicFile.force(folder);
  }

  /** Moves what is to be hidden out of its place. */
  void hide() throws IOException {
    for (int i = 0; i < outputs.size(); i++) {
      if (outputs.get(i).hides() && Files.exists(place(i), LinkOption.NOFOLLOW_LINKS)) {
        Files.move(place(i), old(i), StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  /** Moves the outputs to their places. */
  void take() throws IOException {
    for (int i = 0; i < outputs.size(); i++) {
      take(i);
    }
    AtomicFile.force(folder);
  }

  void take(int index) throws IOException {
    Files.move(part(index), place(index), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Brings back what is hidden, unless all outputs are in their places, and tidies up. */
  private void undo() throws IOException {
    boolean complete = !outputs.isEmpty();
    for (int i = 0; i < outputs.size(); i++) {
      complete &= Files.notExists(part(i), LinkOption.NOFOLLOW_LINKS);
    }
    for (int i = 0; i < outputs.size() && !complete; i++) {
      if (Files.exists(old(i), LinkOption.NOFOLLOW_LINKS)) {
        bringBack(i);
      }
    }
    tidy();
  }

  private void bringBack(int index) throws IOException {
    if (Files.exists(place(index), LinkOption.NOFOLLOW_LINKS)) {
      if (Files.exists(part(index), LinkOption.NOFOLLOW_LINKS)) {
        // The new one did not get here: somebody else has written since.
        return;
      }
      Files.move(place(index), part(index), StandardCopyOption.ATOMIC_MOVE);
    }
    Files.move(old(index), place(index), StandardCopyOption.ATOMIC_MOVE);
  }

  private void tidy() throws IOException {
    List<Path> left = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, stem + ".*")) {
      files.forEach(left::add);
    }
    Path journal = folder.resolve(stem + JOURNAL);
    left.remove(journal);
    for (Path path : left) {
      FileTree.delete(path);
    }
    Files.deleteIfExists(journal);
  }

  /** Ends the run; outputs that are not all in their places go, and what was there comes back. */
  @Override
  public void close() throws IOException {
    try (channel) {
      undo();
    } finally {
      OWN.remove(folder.resolve(stem + JOURNAL));
    }
  }

  /** Leaves all as it is, as a run does that is interrupted. */
  void abandon() throws IOException {
    channel.close();
    OWN.remove(folder.resolve(stem + JOURNAL));
  }
}
