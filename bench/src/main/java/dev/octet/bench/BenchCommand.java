package dev.octet.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.octet.bench.measure.Rounds;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Chooses the benchmark and shows what it found. */
@Command(
    name = "octet bench",
    description = "Measures how fast Octet is.",
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
  private static final Duration WARM_UP = Duration.ofSeconds(3);
  private static final Duration BATCH = Duration.ofMillis(40);
  private static final Duration KERNEL_WARM_UP = Duration.ofMillis(500);
  private static final Duration KERNEL_BATCH = Duration.ofMillis(4);

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "MODEL",
      description = "The model to time: a Paddle model, an .octet file, or a name as for --models.")
  private List<String> model = List.of();

  @Option(names = "--kernels", description = "Time the kernels on the layer shapes of networks.")
  private boolean kernels;

  @Option(
      names = "--shape",
      split = ",",
      paramLabel = "N",
      description = "The shape of the input of MODEL, such as 1,3,640,640.")
  private List<Integer> shape = List.of();

  @Option(
      names = "--int8",
      description = "Quantize MODEL first, with seeded noise as calibration data.")
  private boolean int8;

  @Option(
      names = "--against",
      paramLabel = "ENGINE",
      description = "Time MODEL in another engine too: onnxruntime, for float models.")
  private String against = "";

  @Option(names = "--peers", description = "Compare with ONNX Runtime on the same networks.")
  private boolean peers;

  @Option(
      names = "--models",
      split = ",",
      paramLabel = "NAME",
      description = "The models of --peers, of ${COMPLETION-CANDIDATES}; default: all.",
      completionCandidates = ModelNames.class)
  private List<String> models = ComparedModel.names();

  @Option(
      names = "--threads",
      split = ",",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many threads share a run; default: ${DEFAULT-VALUE}.")
  private List<Integer> threads = List.of(1);

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "30",
      description = "How many batches of runs are timed; default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(names = "--json", description = "Print one JSON document in place of text.")
  private boolean json;

  @Option(
      names = "--json-file",
      paramLabel = "FILE",
      description = "Write the JSON document to a file as well.")
  private List<Path> jsonFiles = List.of();

  @Override
  public Integer call() throws IOException {
    if (rounds < 1 || threads.stream().anyMatch(each -> each < 1)) {
      throw new ParameterException(spec.commandLine(), "--rounds and --threads must be 1 or more");
    }
    if ((peers ? 1 : 0) + (kernels ? 1 : 0) + model.size() != 1) {
      throw new ParameterException(
          spec.commandLine(), "one of MODEL, --peers and --kernels is needed");
    }
    Report report = peers ? comparePeers() : kernels ? timeKernels() : timeModel();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(json(report));
    } else {
      report.print(out);
    }
    out.flush();
    for (Path file : jsonFiles) {
      Files.writeString(file, json(report) + System.lineSeparator());
    }
    return report.isSound() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private Report comparePeers() throws IOException {
    if (!ComparedModel.names().containsAll(models)) {
      throw new ParameterException(
          spec.commandLine(), "--models must be of " + ComparedModel.names());
    }
    if (threads.size() != 1) {
      throw new ParameterException(spec.commandLine(), "--peers takes one number of threads");
    }
    Machine machine = Machine.measure();
    var comparison = new PeerComparison(new Rounds(rounds, WARM_UP, BATCH), threads.getFirst());
    List<PeerResult> results = new ArrayList<>();
    for (String name : models) {
      spec.commandLine().getErr().println("comparing on " + name);
      results.add(comparison.compare(ComparedModel.of(name, testdata())));
    }
    return new PeerReport(machine, threads.getFirst(), rounds, results);
  }

  private Report timeKernels() throws IOException {
    Machine machine = Machine.measure();
    var benchmark = new KernelBenchmark(new Rounds(rounds, KERNEL_WARM_UP, KERNEL_BATCH));
    PrintWriter err = spec.commandLine().getErr();
    return new KernelReport(machine, benchmark.run(network -> err.println("timing " + network)));
  }

  private Report timeModel() throws IOException {
    boolean againstOnnxRuntime = against.equalsIgnoreCase("onnxruntime");
    if (!against.isEmpty() && !againstOnnxRuntime) {
      throw new ParameterException(
          spec.commandLine(), "--against " + against + ": must be onnxruntime");
    }
    if (int8 && againstOnnxRuntime) {
      throw new ParameterException(
          spec.commandLine(), "--against is for float models; --peers compares int8");
    }
    var timed = TimedModel.of(model.getFirst(), shape, int8, testdata());
    Machine machine = Machine.measure();
    return new ModelBenchmark(threads, againstOnnxRuntime)
        .run(machine, timed.name(), timed.graph(), timed.input());
  }

  private static Path testdata() {
    return Path.of(System.getProperty("octet.testdata", "testdata"));
  }

  private static String json(Report report) {
    try {
      return JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build()
          .writeValueAsString(report);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON for " + report.getClass(), e);
    }
  }

  /** For the help text. */
  private static final class ModelNames implements Iterable<String> {
    @Override
    public java.util.Iterator<String> iterator() {
      return ComparedModel.names().iterator();
    }
  }
}
