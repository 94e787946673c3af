package dev.octet.cli;

import dev.octet.engine.graph.Input;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds out which file is for which input of a model: {@code NAME=FILE}, or just the file. */
final class InputNames {
  private InputNames() {}

  /**
   * A file for each input, in the order of the inputs.
   *
   * @param option as the user writes it, for errors
   * @throws IllegalArgumentException if a name is no input's, or an input has no or several files
   */
  static Map<Input, Path> assign(List<String> arguments, List<Input> inputs, String option) {
    Map<String, Path> byName = new LinkedHashMap<>();
    for (String argument : arguments) {
      String name = nameIn(argument, inputs);
      if (name.isEmpty() && inputs.size() > 1) {
        throw new IllegalArgumentException(
            "%s %s: must be NAME=FILE, where NAME is one of %s"
                .formatted(option, argument, names(inputs)));
      }
      String path = name.isEmpty() ? argument : argument.substring(name.length() + 1);
      if (path.isEmpty()) {
        throw new IllegalArgumentException("%s %s: the path is empty".formatted(option, argument));
      }
      Path file = Path.of(path);
      String of = name.isEmpty() ? inputs.getFirst().name() : name;
      if (byName.put(of, file) != null) {
        throw new IllegalArgumentException(
            "%s %s: the input '%s' has a file already".formatted(option, argument, of));
      }
    }
    Map<Input, Path> files = new LinkedHashMap<>();
    for (Input input : inputs) {
      Path file = byName.get(input.name());
      if (file == null) {
        throw new IllegalArgumentException("%s %s=FILE is missing".formatted(option, input.name()));
      }
      files.put(input, file);
    }
    return files;
  }

  /** The input's name that {@code argument} starts with; a path may hold a = of its own. */
  private static String nameIn(String argument, List<Input> inputs) {
    return inputs.stream()
        .map(Input::name)
        .filter(name -> argument.startsWith(name + "="))
        .findFirst()
        .orElse("");
  }

  private static String names(List<Input> inputs) {
    return String.join(", ", inputs.stream().map(Input::name).toList());
  }
}
