package dev.octet.cli;

import dev.octet.engine.graph.Graph;
import dev.octet.formats.paddle.PaddleLayout;
import dev.octet.formats.paddle.PaddleModel;
import dev.octet.formats.paddle.PaddleModelInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A Paddle model.
 *
 * @param path the folder or the program file
 * @param parameters the file of the parameters where its name does not follow from that of the
 *     program, else empty
 */
record PaddleSource(Path path, List<Path> parameters) implements ModelSource {
  @Override
  public String kind() {
    return "paddle";
  }

  @Override
  public Path program() throws IOException {
    return Files.isDirectory(path) ? PaddleModel.describe(path).program() : path;
  }

  @Override
  public Graph read() throws IOException {
    return parameters.isEmpty()
        ? PaddleModel.read(path)
        : PaddleModel.read(path, parameters.getFirst());
  }

  @Override
  public Outline outline() throws IOException {
    PaddleModelInfo info =
        parameters.isEmpty()
            ? PaddleModel.describe(path)
            : PaddleModel.describe(path, parameters.getFirst());
    return new Outline(
        info.encoding().toString(),
        info.inputs(),
        info.outputs(),
        info.operators(),
        info.parameterBytes(),
        diskBytes(info));
  }

  private long diskBytes(PaddleModelInfo info) throws IOException {
    Path program = info.program();
    if (!parameters.isEmpty()) {
      return Files.size(program) + size(parameters.getFirst());
    }
    if (info.layout() == PaddleLayout.PDMODEL) {
      String name = program.getFileName().toString().replaceFirst("\\.pdmodel$", ".pdiparams");
      return Files.size(program) + size(program.resolveSibling(name));
    }
    return size(program.toAbsolutePath().getParent());
  }

  /** The size of a file, or of the files of a folder; 0 if there is nothing. */
  private static long size(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return Files.exists(path) ? Files.size(path) : 0;
    }
    long sum = 0;
    try (var files = Files.newDirectoryStream(path, Files::isRegularFile)) {
      for (Path file : files) {
        sum += Files.size(file);
      }
    }
    return sum;
  }
}
