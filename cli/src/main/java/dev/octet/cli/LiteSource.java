package dev.octet.cli;

import dev.octet.engine.graph.Graph;
import dev.octet.formats.lite.LiteModel;
import dev.octet.formats.paddle.PaddleModelInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A model of Paddle Lite. */
record LiteSource(Path path) implements ModelSource {
  static final String SUFFIX = ".nb";

  @Override
  public String kind() {
    return "paddle lite";
  }

  @Override
  public Graph read() throws IOException {
    return LiteModel.read(path);
  }

  @Override
  public Outline outline() throws IOException {
    PaddleModelInfo info = LiteModel.describe(path);
    return new Outline(
        info.encoding().toString(),
        info.inputs(),
        info.outputs(),
        info.operators(),
        info.parameterBytes(),
        Files.size(path));
  }
}
