package dev.octet.cli;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Names of files for the outputs of a model. */
final class OutputFiles {
  private static final int LONGEST = 200;

  private OutputFiles() {}

  /**
   * A file in {@code folder} for each output. Characters that some file system cannot hold become
   * {@code _}, and names that become equal get a number.
   */
  static List<Path> in(Path folder, List<String> outputs) {
    Set<String> taken = new HashSet<>();
    return outputs.stream()
        .map(name -> folder.resolve(unique(plain(name), taken) + ".npy"))
        .toList();
  }

  private static String plain(String name) {
    String plain = name.replaceAll("[^\\p{L}\\p{N}._+@=,-]", "_").replaceAll("^[.-]", "_");
    String cut = plain.length() > LONGEST ? plain.substring(0, LONGEST) : plain;
    return cut.isEmpty() ? "_" : cut;
  }

  private static String unique(String name, Set<String> taken) {
    String unique = name;
    // Some file systems take upper and lower case for the same.
    for (int i = 2; !taken.add(unique.toLowerCase(Locale.ROOT)); i++) {
      unique = name + "_" + i;
    }
    return unique;
  }
}
