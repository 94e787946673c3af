package dev.octet.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which model a command is about. */
final class ModelOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "MODEL",
      description = "The folder or program file of a Paddle model, a .nb or an .octet file.")
  private Optional<Path> model = Optional.empty();

  @Option(
      names = "--model-file",
      paramLabel = "FILE",
      description =
          "The program of a Paddle model with an unusual name, in MODEL if that is given.")
  private Optional<Path> modelFile = Optional.empty();

  @Option(
      names = "--params-file",
      paramLabel = "FILE",
      description = "The parameters that belong to --model-file.")
  private Optional<Path> paramsFile = Optional.empty();

  ModelSource open() throws IOException {
    if (modelFile.isEmpty() && paramsFile.isEmpty()) {
      return ModelSource.of(model.orElseThrow(() -> wrongUsage("MODEL is missing")));
    }
    Path params =
        paramsFile.orElseThrow(() -> wrongUsage("--model-file needs --params-file beside it"));
    Path program =
        modelFile.orElseGet(
            () ->
                model
                    .filter(Files::isRegularFile)
                    .orElseThrow(() -> wrongUsage("--params-file needs --model-file beside it")));
    return new PaddleSource(inModel(program), List.of(inModel(params)));
  }

  /** A relative name starts in MODEL where that is a folder. */
  private Path inModel(Path file) {
    return model.filter(Files::isDirectory).map(folder -> folder.resolve(file)).orElse(file);
  }

  private ParameterException wrongUsage(String why) {
    return new ParameterException(spec.commandLine(), why);
  }
}
