package dev.octet.formats.paddle;

import dev.octet.formats.AtomicOutputs;
import dev.octet.formats.ModelFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A folder that a model is to be written to. */
final class ModelFolder {
  private ModelFolder() {}

  /**
   * Requires that nothing is lost with the folder but a model: it does not exist, is empty, or
   * holds the files of one model and no others.
   *
   * @throws FileSystemException if it holds something else
   */
  static void requireFree(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    AtomicOutputs.recover(folder);
    Set<Path> replaceable = filesOfModel(folder);
    Optional<Path> other;
    // Ends at the first of them: the folder can be a whole disk.
    try (Stream<Path> all = Files.walk(folder)) {
      other =
          all.filter(path -> !Files.isDirectory(path))
              .filter(path -> !replaceable.contains(path))
              .findFirst();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    if (other.isPresent()) {
      throw new FileSystemException(
          folder.toString(),
          null,
          "holds '%s', which is no part of a model that may be replaced: give a new folder"
              .formatted(folder.relativize(other.get())));
    }
  }

  private static Set<Path> filesOfModel(Path folder) throws IOException {
    Set<Path> files = new HashSet<>();
    try {
      ModelFiles model = ModelFiles.locate(folder);
      files.add(model.program());
      if (model.layout() == PaddleLayout.SEPARATE) {
        for (Variable variable : ProgramFile.read(model.program()).parameters()) {
          files.add(folder.resolve(variable.name()));
        }
      } else {
        files.add(model.parameters());
        files.add(folder.resolve(model.parameters().getFileName() + ".info"));
      }
    } catch (ModelFormatException _) {
      // What cannot be read is not known to be replaceable.
    }
    return files;
  }
}
