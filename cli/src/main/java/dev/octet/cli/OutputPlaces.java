package dev.octet.cli;

import dev.octet.formats.AtomicOutputs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/** What is required of the places of outputs, before the work whose results they are. */
final class OutputPlaces {
  private OutputPlaces() {}

  /**
   * Requires that an output takes the place of nothing that it is made of.
   *
   * @param what what would be lost, as {@code a model}
   * @param read the files that are read
   */
  static void requireOther(Path output, String what, Collection<Path> read) throws IOException {
    if (Files.notExists(output)) {
      return;
    }
    Path place = output.toRealPath();
    for (Path file : read) {
      // A folder is replaced with all that it holds.
      if (file.toRealPath().startsWith(place) || Files.isSameFile(output, file)) {
        throw new CommandException(
            what + " that would be lost", output, "it is the one that is read; give a new place");
      }
    }
  }

  /**
   * Requires that files can be written in a folder, which is made when they are.
   *
   * @param rehearsal outputs that are not committed
   */
  static void requireFiles(Path folder, Collection<Path> files, AtomicOutputs rehearsal)
      throws IOException {
    if (Files.isDirectory(folder)) {
      for (Path file : files) {
        rehearsal.file(file, _ -> {});
      }
      return;
    }
    Path made = folder.toAbsolutePath().normalize();
    while (made.getParent() != null && Files.notExists(made.getParent())) {
      made = made.getParent();
    }
    rehearsal.folder(made, _ -> {});
  }
}
