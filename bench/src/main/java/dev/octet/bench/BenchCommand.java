package dev.octet.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.octet.bench.measure.Rounds;
import java.io.IOException;
import java.io.PrintWriter;
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
import picocli.CommandLine.Spec;

/** Chooses the benchmark and shows what it found. */
@Command(
    name = "octet bench",
    description = "Measures how fast Octet is.",
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
  private static final Duration WARM_UP = Duration.ofSeconds(3);
  private static final Duration BATCH = Duration.ofMillis(40);

  @Spec private CommandSpec spec;

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
      description = "How many threads run at once, each its own runs; default: ${DEFAULT-VALUE}.")
  private List<Integer> threads = List.of(1);

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "30",
      description = "How many batches of runs are timed; default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(names = "--json", description = "Print one JSON document in place of text.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (rounds < 1 || threads.stream().anyMatch(each -> each < 1)) {
      throw new ParameterException(spec.commandLine(), "--rounds and --threads must be 1 or more");
    }
    if (!peers) {
      throw new ParameterException(spec.commandLine(), "--peers is missing");
    }
    Report report = comparePeers();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(json(report));
    } else {
      report.print(out);
    }
    out.flush();
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
    Path testdata = Path.of(System.getProperty("octet.testdata", "testdata"));
    List<PeerResult> results = new ArrayList<>();
    for (String name : models) {
      spec.commandLine().getErr().println("comparing on " + name);
      results.add(comparison.compare(ComparedModel.of(name, testdata)));
    }
    return new PeerReport(machine, threads.getFirst(), rounds, results);
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
