package dev.octet.cli;

import dev.octet.engine.graph.Graph;
import dev.octet.formats.AtomicOutputs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A model on disk, of any of the kinds that are read. */
public sealed interface ModelSource permits PaddleSource, LiteSource, OctetSource {
  /** What a file can be called that holds no model we read, and what it is. */
  Map<String, String> FOREIGN = Map.of(".onnx", "an ONNX model", ".tflite", "a LiteRT model");

  /**
   * The model at {@code path}: a folder or a program file of Paddle, a {@code .nb} or an {@code
   * .octet} file.
   *
   * @throws NoSuchFileException if there is nothing
   */
  static ModelSource of(Path path) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (Files.notExists(path) && folder != null) {
      AtomicOutputs.recover(folder);
    }
    if (Files.notExists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    if (Files.isRegularFile(path)) {
      for (var foreign : FOREIGN.entrySet()) {
        if (name.endsWith(foreign.getKey())) {
          throw new CommandException(
              "a kind of model that is not read",
              path,
              foreign.getValue() + "; Paddle models, .nb and .octet files are read");
        }
      }
    }
    if (Files.isDirectory(path)) {
      return new PaddleSource(path, List.of());
    }
    if (name.endsWith(LiteSource.SUFFIX)) {
      return new LiteSource(path);
    }
    return name.endsWith(OctetSource.SUFFIX)
        ? new OctetSource(path)
        : new PaddleSource(path, List.of());
  }

  /** Where the model is, as the user named it. */
  Path path();

  /** The files of the model. */
  default List<Path> files() throws IOException {
    return List.of(path());
  }

  /** As {@code paddle}, {@code paddle lite} or {@code octet}. */
  String kind();

  Graph read() throws IOException;

  /** What can be said without reading all of the model. */
  Outline outline() throws IOException;

  /** The name of the model without folder and suffix, for files that are made from it. */
  default String stem() {
    String name = String.valueOf(path().toAbsolutePath().normalize().getFileName());
    int dot = name.lastIndexOf('.');
    return Files.isDirectory(path()) || dot <= 0 ? name : name.substring(0, dot);
  }

  /**
   * @param encoding how quantization is encoded
   * @param operators how often each type of operator occurs
   * @param parameterBytes the size of the data of all parameters, in the types of the files
   * @param diskBytes the size of all files of the model
   */
  record Outline(
      String encoding,
      List<String> inputs,
      List<String> outputs,
      Map<String, Integer> operators,
      long parameterBytes,
      long diskBytes) {}
}
