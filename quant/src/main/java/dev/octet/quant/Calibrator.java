package dev.octet.quant;

import dev.octet.engine.graph.Value;
import dev.octet.quant.Progress.Phase;
import dev.octet.quant.observer.MagnitudeHistogram;
import dev.octet.quant.observer.MagnitudeRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/** Finds the thresholds of activations: reads the samples once or twice, and searches. */
final class Calibrator {
  private final ObservedRuns runs;
  private final Samples samples;
  private final Set<Value> required;
  private final Progress progress;
  private final Map<Value, MagnitudeRange> ranges = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();
  private final int used;

  /**
   * Reads the samples a first time.
   *
   * @param required the values that must get a threshold
   * @param limit how many samples are asked for
   * @throws QuantizationException if there is no sample, or a sample or a required value is not
   *     finite
   */
  Calibrator(
      ObservedRuns runs, Samples samples, int limit, Set<Value> required, Progress progress) {
    this.runs = runs;
    this.samples = samples;
    this.required = required;
    this.progress = progress;
    this.used =
        runs.run(samples, limit, this::widen, done -> progress.advanced(Phase.RANGES, done, limit));
    if (used == 0) {
      throw new QuantizationException("there are no samples: calibration needs at least one");
    }
    if (used < limit) {
      notes.add("%d samples, fewer than the %d asked for".formatted(used, limit));
    }
    ranges.values().removeIf(range -> range.count() == 0 || !range.isFinite());
  }

  private void widen(Value value, FloatElements x, SampleBatch batch) {
    MagnitudeRange range = ranges.computeIfAbsent(value, _ -> new MagnitudeRange());
    range.observe(x.array(), x.from(), x.to());
    if (!range.isFinite() && required.contains(value)) {
      throw new QuantizationException(
          "variable '%s' is not finite for %s: the float model itself gives NaN or infinity"
              .formatted(value, batch));
    }
  }

  /** How many samples are used. */
  int samples() {
    return used;
  }

  /** What the user should know. */
  List<String> notes() {
    return notes;
  }

  /** The threshold of each observed variable that is finite; 0 for one that is always 0. */
  Map<String, Double> thresholds(Algorithm algorithm) {
    return switch (algorithm) {
      case ABS_MAX -> search((_, range) -> ActivationThreshold.absMax(range));
      case KL -> {
        Map<Value, MagnitudeHistogram> histograms = histograms();
        yield search(
            (value, range) -> ActivationThreshold.kullbackLeibler(range, histograms.get(value)));
      }
    };
  }

  private Map<String, Double> search(
      BiFunction<Value, MagnitudeRange, ActivationThreshold> threshold) {
    Map<String, Double> thresholds = new LinkedHashMap<>();
    ranges.forEach(
        (value, range) -> {
          ActivationThreshold found = threshold.apply(value, range);
          found.note().ifPresent(note -> notes.add("variable '%s' %s".formatted(value, note)));
          thresholds.put(value.name(), found.threshold());
          progress.advanced(Phase.THRESHOLDS, thresholds.size(), ranges.size());
        });
    return thresholds;
  }

  /** Reads the samples a second time. */
  private Map<Value, MagnitudeHistogram> histograms() {
    Map<Value, MagnitudeHistogram> histograms = new LinkedHashMap<>();
    ranges.forEach(
        (value, range) -> histograms.put(value, new MagnitudeHistogram(range.min(), range.max())));
    int again =
        runs.run(
            samples,
            used,
            (value, x, _) -> {
              MagnitudeHistogram histogram = histograms.get(value);
              if (histogram != null) {
                histogram.observe(x.array(), x.from(), x.to());
              }
            },
            done -> progress.advanced(Phase.HISTOGRAMS, done, used));
    long outside = histograms.values().stream().mapToLong(MagnitudeHistogram::outside).sum();
    if (again != used || outside > 0) {
      throw new QuantizationException(
          "the samples differ between two readings (%d and %d samples, %d values outside of the"
                  .formatted(used, again, outside)
              + " first range): KL reads them twice and must get the same ones");
    }
    return histograms;
  }
}
