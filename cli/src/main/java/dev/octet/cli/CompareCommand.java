package dev.octet.cli;

import dev.octet.cli.Comparison.Row;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Two models on the same data. */
@Command(
    name = "compare",
    description =
        "Compares two models on the same data: their outputs, and the values inside that both have"
            + " under the same name.")
final class CompareCommand extends WorkCommand {
  @Parameters(index = "0", paramLabel = "A", description = "The model that is taken for right.")
  private Path a;

  @Parameters(index = "1", paramLabel = "B", description = "The model that is compared with it.")
  private Path b;

  @Mixin private DataOptions data;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "8",
      converter = Converters.Positive.class,
      description = "Items a run where the model leaves it open (default: ${DEFAULT-VALUE}).")
  private int batchSize;

  @Option(
      names = "--tolerance",
      paramLabel = "X",
      defaultValue = "0",
      description = "The models part where they differ by more (default: ${DEFAULT-VALUE}).")
  private double tolerance;

  @Override
  Result work() throws IOException {
    data.require();
    if (!(tolerance >= 0)) {
      throw wrongUsage("--tolerance %s: must be 0 or more".formatted(tolerance));
    }
    LoadedModel modelA = LoadedModel.load(ModelSource.of(a));
    LoadedModel modelB = LoadedModel.load(ModelSource.of(b));
    var inputs = modelA.graph().inputs();
    if (modelB.graph().inputs().size() != inputs.size()) {
      throw new CommandException(
          "models that cannot be compared",
          modelB.name(),
          "it has %d inputs, and %s has %d"
              .formatted(modelB.graph().inputs().size(), modelA.name(), inputs.size()));
    }
    InputData items = data.open(inputs);
    var comparison = new Comparison(modelA, modelB);
    comparison.run(items, batchSize);
    String parting =
        comparison.inner().stream()
            .filter(row -> !(row.max() <= tolerance))
            .map(Row::value)
            .findFirst()
            .orElse("");
    return new Differences(
        modelA.name(),
        modelB.name(),
        items.size(),
        tolerance,
        comparison.outputs(),
        comparison.inner(),
        parting);
  }

  /**
   * @param firstParting the first value inside that differs by more than the tolerance; empty if
   *     none does
   */
  private record Differences(
      String a,
      String b,
      int items,
      double tolerance,
      List<Row> outputs,
      List<Row> values,
      String firstParting)
      implements Result {
    @Override
    public void print(PrintWriter out) {
      out.printf("%s and %s over %d items%n%n", a, b, items);
      table("output", outputs).print(out);
      if (!values.isEmpty()) {
        out.println();
        table("value inside", values).print(out);
        out.println();
        out.println(
            firstParting.isEmpty()
                ? "no value inside differs by more than " + tolerance
                : "they part first at " + firstParting);
      }
    }

    private static TextTable table(String title, List<Row> rows) {
      var table = new TextTable().row(title, "max", "mean", "SQNR dB", "cosine");
      for (Row row : rows) {
        table.row(
            row.value(),
            String.format(Locale.ROOT, "%.4g", row.max()),
            String.format(Locale.ROOT, "%.4g", row.mean()),
            String.format(Locale.ROOT, "%.2f", row.sqnr()),
            String.format(Locale.ROOT, "%.6f", row.cosine()));
      }
      return table;
    }
  }
}
