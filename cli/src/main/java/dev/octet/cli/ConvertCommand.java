package dev.octet.cli;

import dev.octet.formats.AtomicOutputs;
import dev.octet.formats.paddle.PaddleLayout;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a model in another format. */
@Command(
    name = "convert",
    description = "Writes a model in another format: names, operators and numbers stay.")
final class ConvertCommand extends WorkCommand {
  @Mixin private ModelOptions model;

  @Parameters(
      index = "1",
      paramLabel = "OUT",
      converter = Converters.PathText.class,
      description =
          "The file NAME.octet or NAME.pdmodel (with NAME.pdiparams beside it), or the folder of a"
              + " Paddle model.")
  private String target = "";

  @Option(
      names = "--format",
      paramLabel = "NAME",
      converter = Converters.ModelFormatName.class,
      completionCandidates = Converters.ModelFormatNames.class,
      description =
          "The kind of model: ${COMPLETION-CANDIDATES} (default: by the name of OUT, paddle for a"
              + " folder).")
  private Optional<ModelFormat> format = Optional.empty();

  @Option(
      names = "--layout",
      paramLabel = "NAME",
      defaultValue = "pdmodel",
      converter = Converters.LayoutName.class,
      completionCandidates = Converters.LayoutNames.class,
      description =
          "The files in a folder: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). They are"
              + " model.pdmodel with model.pdiparams, __model__ with __params__, and __model__ with"
              + " a file for each variable.")
  private PaddleLayout layout = PaddleLayout.PDMODEL;

  @Override
  Result work() throws IOException {
    ModelSource source = model.open();
    ModelTarget written = ModelTarget.of(target, format, layout, ModelFormat.PADDLE, source);
    try (AtomicOutputs rehearsal = new AtomicOutputs()) {
      written.require(source.files(), rehearsal);
    }
    LoadedModel loaded = LoadedModel.load(source);
    try (AtomicOutputs outputs = new AtomicOutputs()) {
      written.write(loaded.graph(), outputs);
      outputs.commit();
    }
    return new Conversion(
        loaded.name(),
        written.path().toString(),
        written.format().toString(),
        ModelSource.of(written.path()).outline().encoding(),
        source.outline().diskBytes(),
        written.diskBytes());
  }

  private record Conversion(
      String model, String file, String format, String encoding, long modelBytes, long fileBytes)
      implements Result {
    @Override
    public void print(PrintWriter out) {
      out.printf(
          "%s: %s, %s; %s, was %s%n",
          file, format, encoding, Quantity.bytes(fileBytes), Quantity.bytes(modelBytes));
    }
  }
}
