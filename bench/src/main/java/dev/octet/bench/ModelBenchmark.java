package dev.octet.bench;

import dev.octet.bench.ModelReport.EngineLatency;
import dev.octet.bench.ModelReport.OperatorRow;
import dev.octet.bench.candidate.Candidate;
import dev.octet.bench.candidate.Candidate.Runner;
import dev.octet.bench.candidate.OctetCandidate;
import dev.octet.bench.candidate.OnnxRuntimeCandidate;
import dev.octet.bench.measure.Agreement;
import dev.octet.bench.measure.Latency;
import dev.octet.bench.onnx.OnnxExport;
import dev.octet.cli.CommandException;
import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.report.OperatorTime;
import dev.octet.engine.run.CompileOptions;
import dev.octet.engine.run.Session;
import dev.octet.engine.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Times one model: single runs on several numbers of threads, and its operators one by one. */
final class ModelBenchmark {
  private static final Duration WARM_UP = Duration.ofSeconds(3);
  private static final Duration TIME = Duration.ofSeconds(5);
  private static final int PROFILES = 100;

  private final List<Integer> threads;
  private final boolean againstOnnxRuntime;
  private final CompileOptions options;

  /**
   * @param threads for each measurement how many share a run
   * @param options with dynamic int8 the same model is also timed without it
   */
  ModelBenchmark(List<Integer> threads, boolean againstOnnxRuntime, CompileOptions options) {
    this.threads = List.copyOf(threads);
    this.options = options;
    this.againstOnnxRuntime = againstOnnxRuntime;
  }

  ModelReport run(Machine machine, String model, Graph graph, Tensor input) {
    // Before anything is timed, since not every operator can be written.
    byte[] onnx = againstOnnxRuntime ? export(model, graph, input.shape().dim(0)) : new byte[0];
    List<EngineLatency> latencies = new ArrayList<>();
    List<Agreement> agreement = List.of();
    for (int count : threads) {
      try (var octet = new OctetCandidate(graph, count, options)) {
        latencies.addAll(
            options.dynamicInt8()
                ? besideFloat(graph, count, octet, input)
                : List.of(latency("Octet", count, octet, input)));
      }
    }
    if (againstOnnxRuntime) {
      String engine = "ONNX Runtime " + OnnxRuntimeCandidate.version();
      for (int count : threads) {
        try (var octet = new OctetCandidate(graph, count);
            var peer = new OnnxRuntimeCandidate(onnx, count)) {
          latencies.add(latency(engine, count, peer, input));
          agreement =
              List.of(Agreement.of(List.of(output(octet, input)), List.of(output(peer, input))));
        }
      }
    }
    long multiplyAdds =
        Octet.compile(graph, options)
            .report(Map.of(graph.inputs().getFirst().name(), input.shape()))
            .multiplyAdds();
    return new ModelReport(
        machine,
        model,
        input.toString(),
        multiplyAdds,
        latencies,
        agreement,
        operators(graph, input));
  }

  private static byte[] export(String model, Graph graph, int batch) {
    try {
      return OnnxExport.export(graph, batch);
    } catch (UnsupportedOperationException e) {
      throw new CommandException("a model that --against cannot time", model, e);
    }
  }

  private static List<EngineLatency> besideFloat(
      Graph graph, int threads, Candidate dynamic, Tensor input) {
    try (var floats = new OctetCandidate(graph, threads);
        Runner dynamicRunner = dynamic.runner(input);
        Runner floatRunner = floats.runner(input)) {
      List<Latency> both =
          Latency.measure(List.of(dynamicRunner::run, floatRunner::run), WARM_UP, TIME);
      return List.of(
          new EngineLatency("Octet", threads, both.getFirst()),
          new EngineLatency("Octet in float", threads, both.getLast()));
    }
  }

  private static EngineLatency latency(
      String engine, int threads, Candidate candidate, Tensor input) {
    try (Runner runner = candidate.runner(input)) {
      return new EngineLatency(engine, threads, Latency.measure(runner::run, WARM_UP, TIME));
    }
  }

  private static float[] output(Candidate candidate, Tensor input) {
    try (Runner runner = candidate.runner(input)) {
      return runner.output();
    }
  }

  /** Each operator with the least of its times. */
  private List<OperatorRow> operators(Graph graph, Tensor input) {
    try (Session session = Octet.compile(graph, options).newSession(1)) {
      Map<String, Tensor> inputs = Map.of(graph.inputs().getFirst().name(), input);
      List<OperatorTime> least = new ArrayList<>(session.profile(inputs, 1));
      for (int i = 1; i < PROFILES; i++) {
        List<OperatorTime> times = session.profile(inputs, 1);
        for (int j = 0; j < times.size(); j++) {
          if (times.get(j).nanoseconds() < least.get(j).nanoseconds()) {
            least.set(j, times.get(j));
          }
        }
      }
      return least.stream().map(OperatorRow::of).toList();
    }
  }
}
