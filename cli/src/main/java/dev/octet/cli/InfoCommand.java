package dev.octet.cli;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphException;
import dev.octet.engine.report.MemoryUse;
import dev.octet.engine.run.CompiledModel;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What a model is. */
@Command(
    name = "info",
    description = "Shows inputs, outputs, operators, parameters and quantization of a model.")
final class InfoCommand extends WorkCommand {
  private static final MemoryUse NO_MEMORY = new MemoryUse(0, 0, 0);

  @Mixin private ModelOptions model;

  /**
   * @param dtype empty where the model cannot be read as a graph
   */
  private record InputDescription(String name, String dtype, Shape shape) {
    @Override
    public String toString() {
      return dtype.isEmpty() ? name : name + " " + dtype + shape;
    }
  }

  @Override
  Result work() throws IOException {
    ModelSource source = model.open();
    ModelSource.Outline outline = source.outline();
    try {
      LoadedModel loaded = LoadedModel.load(source);
      return description(source, outline, loaded.graph(), memory(loaded.compile()));
    } catch (ModelFormatException | CommandException e) {
      return description(source, outline, String.valueOf(e.getMessage()));
    }
  }

  /** The memory for the declared shapes; nothing for a model that cannot run on typical ones. */
  private static MemoryUse memory(CompiledModel model) {
    try {
      return model.memory();
    } catch (GraphException _) {
      return NO_MEMORY;
    }
  }

  private static Result description(
      ModelSource source, ModelSource.Outline outline, Graph graph, MemoryUse compiled) {
    List<InputDescription> inputs =
        graph.inputs().stream()
            .map(in -> new InputDescription(in.name(), in.dtype().toString(), in.shape()))
            .toList();
    long parameters = graph.constants().values().stream().mapToLong(Tensor::elements).sum();
    long bytes = graph.constants().values().stream().mapToLong(Tensor::byteSize).sum();
    return new Description(
        source.path().toString(),
        source.kind(),
        outline.encoding(),
        inputs,
        outline.outputs(),
        outline.operators(),
        parameters,
        outline.diskBytes(),
        bytes,
        QuantizedWeights.of(graph, outline.parameterBytes()),
        compiled,
        "");
  }

  private static Result description(
      ModelSource source, ModelSource.Outline outline, String problem) {
    List<InputDescription> inputs =
        outline.inputs().stream().map(name -> new InputDescription(name, "", Shape.of())).toList();
    return new Description(
        source.path().toString(),
        source.kind(),
        outline.encoding(),
        inputs,
        outline.outputs(),
        outline.operators(),
        0,
        outline.diskBytes(),
        0,
        QuantizedWeights.NONE,
        NO_MEMORY,
        ErrorLine.onOneLine(problem));
  }

  /**
   * @param parameters numbers in all constants
   * @param memoryBytes what the constants take in memory
   * @param quantized the weights that are integers
   * @param compiled the memory once weights are packed, for typical shapes; zeros where unknown
   * @param problem why the model cannot run; empty if it can
   */
  private record Description(
      String model,
      String kind,
      String encoding,
      List<InputDescription> inputs,
      List<String> outputs,
      Map<String, Integer> operators,
      long parameters,
      long diskBytes,
      long memoryBytes,
      QuantizedWeights quantized,
      MemoryUse compiled,
      String problem)
      implements Result {
    @Override
    public void print(PrintWriter out) {
      out.printf("model       %s (%s)%n", model, kind);
      out.printf("encoding    %s%n", encoding);
      inputs.forEach(input -> out.printf("input       %s%n", input));
      outputs.forEach(output -> out.printf("output      %s%n", output));
      if (problem.isEmpty()) {
        out.printf(
            "parameters  %s, %s in memory%n",
            Quantity.count(parameters), Quantity.bytes(memoryBytes));
      }
      if (quantized.tensors() > 0) {
        out.printf("quantized   %s%n", quantized.found());
        out.printf("size        %s%n", quantized.saved());
      }
      if (compiled.model() > 0) {
        out.printf(
            "compiled    %s, and %s a session%n",
            Quantity.bytes(compiled.model()), Quantity.bytes(compiled.session()));
      }
      out.printf("on disk     %s%n", Quantity.bytes(diskBytes));
      if (!problem.isEmpty()) {
        out.printf("cannot run  %s%n", problem);
      }
      out.println();
      var table = new TextTable().row("operator", "count");
      operators.forEach(table::row);
      table.print(out);
    }
  }
}
