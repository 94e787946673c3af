package dev.octet.cli;

import dev.octet.cli.ImageFolder.ImageSize;
import dev.octet.engine.graph.Input;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which data a command reads, and how pixels become numbers. */
final class DataOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "[NAME=]PATH",
      description = {
        "The items: an .npy file [N,...], an IDX file (also in gzip), or a folder of PNG and JPEG"
            + " images, by name. Repeated with NAME= for a model with several inputs.",
        "Elements of the type that the input takes are used as they are; uint8 pixels and images"
            + " become ((p/255)-mean)/std in float32."
      })
  private List<String> data = List.of();

  @Option(
      names = "--mean",
      paramLabel = "X",
      defaultValue = "0.5",
      split = ",",
      description = "For pixels: one number or one a channel (default: ${DEFAULT-VALUE}).")
  private float[] mean = {};

  @Option(
      names = "--std",
      paramLabel = "X",
      defaultValue = "0.5",
      split = ",",
      description = "For pixels: one number or one a channel (default: ${DEFAULT-VALUE}).")
  private float[] std = {};

  @Option(
      names = "--resize",
      paramLabel = "SIDE|HxW",
      converter = Converters.Size.class,
      description = "The size that images are brought to, bilinearly.")
  private Optional<ImageSize> resize = Optional.empty();

  @Option(names = "--bgr", description = "Images go blue, green, red (default: red, green, blue).")
  private boolean bgr;

  @Option(
      names = "--limit",
      paramLabel = "N",
      converter = Converters.Positive.class,
      description = "Use the first N items only.")
  private Optional<Integer> limit = Optional.empty();

  /** Refuses a command line without data. */
  void require() {
    if (data.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "Missing required option: '--data=[NAME=]PATH'");
    }
  }

  boolean isGiven() {
    return !data.isEmpty();
  }

  /** Opens the data for the inputs of a model. */
  InputData open(List<Input> inputs) throws IOException {
    Map<Input, Path> files = files(inputs);
    PixelScaling scaling;
    try {
      scaling = new PixelScaling(mean, std);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
    }
    Map<Input, DataSet> sets = new LinkedHashMap<>();
    int size = -1;
    for (var entry : files.entrySet()) {
      DataSet set = open(entry.getValue(), entry.getKey(), scaling);
      if (size >= 0 && set.size() != size) {
        throw new CommandException(
            "bad data",
            entry.getValue(),
            "it holds %d items, and the input before has %d".formatted(set.size(), size));
      }
      size = set.size();
      sets.put(entry.getKey(), set);
    }
    int all = Math.max(size, 0);
    return new InputData(sets, limit.map(most -> Math.min(most, all)).orElse(all));
  }

  /** The file or folder for each input of a model. */
  Map<Input, Path> files(List<Input> inputs) {
    try {
      return InputNames.assign(data, inputs, "--data");
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
    }
  }

  private DataSet open(Path path, Input input, PixelScaling scaling) throws IOException {
    return Files.isDirectory(path)
        ? ImageFolder.open(path, input, new ImageFolder.Options(scaling, resize, bgr))
        : TensorData.read(path, input, scaling);
  }
}
