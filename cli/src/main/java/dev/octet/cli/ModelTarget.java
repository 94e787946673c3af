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
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Where a model is to be written, and as what.
 *
 * @param path the file or folder, which is there once {@link #write} has succeeded and its outputs
 *     are committed
 * @param makesFolder whether the folder around it is made for it
 */
record ModelTarget(Path path, ModelFormat format, PaddleLayout layout, boolean makesFolder) {
  /** A folder of such a name would be taken for something else. */
  private static final List<String> FOREIGN = List.of(LiteSource.SUFFIX, ".onnx", ".tflite");

  static final String PROGRAM_SUFFIX = ".pdmodel";

  /**
   * @param text the path as the user wrote it
   * @param format what the user asked for; if nothing, the name decides
   * @param source what the model is made of; a file in a folder is called like it
   * @throws CommandException if the file could not be read again by its name
   */
  static ModelTarget of(
      String text,
      Optional<ModelFormat> format,
      PaddleLayout layout,
      ModelFormat usual,
      ModelSource source) {
    Path path = Path.of(text);
    if (FOREIGN.stream().anyMatch(text::endsWith)) {
      throw new CommandException(
          "a kind of model that is not written there",
          path,
          "only 'octet opt' writes .nb files, and none writes .onnx or .tflite");
    }
    ModelFormat wanted = format.orElseGet(() -> format(text, usual));
    boolean makesFolder = wanted == ModelFormat.OCTET && isFolder(text, path);
    if (wanted == ModelFormat.OCTET) {
      if (makesFolder) {
        path = path.resolve(source.stem() + OctetSource.SUFFIX);
      } else if (!text.endsWith(OctetSource.SUFFIX)) {
        throw new CommandException(
            "a name that tells of no format", path, "an .octet file must be called NAME.octet");
      }
    }
    return new ModelTarget(path, wanted, layout, makesFolder);
  }

  /**
   * Requires that the model can be written, before the work that makes it.
   *
   * @param read the files that it is made of
   * @param rehearsal outputs that are not committed
   * @throws CommandException if one of these files would be replaced
   */
  void require(Collection<Path> read, AtomicOutputs rehearsal) throws IOException {
    if (format == ModelFormat.OCTET) {
      OutputPlaces.requireOther(path, "a model", read);
      if (makesFolder) {
        Path folder = path.toAbsolutePath().getParent();
        OutputPlaces.requireFiles(folder, List.of(path), rehearsal);
      } else {
        rehearsal.file(path, _ -> {});
      }
      return;
    }
    boolean isFile = path.toString().endsWith(PROGRAM_SUFFIX);
    for (Path output : isFile ? PaddleWriter.files(path) : List.of(path)) {
      OutputPlaces.requireOther(output, "a model", read);
    }
    PaddleWriter.rehearse(path, rehearsal);
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
        case OCTET -> {
          if (makesFolder) {
            Files.createDirectories(path.toAbsolutePath().getParent());
          }
          OctetFile.write(graph, path, outputs);
        }
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
