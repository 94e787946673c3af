package dev.octet.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The Java sources of all modules. */
public final class SourceTree {
  public static final Path ROOT = Path.of(System.getProperty("octet.root"));

  private static final List<String> MODULES = List.of("engine", "quant", "formats", "cli", "bench");
  private static final Pattern PACKAGE = Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE);
  private static final Pattern IMPORT =
      Pattern.compile("^import (?:static )?([\\w.]+)(?:\\.\\*)?;", Pattern.MULTILINE);

  private SourceTree() {}

  /**
   * One Java file.
   *
   * @param path from the root of the project
   */
  public record Source(Path path, String text) {
    boolean isMain() {
      return path.startsWith(path.subpath(0, 1).resolve("src/main"));
    }

    String name() {
      return path.getFileName().toString();
    }

    /** Empty for a module declaration. */
    String packageName() {
      var matcher = PACKAGE.matcher(text);
      return matcher.find() ? matcher.group(1) : "";
    }

    /** What is imported: classes, members of classes, or packages. */
    List<String> imports() {
      return IMPORT.matcher(text).results().map(result -> result.group(1)).toList();
    }
  }

  /** All sources, of tests too, in the order of their paths. */
  public static List<Source> all() {
    return MODULES.stream().flatMap(SourceTree::of).toList();
  }

  /** The sources that are not tests. */
  public static List<Source> main() {
    return all().stream().filter(Source::isMain).toList();
  }

  private static Stream<Source> of(String module) {
    Path folder = ROOT.resolve(module).resolve("src");
    if (!Files.isDirectory(folder)) {
      return Stream.empty();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .sorted()
          .map(file -> new Source(ROOT.relativize(file), read(file)))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
