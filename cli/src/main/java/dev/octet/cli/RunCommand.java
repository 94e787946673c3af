package dev.octet.cli;

import dev.octet.engine.graph.GraphException;
import dev.octet.engine.graph.Input;
import dev.octet.engine.graph.Value;
import dev.octet.engine.report.CompileReport;
import dev.octet.engine.report.OperatorTime;
import dev.octet.engine.run.CompiledModel;
import dev.octet.engine.run.Session;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.AtomicOutputs;
import dev.octet.formats.npy.Npy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a model once. */
@Command(name = "run", description = "Runs a model once and writes an .npy file an output.")
final class RunCommand extends WorkCommand {
  private static final int PROFILED_RUNS = 50;

  @Mixin private ModelOptions model;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "[NAME=]FILE",
      description = "The .npy file of an input; repeated with NAME= for several inputs.")
  private List<String> inputs = List.of();

  @Option(
      names = "--output-dir",
      required = true,
      paramLabel = "DIR",
      description =
          "Where the outputs go, each in NAME.npy; characters that a file name cannot hold become"
              + " _.")
  private Path outputDir;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      converter = Converters.Threads.class,
      description =
          "How many threads share the larger operators (default: ${DEFAULT-VALUE}); the results do"
              + " not depend on it.")
  private int threads;

  @Option(
      names = "--profile",
      description =
          "Show what each operator runs (its kernel, int8 or float, products, bytes of weights) and"
              + " the time it takes: the mean of "
              + PROFILED_RUNS
              + " runs after as many to warm up.")
  private boolean profile;

  @Option(
      names = "--strict",
      description = "Fail if an operator that is quantized in the model would run in float.")
  private boolean strict;

  @Mixin private ComputeOptions compute;

  @Override
  Result work() throws IOException {
    ModelSource source = model.open();
    LoadedModel loaded = LoadedModel.load(source);
    Map<Input, Path> read = inputFiles(loaded.graph().inputs());
    List<Path> paths =
        OutputFiles.in(outputDir, loaded.graph().outputs().stream().map(Value::name).toList());
    requirePlaces(paths, source, read.values());
    CompiledModel compiled =
        loaded.compile(compute.options().withStrict(strict).withFastStart(!profile));
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (var entry : read.entrySet()) {
      tensors.put(entry.getKey().name(), TensorFile.read(entry.getValue()));
    }
    List<OutputFile> files = new ArrayList<>();
    List<OperatorMicros> times = new ArrayList<>();
    try (Session session = compiled.newSession(threads);
        AtomicOutputs written = new AtomicOutputs()) {
      Map<String, Tensor> outputs = session.run(tensors);
      Files.createDirectories(outputDir);
      for (var output : outputs.entrySet()) {
        Path path = paths.get(files.size());
        Tensor tensor = output.getValue();
        Npy.write(path, tensor, written);
        files.add(
            new OutputFile(
                output.getKey(), tensor.dtype().toString(), tensor.shape(), path.toString()));
      }
      if (profile) {
        session.profile(tensors, PROFILED_RUNS);
        session.profile(tensors, PROFILED_RUNS).forEach(time -> times.add(OperatorMicros.of(time)));
      }
      written.commit();
    } catch (GraphException e) {
      throw new CommandException("a failed run", loaded.name(), e);
    }
    return profile ? new Profile(files, compiled.report(), times) : new Outputs(files);
  }

  private Map<Input, Path> inputFiles(List<Input> declared) {
    try {
      return InputNames.assign(inputs, declared, "--input");
    } catch (IllegalArgumentException e) {
      throw wrongUsage(String.valueOf(e.getMessage()));
    }
  }

  private void requirePlaces(List<Path> outputs, ModelSource source, Collection<Path> data)
      throws IOException {
    try (AtomicOutputs rehearsal = new AtomicOutputs()) {
      OutputPlaces.requireFiles(outputDir, outputs, rehearsal);
      for (Path output : outputs) {
        OutputPlaces.requireOther(output, "a model", source.files());
        OutputPlaces.requireOther(output, "an input", data);
      }
    }
  }

  private record OutputFile(String name, String dtype, Shape shape, String file) {}

  private record Outputs(List<OutputFile> outputs) implements Result {
    @Override
    public void print(PrintWriter out) {
      outputs.forEach(
          output ->
              out.printf(
                  "%s %s%s: %s%n", output.name(), output.dtype(), output.shape(), output.file()));
    }
  }

  private record OperatorMicros(
      String name, String kernel, double micros, double gigaMultiplyAddsPerSecond) {
    static OperatorMicros of(OperatorTime time) {
      return new OperatorMicros(
          time.operator().name(),
          time.operator().kernel(),
          time.nanoseconds() / 1000,
          time.gigaMultiplyAddsPerSecond());
    }
  }

  private record Profile(
      List<OutputFile> outputs, CompileReport report, List<OperatorMicros> operators)
      implements Result {
    @Override
    public void print(PrintWriter out) {
      new Outputs(outputs).print(out);
      out.println();
      out.print(report);
      out.println();
      double total = operators.stream().mapToDouble(OperatorMicros::micros).sum();
      TextTable table = new TextTable().row("operator", "kernel", "time", "share", "GMAC/s");
      for (OperatorMicros operator : operators) {
        table.row(
            operator.name,
            operator.kernel,
            Quantity.micros(operator.micros),
            Quantity.percent(operator.micros / total),
            "%.1f".formatted(operator.gigaMultiplyAddsPerSecond));
      }
      table.print(out);
    }
  }
}
