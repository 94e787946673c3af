package dev.octet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Accuracy and throughput. */
@Command(name = "eval", description = "Measures the accuracy and the throughput of a model.")
final class EvalCommand extends WorkCommand {
  @Mixin private ModelOptions model;
  @Mixin private DataOptions data;

  @Option(
      names = "--labels",
      required = true,
      paramLabel = "FILE",
      description =
          "An .npy or IDX file: class numbers [N] for top1, target images [N,...] for psnr, of"
              + " which uint8 pixels count as p/255.")
  private Path labels;

  @Option(
      names = "--metric",
      paramLabel = "NAME",
      defaultValue = "top1",
      description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Metric metric = Metric.TOP1;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "32",
      converter = Converters.Positive.class,
      description = "Items a run where the model leaves it open (default: ${DEFAULT-VALUE}).")
  private int batchSize;

  @Option(
      names = "--threads",
      paramLabel = "N",
      converter = Converters.Threads.class,
      description = "Runs at the same time (default: one a processor).")
  private Optional<Integer> threads = Optional.empty();

  @Mixin private ComputeOptions compute;

  @Override
  Result work() throws IOException {
    data.require();
    LoadedModel loaded = LoadedModel.load(model.open());
    InputData items = data.open(loaded.graph().inputs());
    var targets = TensorFile.read(labels);
    int parallel = threads.orElse(Runtime.getRuntime().availableProcessors());
    Evaluation evaluation =
        Evaluation.of(
            loaded,
            loaded.compile(compute.options()),
            items,
            batchSize,
            parallel,
            metric,
            targets,
            labels);
    return new EvalResult(loaded.name(), evaluation, evaluation.itemsPerSecond());
  }

  private record EvalResult(String model, Evaluation evaluation, double itemsPerSecond)
      implements Result {
    @Override
    public void print(PrintWriter out) {
      out.printf(
          Locale.ROOT,
          "%s: %s %s over %,d items, %,.0f items/s on %d threads%n",
          model,
          evaluation.metric(),
          evaluation.text(),
          evaluation.items(),
          itemsPerSecond,
          evaluation.threads());
      if (evaluation.undefined() > 0) {
        out.println(evaluation.metric().remark(evaluation.undefined()));
      }
    }
  }
}
