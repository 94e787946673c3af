package dev.octet.quant;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Value;
import dev.octet.engine.tensor.Tensor;
import dev.octet.quant.Progress.Phase;
import dev.octet.quant.observer.MagnitudeHistogram;
import dev.octet.quant.observer.MagnitudeRange;
import dev.octet.quant.observer.MeanOfMaxima;
import dev.octet.quant.observer.NumberRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/** Finds the thresholds of activations: reads the samples once or more, and searches. */
final class Calibrator implements AutoCloseable {
  private final CalibrationMethod method;
  private final Graph graph;
  private final Samples samples;
  private final Set<Value> required;
  private final Progress progress;
  private final ObservedRuns runs;
  private final Map<Value, MagnitudeRange> magnitudes = new LinkedHashMap<>();
  private final Map<Value, NumberRange> numbers = new LinkedHashMap<>();
  private final Map<Value, MeanOfMaxima> means = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();
  private int used;

  /**
   * @param observed the values that get a threshold where they are finite
   * @param required those of them that must be
   */
  Calibrator(
      CalibrationMethod method,
      Graph graph,
      Collection<Value> observed,
      Samples samples,
      Set<Value> required,
      Progress progress) {
    this.method = method;
    this.graph = graph;
    this.samples = samples;
    this.required = required;
    this.progress = progress;
    this.runs = new ObservedRuns(graph, observed, method.batchSize());
  }

  /**
   * The threshold of each observed variable that is finite; 0 for one that is always 0.
   *
   * @throws QuantizationException if there is no sample, or a sample or a required value is not
   *     finite, or the samples differ from one reading to the next
   */
  Map<String, Double> thresholds() {
    readRanges();
    return switch (method.algorithm()) {
      case ABS_MAX, MIN_MAX -> search((_, range) -> ActivationThreshold.absMax(range));
      case AVG -> search((value, _) -> ActivationThreshold.of(means.get(value).mean()));
      case KL -> {
        Map<Value, MagnitudeHistogram> histograms = histograms();
        yield search(
            (value, range) -> ActivationThreshold.kullbackLeibler(range, histograms.get(value)));
      }
      case HIST -> {
        Map<Value, MagnitudeHistogram> histograms = histograms();
        yield search(
            (value, range) ->
                ActivationThreshold.percentile(range, histograms.get(value), method.histPercent()));
      }
      case MSE, EMD, PTF -> {
        Map<Value, Double> found =
            new BatchSearches(method, graph, samples, used, runs, progress).run(magnitudes);
        yield search((value, _) -> ActivationThreshold.of(found.get(value)));
      }
    };
  }

  /** How many samples were used. */
  int samples() {
    return used;
  }

  /** What the user should know. */
  List<String> notes() {
    return notes;
  }

  /** The smallest and the largest number of each variable, where the algorithm asks for them. */
  Map<String, Range> ranges() {
    Map<String, Range> ranges = new LinkedHashMap<>();
    numbers.forEach(
        (value, range) -> ranges.put(value.name(), new Range(range.min(), range.max())));
    return ranges;
  }

  private void readRanges() {
    int limit = method.limit();
    used =
        runs.run(
            samples,
            limit,
            new ObservedRuns.Viewer() {
              @Override
              public void view(Value value, Tensor tensor, SampleBatch batch) {
                widen(value, tensor, batch);
              }

              @Override
              public void endBatch() {
                means.values().forEach(MeanOfMaxima::endBatch);
              }
            },
            done -> progress.advanced(Phase.RANGES, done, limit));
    if (used == 0) {
      throw new QuantizationException("there are no samples: calibration needs at least one");
    }
    if (used < limit) {
      notes.add("%d samples, fewer than the %d asked for".formatted(used, limit));
    }
    magnitudes.values().removeIf(range -> range.count() == 0 || !range.isFinite());
    numbers.keySet().retainAll(magnitudes.keySet());
  }

  private void widen(Value value, Tensor tensor, SampleBatch batch) {
    FloatElements x = FloatElements.of(tensor);
    MagnitudeRange range = magnitudes.computeIfAbsent(value, _ -> new MagnitudeRange());
    range.observe(x.array(), x.from(), x.to());
    if (!range.isFinite() && required.contains(value)) {
      throw new QuantizationException(
          "variable '%s' is not finite for %s: the float model itself gives NaN or infinity"
              .formatted(value, batch));
    }
    if (method.algorithm() == Algorithm.MIN_MAX) {
      numbers.computeIfAbsent(value, _ -> new NumberRange()).observe(x.array(), x.from(), x.to());
    } else if (method.algorithm() == Algorithm.AVG) {
      int rows = tensor.shape().rank() == 0 ? 1 : tensor.shape().dim(0);
      means
          .computeIfAbsent(value, _ -> new MeanOfMaxima())
          .observe(x.array(), x.from(), x.to(), rows);
    }
  }

  private Map<String, Double> search(
      BiFunction<Value, MagnitudeRange, ActivationThreshold> threshold) {
    Map<String, Double> thresholds = new LinkedHashMap<>();
    magnitudes.forEach(
        (value, range) -> {
          ActivationThreshold found = threshold.apply(value, range);
          found.note().ifPresent(note -> notes.add("variable '%s' %s".formatted(value, note)));
          thresholds.put(value.name(), found.threshold());
          progress.advanced(Phase.THRESHOLDS, thresholds.size(), magnitudes.size());
        });
    return thresholds;
  }

  /** Reads the samples a second time. */
  private Map<Value, MagnitudeHistogram> histograms() {
    Map<Value, MagnitudeHistogram> histograms = new LinkedHashMap<>();
    magnitudes.forEach(
        (value, range) -> histograms.put(value, new MagnitudeHistogram(range.min(), range.max())));
    int again =
        runs.run(
            samples,
            used,
            (value, tensor, _) -> {
              MagnitudeHistogram histogram = histograms.get(value);
              if (histogram != null) {
                FloatElements x = FloatElements.of(tensor);
                histogram.observe(x.array(), x.from(), x.to());
              }
            },
            done -> progress.advanced(Phase.HISTOGRAMS, done, used));
    long outside = histograms.values().stream().mapToLong(MagnitudeHistogram::outside).sum();
    if (again != used || outside > 0) {
      throw new QuantizationException(
          "the samples differ between two readings (%d and %d samples, %d values outside of the"
                  .formatted(used, again, outside)
              + " first range): %s reads them twice and must get the same ones"
                  .formatted(method.algorithm()));
    }
    return histograms;
  }

  @Override
  public void close() {
    runs.close();
  }
}
