package dev.octet.cli;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphException;
import dev.octet.formats.AtomicOutputs;
import dev.octet.formats.octet.OctetFile;
import dev.octet.formats.paddle.PaddleEncoding;
import dev.octet.formats.paddle.PaddleLayout;
import dev.octet.formats.paddle.PaddleWriter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where a model is to be written, and as what.
 *
 * @param path the file or folder, which is there once {@link #write} has succeeded and its outputs
 *     are committed
 */
record ModelTarget(Path path, ModelFormat format, PaddleLayout layout) {
  static final String PROGRAM_SUFFIX = ".pdmodel";

  /**
   * @param text the path as the user wrote it
   * @param format what the user asked for; if nothing, the name decides
   * @param source what the model is made of; a file in a folder is called like it
   * @throws CommandException if {@code source} would be replaced, or the file could not be read
   *     again by its name
   */
  static ModelTarget of(
      String text,
      Optional<ModelFormat> format,
      PaddleLayout layout,
      ModelFormat usual,
      ModelSource source)
      throws IOException {
    Path path = Path.of(text);
    ModelFormat wanted = format.orElseGet(() -> format(text, usual));
    if (wanted == ModelFormat.OCTET) {
      if (isFolder(text, path)) {
        Files.createDirectories(path);
        path = path.resolve(source.stem() + OctetSource.SUFFIX);
      } else if (!text.endsWith(OctetSource.SUFFIX)) {
        throw new CommandException(
            "a name that tells of no format", path, "an .octet file must be called NAME.octet");
      }
    }
    if (Files.exists(path)) {
      requireOther(path, source.program());
    }
    return new ModelTarget(path, wanted, layout);
  }

  /**
   * Requires that an output does not take the place of the model that it is made of.
   *
   * @param program the file of that model, or its program
   */
  static void requireOther(Path output, Path program) throws IOException {
    Path folder = program.toAbsolutePath().getParent();
    for (Path read : folder == null ? List.of(program) : List.of(program, folder)) {
      if (Files.exists(output) && Files.isSameFile(output, read)) {
        throw new CommandException(
            "a model that would be lost", output, "it is the one that is read; give a new place");
      }
    }
  }

  /** A new name with no suffix at all is that of a folder. */
  private static boolean isFolder(String text, Path path) {
    return text.endsWith("/")
        || text.endsWith(File.separator)
        || Files.isDirectory(path)
        || Files.notExists(path) && !path.getFileName().toString().contains(".");
  }

  private static ModelFormat format(String text, ModelFormat usual) {
    if (text.endsWith(OctetSource.SUFFIX)) {
      return ModelFormat.OCTET;
    }
    return text.endsWith(PROGRAM_SUFFIX) ? ModelFormat.PADDLE : usual;
  }

  /**
   * Writes the model as one of several outputs.
   *
   * @throws CommandException if the graph has no form in the format
   */
  void write(Graph graph, AtomicOutputs outputs) throws IOException {
    try {
      switch (format) {
        case OCTET -> OctetFile.write(graph, path, outputs);
        case PADDLE -> writePaddle(graph, PaddleWriter.usualEncoding(graph), outputs);
        case PADDLE_ONNX -> writePaddle(graph, PaddleEncoding.QDQ_INT8, outputs);
        case PADDLE_FLOAT -> writePaddle(graph, PaddleEncoding.FLOAT, outputs);
      }
    } catch (GraphException e) {
      throw new CommandException("a model that has no form as " + format, path, e);
    }
  }

  private void writePaddle(Graph graph, PaddleEncoding encoding, AtomicOutputs outputs)
      throws IOException {
    if (path.toString().endsWith(PROGRAM_SUFFIX)) {
      PaddleWriter.write(graph, encoding, path, outputs);
    } else {
      PaddleWriter.writeFolder(graph, encoding, path, layout, outputs);
    }
  }

  /** The size of what was written. */
  long diskBytes() throws IOException {
    return ModelSource.of(path).outline().diskBytes();
  }
}
