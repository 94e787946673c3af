package dev.octet.cli;

import dev.octet.engine.graph.Graph;
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
  public List<Path> files() throws IOException {
    return parameters.isEmpty()
        ? PaddleModel.files(path)
        : PaddleModel.files(path, parameters.getFirst());
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
        diskBytes());
  }

  private long diskBytes() throws IOException {
    long sum = 0;
    for (Path file : files()) {
      sum += Files.size(file);
    }
    return sum;
  }
}
