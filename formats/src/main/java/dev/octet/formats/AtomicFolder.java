package dev.octet.formats;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Writes a folder so that its place holds the old content or the whole new one: the files go to a
 * folder beside it, which is moved when it is whole. A failure leaves the old folder and nothing
 * beside it.
 */
public final class AtomicFolder {
  private AtomicFolder() {}

  /** What is to be in the folder. */
  @FunctionalInterface
  public interface Content {
    /** Writes files into {@code folder}, which is empty. */
    void writeTo(Path folder) throws IOException;
  }

  /**
   * Writes {@code content} to {@code folder}. A folder that is there goes with all that it holds:
   * whether that is right is for the caller to say. A symbolic link is followed.
   *
   * @throws IOException if the folder around it does not exist, {@code folder} is something else
   *     than a folder, or {@code content} or the disk fails
   */
  public static void write(Path folder, Content content) throws IOException {
    boolean replaces = Files.exists(folder);
    if (replaces && !Files.isDirectory(folder)) {
      throw new FileSystemException(folder.toString(), null, "is not a folder");
    }
    Path target = replaces ? folder.toRealPath() : folder.toAbsolutePath().normalize();
    Path around = target.getParent();
    if (around == null || !Files.isDirectory(around)) {
      throw new NoSuchFileException(folder.toString(), null, "the folder around it does not exist");
    }
    Path part = around.resolve(name("part"));
    try {
      Files.createDirectory(part);
      content.writeTo(part);
      if (replaces) {
        replace(part, target, around.resolve(name("old")));
      } else {
        Files.move(part, target);
      }
    } catch (Throwable e) {
      delete(part, e);
      throw e;
    }
  }

  /** No system call that Java has exchanges folders: for a moment there is none in the place. */
  private static void replace(Path part, Path target, Path old) throws IOException {
    Files.move(target, old);
    try {
      Files.move(part, target);
    } catch (Throwable e) {
      Files.move(old, target);
      throw e;
    }
    delete(old);
  }

  private static String name(String suffix) {
    return ".octet-%016x.%s".formatted(ThreadLocalRandom.current().nextLong(), suffix);
  }

  private static void delete(Path folder, Throwable reason) {
    try {
      delete(folder);
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }

  /**
   * @throws DirectoryNotEmptyException if someone adds files meanwhile
   */
  private static void delete(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path emptied, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(emptied);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
