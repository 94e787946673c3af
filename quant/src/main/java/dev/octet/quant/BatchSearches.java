package dev.octet.quant;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Value;
import dev.octet.engine.tensor.Tensor;
import dev.octet.quant.Progress.Phase;
import dev.octet.quant.observer.BatchObserver;
import dev.octet.quant.observer.MagnitudeRange;
import dev.octet.quant.observer.PowerOfTwoSearch;
import dev.octet.quant.observer.RoundingError;
import dev.octet.quant.observer.ThresholdSearch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Searches for thresholds that look at all that a value holds over a whole batch. As many values
 * are kept at once as memory allows; for more of them the samples are read again.
 */
final class BatchSearches {
  /** Memory that the kept batches may take, as long as one value fits. */
  private static final long BUDGET = 256L << 20;

  private final CalibrationMethod method;
  private final Graph graph;
  private final Samples samples;
  private final int used;
  private final ObservedRuns allRuns;
  private final Progress progress;

  /**
   * @param used how many samples the first reading gave
   * @param allRuns of all values
   */
  BatchSearches(
      CalibrationMethod method,
      Graph graph,
      Samples samples,
      int used,
      ObservedRuns allRuns,
      Progress progress) {
    this.method = method;
    this.graph = graph;
    this.samples = samples;
    this.used = used;
    this.allRuns = allRuns;
    this.progress = progress;
  }

  /** The threshold of each value. */
  Map<Value, Double> run(Map<Value, MagnitudeRange> ranges) {
    Map<Value, Double> thresholds = new LinkedHashMap<>();
    List<List<Value>> groups = groups(ranges);
    for (List<Value> group : groups) {
      int before = thresholds.size();
      if (groups.size() == 1) {
        thresholds.putAll(search(allRuns, group, before, ranges.size()));
      } else {
        try (var runs = new ObservedRuns(graph, group, method.batchSize())) {
          thresholds.putAll(search(runs, group, before, ranges.size()));
        }
      }
    }
    return thresholds;
  }

  private List<List<Value>> groups(Map<Value, MagnitudeRange> ranges) {
    int batches = Math.ceilDiv(used, method.batchSize());
    List<List<Value>> groups = new ArrayList<>();
    long free = 0;
    for (var entry : ranges.entrySet()) {
      long bytes = Float.BYTES * Math.ceilDiv(entry.getValue().count(), (long) batches);
      if (groups.isEmpty() || bytes > free) {
        groups.add(new ArrayList<>());
        free = BUDGET;
      }
      groups.getLast().add(entry.getKey());
      free -= bytes;
    }
    return groups;
  }

  private Map<Value, Double> search(
      ObservedRuns runs, Collection<Value> group, int before, int all) {
    Map<Value, Kept> kept = new LinkedHashMap<>();
    group.forEach(value -> kept.put(value, new Kept(search())));
    int again =
        runs.run(
            samples,
            used,
            new ObservedRuns.Viewer() {
              @Override
              public void view(Value value, Tensor tensor, SampleBatch batch) {
                Kept one = kept.get(value);
                if (one != null) {
                  one.batch.add(FloatElements.of(tensor));
                }
              }

              @Override
              public void endBatch() {
                kept.values().forEach(Kept::endBatch);
              }
            },
            done ->
                progress.advanced(
                    Phase.SEARCHES,
                    (long) before * used + (long) group.size() * done,
                    (long) all * used));
    if (again != used) {
      throw new QuantizationException(
          "the samples differ between two readings (%d and %d samples): %s reads them more than"
                  .formatted(used, again, method.algorithm())
              + " once and must get the same ones");
    }
    Map<Value, Double> thresholds = new LinkedHashMap<>();
    kept.forEach((value, one) -> thresholds.put(value, one.search.threshold()));
    return thresholds;
  }

  private BatchObserver search() {
    return switch (method.algorithm()) {
      case MSE -> new ThresholdSearch(RoundingError.MEAN_SQUARE, method.range());
      case EMD -> new ThresholdSearch(RoundingError.EARTH_MOVER, method.range());
      case PTF -> new PowerOfTwoSearch();
      default -> throw new IllegalArgumentException(method.algorithm() + " needs no batches");
    };
  }

  /** What has been seen of a value in the current batch, and what the batches before gave. */
  private static final class Kept {
    private final BatchObserver search;
    private final FloatList batch = new FloatList();

    Kept(BatchObserver search) {
      this.search = search;
    }

    void endBatch() {
      search.batch(batch.array(), batch.size());
      batch.clear();
    }
  }
}
