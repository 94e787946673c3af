package dev.octet.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.octet.bench.candidate.OnnxRuntimeCandidate;
import dev.octet.bench.measure.Rounds;
import dev.octet.bench.network.Network;
import dev.octet.cli.CommandException;
import dev.octet.cli.CommonOptions;
import dev.octet.cli.Converters;
import dev.octet.engine.kernel.provider.KernelProvider;
import dev.octet.engine.run.CompileOptions;
import dev.octet.formats.AtomicFile;
import dev.octet.formats.AtomicOutputs;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Chooses the benchmark and shows what it found. */
@Command(name = "octet bench", description = "Measures how fast Octet is.")
final class BenchCommand implements Callable<Integer> {
  private static final Duration WARM_UP = Duration.ofSeconds(3);
  private static final Duration BATCH = Duration.ofMillis(40);
  private static final Duration KERNEL_WARM_UP = Duration.ofMillis(500);
  private static final Duration KERNEL_BATCH = Duration.ofMillis(4);

  private static final List<String> STARTED_MODELS =
      List.of(Network.MOBILENET_V1.title(), "testdata/lenet");

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "MODEL",
      description =
          "The model to time: a Paddle model, a .nb or an .octet file, or a name as for --models.")
  private Optional<String> model = Optional.empty();

  @Option(names = "--kernels", description = "Time the kernels on the layer shapes of networks.")
  private boolean kernels;

  @Option(
      names = "--shape",
      split = ",",
      paramLabel = "N",
      converter = Converters.Positive.class,
      description = "The shape of the input of MODEL, such as 1,3,640,640.")
  private List<Integer> shape = List.of();

  @Option(
      names = "--int8",
      description = "Quantize MODEL first, with seeded noise as calibration data.")
  private boolean int8;

  @Option(
      names = "--dynamic",
      description =
          "Quantize the weights of MODEL first, if they are float, and compute on int8 with inputs"
              + " quantized by their own range in each run; the same model is timed in float too.")
  private boolean dynamic;

  @Option(
      names = "--against",
      paramLabel = "ENGINE",
      description = "Time MODEL in another engine too: onnxruntime, for float models.")
  private String against = "";

  @Option(names = "--peers", description = "Compare with ONNX Runtime on the same networks.")
  private boolean peers;

  @Option(
      names = "--start",
      description = "Time starts of MODEL, or of two models, in fresh virtual machines.")
  private boolean start;

  @Option(
      names = "--starts",
      paramLabel = "N",
      defaultValue = "5",
      converter = Converters.Positive.class,
      description =
          "How many virtual machines --start starts for a row; default: ${DEFAULT-VALUE}.")
  private int starts;

  @Option(names = "--memory", description = "Measure the memory of models in float and int8.")
  private boolean memory;

  @Option(
      names = "--models",
      split = ",",
      paramLabel = "NAME",
      description =
          "The models of --peers and --memory, of ${COMPLETION-CANDIDATES}; default: all.",
      completionCandidates = ModelNames.class)
  private List<String> models = ComparedModel.names();

  @Option(
      names = "--threads",
      split = ",",
      paramLabel = "N",
      defaultValue = "1",
      converter = Converters.Threads.class,
      description = "How many threads share a run; default: ${DEFAULT-VALUE}.")
  private List<Integer> threads = List.of(1);

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "30",
      converter = Converters.Positive.class,
      description = "How many batches of runs are timed; default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--json-file",
      paramLabel = "FILE",
      description = "Write the JSON document to a file as well.")
  private List<Path> jsonFiles = List.of();

  @Override
  public Integer call() throws IOException {
    List<Boolean> kinds = List.of(peers, kernels, memory, start || model.isPresent());
    if (Collections.frequency(kinds, true) != 1) {
      throw wrongUsage("one of MODEL, --peers, --kernels, --start and --memory is needed");
    }
    requirePlaces();
    Report report =
        peers
            ? comparePeers()
            : kernels
                ? timeKernels()
                : memory ? measureMemory() : start ? timeStart() : timeModel();
    PrintWriter out = spec.commandLine().getOut();
    if (common.isJson()) {
      out.println(json(report));
    } else {
      report.print(out);
    }
    out.flush();
    byte[] document = (json(report) + System.lineSeparator()).getBytes(StandardCharsets.UTF_8);
    for (Path file : jsonFiles) {
      AtomicFile.write(file, document);
    }
    if (!report.isSound()) {
      throw new CommandException(
          "results that disagree", "'octet bench'", "the table says WRONG beside them");
    }
    return ExitCode.OK;
  }

  private ParameterException wrongUsage(String why) {
    return new ParameterException(spec.commandLine(), why);
  }

  /** Before minutes of work: that the documents can be written, and take the place of no other. */
  private void requirePlaces() throws IOException {
    try (AtomicOutputs rehearsal = new AtomicOutputs()) {
      for (Path file : jsonFiles) {
        if (Files.exists(file) && !file.toString().endsWith(".json")) {
          throw wrongUsage("--json-file replaces .json files only, not " + file);
        }
        rehearsal.file(file, _ -> {});
      }
    }
  }

  private void checkModels() {
    for (String name : models) {
      if (!ComparedModel.names().contains(name)) {
        throw wrongUsage(
            "--models: '%s' is none of %s"
                .formatted(name, String.join(", ", ComparedModel.names())));
      }
    }
  }

  private Report comparePeers() throws IOException {
    checkModels();
    if (threads.size() != 1) {
      throw wrongUsage("--peers takes one number of threads");
    }
    OnnxRuntimeCandidate.requireLibrary();
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

  private Report timeStart() throws IOException {
    List<TimedModel> timed = new ArrayList<>();
    if (model.isEmpty()) {
      for (String name : STARTED_MODELS) {
        timed.add(TimedModel.of(name, List.of(), true, testdata()));
      }
    } else {
      timed.add(TimedModel.of(model.orElseThrow(), shape, int8, testdata()));
    }
    Machine machine = Machine.measure();
    var benchmark = new StartBenchmark(starts);
    List<StartReport.StartRow> rows = new ArrayList<>();
    for (TimedModel each : timed) {
      spec.commandLine().getErr().println("starting " + each.name());
      rows.addAll(benchmark.run(each));
    }
    return new StartReport(machine, rows);
  }

  private Report measureMemory() throws IOException {
    checkModels();
    var benchmark = new MemoryBenchmark();
    List<MemoryReport.MemoryRow> rows = new ArrayList<>();
    for (String name : models) {
      rows.add(benchmark.run(name, name, testdata()));
    }
    if (models.equals(ComparedModel.names())) {
      // Engines are not compared on it.
      String path = testdata().resolve("models/denoiser/fp32").toString();
      rows.add(benchmark.run("testdata/denoiser", path, testdata()));
    }
    return new MemoryReport(KernelProvider.kernels().name(), rows);
  }

  private Report timeModel() throws IOException {
    boolean againstOnnxRuntime = against.equalsIgnoreCase("onnxruntime");
    if (!against.isEmpty() && !againstOnnxRuntime) {
      throw wrongUsage("--against: '%s' is not onnxruntime".formatted(against));
    }
    if (dynamic && (int8 || againstOnnxRuntime)) {
      throw wrongUsage("--dynamic goes with neither --int8 nor --against");
    }
    if (int8 && againstOnnxRuntime) {
      throw wrongUsage("--against is for float models; --peers compares int8");
    }
    if (againstOnnxRuntime) {
      OnnxRuntimeCandidate.requireLibrary();
    }
    var timed = TimedModel.of(model.orElseThrow(), shape, int8, testdata());
    if (dynamic) {
      timed = timed.withIntegerWeights();
    }
    Machine machine = Machine.measure();
    var options = CompileOptions.DEFAULT.withDynamicInt8(dynamic);
    return new ModelBenchmark(threads, againstOnnxRuntime, options)
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
