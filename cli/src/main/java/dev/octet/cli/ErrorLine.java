package dev.octet.cli;

import dev.octet.engine.graph.GraphException;
import dev.octet.formats.ModelFormatException;
import dev.octet.quant.QuantizationException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;

/** The one line {@code octet: WHAT in WHERE: WHY} that a failure prints. */
final class ErrorLine {
  private ErrorLine() {}

  /**
   * @param command the command that failed, for failures that name no file
   */
  static String of(Throwable failure, String command) {
    return "octet: " + onOneLine(text(failure, command));
  }

  private static String text(Throwable failure, String command) {
    return switch (failure) {
      case CommandException e -> message(e);
      case ModelFormatException e -> "bad content in " + message(e);
      case NoSuchFileException e when e.getReason() == null -> missing(Path.of(e.getFile()));
      case AccessDeniedException e ->
          "a file that cannot be used in %s: permission denied".formatted(e.getFile());
      case FileSystemException e ->
          "a file that cannot be used in %s: %s"
              .formatted(e.getFile(), Objects.requireNonNullElse(e.getReason(), "unknown reason"));
      case IOException e -> "input or output failed in '%s': %s".formatted(command, e.getMessage());
      case GraphException e -> "bad graph in '%s': %s".formatted(command, e.getMessage());
      case QuantizationException e ->
          "quantization failed in '%s': %s".formatted(command, e.getMessage());
      case OutOfMemoryError _ ->
          "not enough memory in '%s': OCTET_JAVA_OPTS=-Xmx8g gives it up to 8 GB"
              .formatted(command);
      case ExceptionInInitializerError e when e.getCause() != null ->
          "a wrong setting in '%s': %s".formatted(command, message(e.getCause()));
      default ->
          "a defect of octet showed in '%s': %s; --verbose shows where".formatted(command, failure);
    };
  }

  private static String missing(Path file) {
    Path folder = Objects.requireNonNullElse(file.toAbsolutePath().getParent(), file);
    return "a missing file in %s: there is no %s".formatted(folder, file.getFileName());
  }

  private static String message(Throwable failure) {
    return Objects.requireNonNullElse(failure.getMessage(), failure.toString());
  }

  /** The text with its line breaks as blanks. */
  static String onOneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
