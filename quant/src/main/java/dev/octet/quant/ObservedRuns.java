package dev.octet.quant;

import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Input;
import dev.octet.engine.graph.Value;
import dev.octet.engine.run.Session;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Tensor;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs samples through a float graph and shows what some of its values hold. How many samples run
 * at once depends on the memory that those values take; what a sample gives does not depend on it,
 * nor do the batches, whose samples are shown one after the other.
 */
final class ObservedRuns implements AutoCloseable {
  /** Memory that the observed values of one run may take, as long as one sample fits. */
  private static final long BUDGET = 256L << 20;

  private final List<Input> inputs;
  private final Collection<Value> values;
  private final int batchSize;
  private final Session session;
  private int samplesPerRun;

  /** Sees float32 values. */
  @FunctionalInterface
  interface Viewer {
    /**
     * @param tensor what the value holds in one run, over some of the samples of a batch
     */
    void view(Value value, Tensor tensor, SampleBatch samples);

    /** All samples of a batch have been shown. */
    default void endBatch() {}
  }

  /** Hears how many samples have been run. */
  @FunctionalInterface
  interface Counter {
    void count(int samples);
  }

  /**
   * @param batchSize how many samples a batch has, of which as many run at once at most
   */
  ObservedRuns(Graph graph, Collection<Value> values, int batchSize) {
    this.inputs = graph.inputs();
    this.values = values;
    this.batchSize = batchSize;
    List<Value> given = inputs.stream().map(Input::value).toList();
    List<Value> computed = values.stream().filter(value -> !given.contains(value)).toList();
    this.session = Octet.compile(graph.withOutputs(computed)).newSession();
  }

  /**
   * Runs at most {@code limit} samples and shows every value that is float32 in every run, in the
   * order of the values. The last batch may have fewer samples than the others.
   *
   * @return how many samples were run
   */
  int run(Samples samples, int limit, Viewer viewer, Counter counter) {
    SampleReader reader = new SampleReader(inputs, samples.read(inputs), limit);
    int done = 0;
    while (true) {
      int left = batchSize - done % batchSize;
      Optional<SampleBatch> next = reader.next(Math.clamp(samplesPerRun, 1, left));
      if (next.isEmpty()) {
        if (left < batchSize) {
          viewer.endBatch();
        }
        return done;
      }
      SampleBatch batch = next.get();
      Map<String, Tensor> outputs = session.run(batch.inputs());
      for (Value value : values) {
        Tensor tensor = outputs.getOrDefault(value.name(), batch.inputs().get(value.name()));
        if (tensor.dtype() == DType.FLOAT32) {
          viewer.view(value, tensor, batch);
        }
      }
      if (samplesPerRun == 0) {
        long bytes = outputs.values().stream().mapToLong(Tensor::byteSize).sum();
        samplesPerRun = Math.toIntExact(Math.clamp(BUDGET / Math.max(1, bytes), 1, batchSize));
      }
      done += batch.count();
      if (done % batchSize == 0) {
        viewer.endBatch();
      }
      counter.count(done);
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
