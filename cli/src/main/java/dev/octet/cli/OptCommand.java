package dev.octet.cli;

import dev.octet.engine.graph.GraphException;
import dev.octet.formats.AtomicFile;
import dev.octet.formats.lite.LiteDrawing;
import dev.octet.formats.lite.LiteModel;
import dev.octet.formats.lite.LiteOptimizer;
import dev.octet.formats.lite.LiteQuantType;
import dev.octet.formats.lite.LiteTarget;
import dev.octet.formats.paddle.PaddleLayout;
import dev.octet.formats.paddle.PaddleModel;
import dev.octet.formats.paddle.PaddleProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
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
    LiteTarget target = target();
    flags.remarks().forEach(messages()::println);
    if (flags.listsOperators()) {
      return new OptResult.Operators(List.copyOf(PaddleModel.operatorTypes()));
    }
    if (flags.draws()) {
      return draw();
    }
    if (flags.modelSet.isPresent()) {
      throw new CommandException(
          "--model_set_dir", flags.modelSet.get(), "models are optimized one by one");
    }
    PaddleProgram program = load();
    if (flags.printModelOps) {
      return modelOperators(program);
    }
    Path out = flags.out.orElseThrow(() -> wrongUsage("--optimize_out is missing"));
    Optional<LiteQuantType> quantization =
        flags.quantModel ? Optional.of(flags.quantType) : Optional.empty();
    PaddleProgram optimized = LiteOptimizer.optimize(program, target, quantization);
    Path written = write(optimized, out);
    messages().println("2. Model is optimized and saved into " + written + " successfully");
    return new OptResult.Optimized(
        written.toString(),
        flags.outType.toString(),
        target.toString(),
        optimized.describe(PaddleLayout.COMBINED).parameterBytes(),
        optimized.describe(PaddleLayout.COMBINED).operators());
  }

  private Path write(PaddleProgram program, Path out) throws IOException {
    try {
      if (flags.outType == OptFlags.OutType.PROTOBUF) {
        program.writeFolder(out);
        return out;
      }
      Path file = out.resolveSibling(out.getFileName() + LiteSource.SUFFIX);
      LiteModel.write(program, file);
      return file;
    } catch (IllegalArgumentException | GraphException e) {
      throw new CommandException("a model that could not be written", out, e);
    }
  }

  private PaddleProgram load() throws IOException {
    if (flags.modelFile.isPresent() && flags.paramFile.isPresent()) {
      return loaded(flags.modelFile.get(), flags.paramFile.get());
    }
    Path folder =
        flags.modelDir.orElseThrow(
            () -> wrongUsage("--model_dir, or --model_file and --param_file, are missing"));
    if (flags.modelFilename.isPresent() && flags.paramFilename.isPresent()) {
      return loaded(
          folder.resolve(flags.modelFilename.get()), folder.resolve(flags.paramFilename.get()));
    }
    messages().println("Loading model from " + folder);
    return announced(PaddleProgram.read(folder));
  }

  private PaddleProgram loaded(Path program, Path parameters) throws IOException {
    messages().println("Loading topology data from " + program);
    messages().println("Loading params data from " + parameters);
    return announced(PaddleProgram.read(program, parameters));
  }

  private PaddleProgram announced(PaddleProgram program) {
    messages().println("1. Model is successfully loaded!");
    return program;
  }

  private LiteTarget target() {
    List<LiteTarget> targets = new ArrayList<>();
    for (String name : flags.validTargets.split("[,\\s]+")) {
      switch (name) {
        case "arm" -> targets.add(LiteTarget.ARM);
        case "x86" -> targets.add(LiteTarget.X86);
        case String _ when OptFlags.DEVICES.contains(name) ->
            messages()
                .println("warning: there are no kernels for '" + name + "'; it does not count");
        default ->
            throw new CommandException(
                "Wrong target '" + name + "' found",
                "--valid_targets=" + flags.validTargets,
                "please check the command flag 'valid_targets': arm and x86 are known");
      }
    }
    if (targets.isEmpty()) {
      throw new CommandException(
          "no target",
          "--valid_targets=" + flags.validTargets,
          "at least one of arm and x86 should be set");
    }
    return targets.getFirst();
  }

  private Result draw() throws IOException {
    Path model = flags.nbModel.orElseThrow();
    // As a prefix: what it names may be a folder with a slash at its end.
    Path file = Path.of(flags.drawing.orElseThrow() + "main_block.dot");
    String dot = LiteDrawing.dot(LiteModel.program(model));
    AtomicFile.write(file, dot.getBytes(StandardCharsets.UTF_8));
    return new OptResult.Drawing(model.toString(), file.toString());
  }

  private static Result modelOperators(PaddleProgram program) throws IOException {
    SortedMap<String, Integer> operators = program.describe(PaddleLayout.COMBINED).operators();
    SortedSet<String> known = PaddleModel.operatorTypes();
    List<String> unsupported =
        operators.keySet().stream()
            .filter(type -> !known.contains(type) && !type.equals("feed") && !type.equals("fetch"))
            .toList();
    return new OptResult.ModelOperators(Map.copyOf(operators), unsupported);
  }
}
