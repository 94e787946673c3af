package dev.octet.formats;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Several outputs of one run: all are written beside their places first, and take them when all are
 * whole. Closed before {@link #commit}, or after a failure, it leaves the old outputs and nothing
 * beside them. Empty outputs that are never committed therefore tell whether places can be written,
 * before the work is done that would be lost if they cannot.
 *
 * <p>Of runs that end together in one folder each has all of its outputs there, or none.
 *
 * <p>A run that is killed leaves each old output in its place, or each new one. Outputs that belong
 * together, and folders, have an instant without either, in which the old ones lie beside their
 * places under hidden names; the next run that writes into the folder, or misses a model there,
 * brings them back.
 */
public final class AtomicOutputs implements AutoCloseable {
  private static final Set<AtomicOutputs> OPEN = ConcurrentHashMap.newKeySet();

  private final Map<Path, OutputJournal> journals = new LinkedHashMap<>();
  private boolean isClosed;

  public AtomicOutputs() {
    OPEN.add(this);
  }

  /** What is to be in a folder. */
  @FunctionalInterface
  public interface FolderContent {
    /** Writes files into {@code folder}, which is empty. */
    void writeTo(Path folder) throws IOException;
  }

  /**
   * Writes a file beside its place. A symbolic link is followed.
   *
   * @throws IOException if the folder does not exist, {@code file} is something else than a regular
   *     file, or {@code content} or the disk fails
   */
  public void file(Path file, AtomicFile.Content content) throws IOException {
    file(file, content, false);
  }

  /** Writes files that belong together, as {@link #file} does: never will some be new, some old. */
  public void files(Map<Path, AtomicFile.Content> files) throws IOException {
    for (var file : files.entrySet()) {
      file(file.getKey(), file.getValue(), files.size() > 1);
    }
  }

  private void file(Path file, AtomicFile.Content content, boolean hides) throws IOException {
    Path place = place(file, file, BasicFileAttributes::isRegularFile, "is not a regular file");
    Path folder = requireAround(file, place, "its folder");
    AtomicFile.create(journal(folder).add(String.valueOf(place.getFileName()), hides), content);
  }

  /**
   * Writes a folder beside its place. One that is there goes with all that it holds: whether that
   * is right is for the caller to say. A symbolic link is followed.
   *
   * @throws IOException if the folder around it does not exist, {@code folder} is something else
   *     than a folder, or {@code content} or the disk fails
   */
  public void folder(Path folder, FolderContent content) throws IOException {
    Path place =
        place(
            folder,
            folder.toAbsolutePath().normalize(),
            BasicFileAttributes::isDirectory,
            "is not a folder");
    Path around = requireAround(folder, place, "the folder around it");
    Path part = journal(around).add(String.valueOf(place.getFileName()), true);
    Files.createDirectory(part);
    content.writeTo(part);
    AtomicFile.force(part);
  }

  /** Where an output goes: another run may hide what is there, or bring it, at any moment. */
  private static Path place(
      Path output, Path ifMissing, Predicate<BasicFileAttributes> isRight, String otherwise)
      throws IOException {
    try {
      if (!isRight.test(Files.readAttributes(output, BasicFileAttributes.class))) {
        throw new FileSystemException(output.toString(), null, otherwise);
      }
      return output.toRealPath();
    } catch (NoSuchFileException _) {
      return ifMissing;
    }
  }

  private static Path requireAround(Path output, Path place, String what) throws IOException {
    Path around = place.toAbsolutePath().getParent();
    if (around == null || Files.notExists(around)) {
      throw new NoSuchFileException(output.toString(), null, what + " does not exist");
    }
    if (!Files.isDirectory(around)) {
      throw new FileSystemException(output.toString(), null, "'%s' is no folder".formatted(around));
    }
    return around;
  }

  private synchronized OutputJournal journal(Path folder) throws IOException {
    requireOpen();
    Path real = folder.toRealPath();
    OutputJournal journal = journals.get(real);
    if (journal == null) {
      OutputJournal.recover(real);
      journal = OutputJournal.open(real);
      journals.put(real, journal);
    }
    return journal;
  }

  private void requireOpen() throws IOException {
    if (isClosed) {
      throw new IOException("the outputs are closed");
    }
  }

  /**
   * Lets all outputs take their places, one run after the other where several end together.
   *
   * @throws IOException if that fails, or the outputs are closed
   */
  public synchronized void commit() throws IOException {
    requireOpen();
    for (OutputJournal journal : journals.values()) {
      journal.note();
    }
    Deque<FolderLock> locks = new ArrayDeque<>();
    try {
      for (Path folder : new TreeSet<>(journals.keySet())) {
        locks.push(FolderLock.take(folder));
      }
      for (OutputJournal journal : journals.values()) {
        journal.hide();
        journal.take();
      }
    } finally {
      for (FolderLock lock : locks) {
        lock.close();
      }
    }
  }

  /** Undoes what is not committed. */
  @Override
  public synchronized void close() throws IOException {
    isClosed = true;
    OPEN.remove(this);
    IOException failure = null;
    for (OutputJournal journal : journals.values()) {
      try {
        journal.close();
      } catch (IOException e) {
        failure = e;
      }
    }
    journals.clear();
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * Closes all outputs of this process, those after their {@link #commit} once it is done: for the
   * hook of a program that is told to end. What cannot be undone now, the next run undoes.
   */
  public static void closeAll() {
    for (AtomicOutputs outputs : OPEN) {
      try {
        outputs.close();
      } catch (IOException _) {
        // Its journal stays, and tells the next run.
      }
    }
  }

  /**
   * Brings back what an interrupted run has hidden in a folder. Runs that are under way are left
   * alone, and so is what this process may not change.
   */
  public static void recover(Path folder) {
    OutputJournal.recover(folder);
  }
}
