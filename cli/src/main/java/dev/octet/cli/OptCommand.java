package dev.octet.cli;

import dev.octet.engine.graph.GraphException;
import dev.octet.formats.AtomicFile;
import dev.octet.formats.AtomicOutputs;
import dev.octet.formats.lite.LiteDrawing;
import dev.octet.formats.lite.LiteModel;
import dev.octet.formats.lite.LiteOptimizer;
import dev.octet.formats.lite.LiteQuantType;
import dev.octet.formats.lite.LiteTarget;
import dev.octet.formats.octet.OctetFile;
import dev.octet.formats.paddle.PaddleLayout;
import dev.octet.formats.paddle.PaddleProgram;
import dev.octet.formats.paddle.PaddleWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Paddle Lite's opt, with its flags. */
@Command(
    name = "opt",
    description = "Optimizes a Paddle model for Paddle Lite, with the flags of its opt tool.")
final class OptCommand extends WorkCommand {
  @Mixin private OptFlags flags;

  @Override
  Result work() throws IOException {
    OptTargets targets = targets();
    flags.remarks().forEach(this::warn);
    if (flags.kernels) {
      return OptOperators.kernels(targets.known());
    }
    if (flags.showsOperators()) {
      return flags.supportedOps
          ? OptOperators.supported(targets.known())
          : OptOperators.all(flags.allOpsAsMarkdown);
    }
    if (flags.nbModel.isPresent() || flags.drawing.isPresent()) {
      return draw();
    }
    if (flags.modelSet.isPresent()) {
      throw new CommandException(
          "--model_set_dir", flags.modelSet.get(), "models are optimized one by one");
    }
    if (flags.modelOps) {
      return OptOperators.of(load().describe(PaddleLayout.COMBINED), targets.known());
    }
    // Before the model is read, which can take long.
    Path out = flags.out.orElseThrow(() -> wrongUsage("--optimize_out is missing"));
    requirePlace(out, source().files());
    return optimize(load(), targets.known().getFirst(), out);
  }

  private Result optimize(PaddleProgram program, LiteTarget target, Path out) throws IOException {
    Optional<LiteQuantType> type =
        flags.quantModel ? Optional.of(flags.quantType) : Optional.empty();
    LiteOptimizer.Result result = LiteOptimizer.optimize(program, target, type);
    result.remarks().forEach(this::warn);
    if (!result.withoutKernel().isEmpty()) {
      warn(unsupported(target, result.withoutKernel()));
    }
    PaddleProgram optimized = result.program();
    Path written;
    try {
      if (flags.outType == OptFlags.OutType.PROTOBUF) {
        optimized.writeFolder(out);
        written = out;
      } else if (result.withoutKernel().isEmpty()) {
        written = suffixed(out, LiteSource.SUFFIX);
        LiteModel.write(optimized, written);
      } else {
        written = suffixed(out, OctetSource.SUFFIX);
        warn("the model is written as an .octet file, which Octet runs");
        OctetFile.write(type.isPresent() ? optimized.graph() : program.graph(), written);
      }
    } catch (IllegalArgumentException | GraphException e) {
      throw new CommandException("a model that could not be written", out, e);
    }
    messages().println("2. Model is optimized and saved into " + written + " successfully");
    return new OptResult.Optimized(
        written.toString(),
        flags.outType.toString(),
        OptTargets.name(target),
        optimized.describe(PaddleLayout.COMBINED).parameterBytes(),
        optimized.describe(PaddleLayout.COMBINED).operators());
  }

  static String unsupported(LiteTarget target, SortedSet<String> types) {
    return ("This model is not supported, because %d ops are not supported on '%s'."
            + " These unsupported ops are: '%s'.")
        .formatted(types.size(), OptTargets.name(target), String.join(", ", types));
  }

  private static Path suffixed(Path out, String suffix) {
    return out.resolveSibling(out.getFileName() + suffix);
  }

  private void warn(String what) {
    messages().println("warning: " + what);
  }

  private void requirePlace(Path out, List<Path> read) throws IOException {
    try (AtomicOutputs rehearsal = new AtomicOutputs()) {
      if (flags.outType == OptFlags.OutType.PROTOBUF) {
        OutputPlaces.requireOther(out, "a model", read);
        PaddleWriter.rehearse(out, rehearsal);
        return;
      }
      for (String suffix : List.of(LiteSource.SUFFIX, OctetSource.SUFFIX)) {
        OutputPlaces.requireOther(suffixed(out, suffix), "a model", read);
      }
      rehearsal.file(suffixed(out, LiteSource.SUFFIX), _ -> {});
    }
  }

  private PaddleSource source() {
    if (flags.modelFile.isPresent() && flags.paramFile.isPresent()) {
      return new PaddleSource(flags.modelFile.get(), List.of(flags.paramFile.get()));
    }
    Path folder =
        flags.modelDir.orElseThrow(
            () -> wrongUsage("--model_dir, or --model_file and --param_file, are missing"));
    if (flags.modelFilename.isPresent() && flags.paramFilename.isPresent()) {
      return new PaddleSource(
          folder.resolve(flags.modelFilename.get()),
          List.of(folder.resolve(flags.paramFilename.get())));
    }
    requirePaddle(folder);
    return new PaddleSource(folder, List.of());
  }

  private PaddleProgram load() throws IOException {
    PaddleSource source = source();
    if (source.parameters().isEmpty()) {
      messages().println("Loading model from " + source.path());
      return announced(PaddleProgram.read(source.path()));
    }
    Path parameters = source.parameters().getFirst();
    messages().println("Loading topology data from " + source.path());
    messages().println("Loading params data from " + parameters);
    return announced(PaddleProgram.read(source.path(), parameters));
  }

  private static void requirePaddle(Path model) {
    String name = String.valueOf(model.getFileName()).toLowerCase(Locale.ROOT);
    boolean other = name.endsWith(LiteSource.SUFFIX) || name.endsWith(OctetSource.SUFFIX);
    if (other && Files.isRegularFile(model)) {
      throw new CommandException(
          "a kind of model that opt does not take",
          model,
          "Paddle models are taken; 'octet convert %s FOLDER' makes one".formatted(model));
    }
  }

  private PaddleProgram announced(PaddleProgram program) {
    messages().println("1. Model is successfully loaded!");
    return program;
  }

  private OptTargets targets() {
    try {
      OptTargets targets = OptTargets.of(flags.validTargets);
      for (String device : targets.others()) {
        warn("there are no kernels for '" + device + "'; it does not count");
      }
      return targets;
    } catch (IllegalArgumentException e) {
      throw wrongUsage(String.valueOf(e.getMessage()));
    }
  }

  private Result draw() throws IOException {
    if (flags.nbModel.isEmpty() || flags.drawing.isEmpty()) {
      throw wrongUsage(
          "--optimized_nb_model_path and --visualization_file_output_path need each other");
    }
    Path model = flags.nbModel.get();
    // As a prefix: what it names may be a folder with a slash at its end.
    Path file = Path.of(flags.drawing.get() + "main_block.dot");
    OutputPlaces.requireOther(file, "a model", List.of(model));
    String dot = LiteDrawing.dot(LiteModel.program(model));
    AtomicFile.write(file, dot.getBytes(StandardCharsets.UTF_8));
    return new OptResult.Drawing(model.toString(), file.toString());
  }
}
