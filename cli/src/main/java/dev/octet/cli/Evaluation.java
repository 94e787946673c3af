package dev.octet.cli;

import dev.octet.engine.run.CompiledModel;
import dev.octet.engine.tensor.Tensor;
import java.io.IOException;

/**
 * How good and how fast a model is over data.
 *
 * @param value 0..1, or dB
 * @param text the value with its unit
 * @param undefined how many items or pixels have no value, since the output is NaN there
 * @param seconds wall time of all runs, with the preparation of the data
 */
record Evaluation(
    Metric metric,
    double value,
    String text,
    long undefined,
    int items,
    int threads,
    double seconds) {
  private static final double NANOS = 1e9;

  /**
   * @param batchSize how many items run at once where the model leaves it open
   * @param labels one a item along dimension 0
   * @param labelsName where the labels come from, for errors
   */
  static Evaluation of(
      LoadedModel model,
      CompiledModel compiled,
      InputData data,
      int batchSize,
      int threads,
      Metric metric,
      Tensor labels,
      Object labelsName)
      throws IOException {
    if (labels.shape().rank() == 0 || labels.shape().dim(0) < data.size()) {
      throw new CommandException(
          "too few labels", labelsName, "%s for %d items".formatted(labels, data.size()));
    }
    Metric.Score score = metric.newScore();
    long start = System.nanoTime();
    new BatchRun(model, data, batchSize, threads)
        .run(
            compiled,
            (from, to, output) -> {
              try {
                score.add(output, labels.slice(from, to));
              } catch (IllegalArgumentException e) {
                throw new CommandException("bad labels", labelsName, e);
              }
            });
    double seconds = (System.nanoTime() - start) / NANOS;
    return new Evaluation(
        metric, score.value(), score.text(), score.undefined(), data.size(), threads, seconds);
  }

  double itemsPerSecond() {
    return items / seconds;
  }
}
