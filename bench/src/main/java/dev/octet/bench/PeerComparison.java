package dev.octet.bench;

import dev.octet.bench.candidate.Candidate;
import dev.octet.bench.candidate.Candidate.Runner;
import dev.octet.bench.measure.Agreement;
import dev.octet.bench.measure.Rounds;
import dev.octet.bench.measure.Timing;
import dev.octet.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Octet and ONNX Runtime on the same networks with the same weights, thresholds and images, one
 * image a run, in one virtual machine. In both engines the same number of threads shares a run.
 */
final class PeerComparison {
  private final Rounds rounds;
  private final int threads;

  PeerComparison(Rounds rounds, int threads) {
    this.rounds = rounds;
    this.threads = threads;
  }

  /** Compares on one model. */
  PeerResult compare(ComparedModel model) {
    Map<Variant, Candidate> candidates = Variant.candidates(model, threads);
    try {
      Map<Variant, Agreement> agreements = agreements(candidates, model.images());
      return new PeerResult(model.name(), times(candidates, model.images().slice(0)), agreements);
    } finally {
      candidates.values().forEach(Candidate::close);
    }
  }

  private static Map<Variant, Agreement> agreements(
      Map<Variant, Candidate> candidates, Tensor images) {
    Map<Variant, List<float[]>> outputs = new EnumMap<>(Variant.class);
    candidates.forEach((variant, candidate) -> outputs.put(variant, outputs(candidate, images)));
    Map<Variant, Agreement> agreements = new EnumMap<>(Variant.class);
    outputs.forEach(
        (variant, actual) ->
            agreements.put(variant, Agreement.of(outputs.get(Variant.OCTET_FP32), actual)));
    return agreements;
  }

  private static List<float[]> outputs(Candidate candidate, Tensor images) {
    List<float[]> outputs = new ArrayList<>();
    for (int i = 0; i < images.shape().dim(0); i++) {
      try (Runner runner = candidate.runner(images.slice(i))) {
        outputs.add(runner.output());
      }
    }
    return outputs;
  }

  private Map<Variant, Timing> times(Map<Variant, Candidate> candidates, Tensor image) {
    List<Runner> runners =
        candidates.values().stream().map(candidate -> candidate.runner(image)).toList();
    try {
      List<Timing> timings =
          rounds.time(runners.stream().<Runnable>map(runner -> runner::run).toList());
      Map<Variant, Timing> times = new EnumMap<>(Variant.class);
      int next = 0;
      for (Variant variant : candidates.keySet()) {
        times.put(variant, timings.get(next++));
      }
      return times;
    } finally {
      runners.forEach(Runner::close);
    }
  }
}
