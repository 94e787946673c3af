package dev.octet.bench;

import dev.octet.cli.CommandException;
import dev.octet.cli.ModelSource;
import dev.octet.engine.Octet;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphException;
import dev.octet.engine.graph.Input;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import dev.octet.quant.Algorithm;
import dev.octet.quant.DynamicQuantizer;
import dev.octet.quant.Samples;
import dev.octet.quant.StaticQuantizer;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGeneratorFactory;

/** A model that is to be timed, and noise for its input. */
record TimedModel(String name, Graph graph, Tensor input) {
  private static final long SEED = 20261124;

  /**
   * @param model where it is, or one of {@link ComparedModel#names()}
   * @param shape of the input; empty for the declared one with batch size 1
   * @param int8 whether to quantize it
   * @throws CommandException if there is no such model, it has several inputs, or one that is not
   *     float32, whose shape is not known, or that cannot have the shape
   */
  static TimedModel of(String model, List<Integer> shape, boolean int8, Path testdata)
      throws IOException {
    Graph graph = read(model, testdata);
    Tensor input = noise(shape(model, graph, shape));
    if (!int8) {
      return new TimedModel(model, graph, input);
    }
    Graph quantized =
        StaticQuantizer.builder()
            .algorithm(Algorithm.ABS_MAX)
            .batchSize(1)
            .build()
            .quantize(graph, Samples.slices(input));
    return new TimedModel(model + ", int8", quantized, input);
  }

  /** The same with int8 weights, if it has none yet. */
  TimedModel withIntegerWeights() {
    if (graph.nodes().stream().anyMatch(node -> node.op() instanceof Dequantize)) {
      return this;
    }
    Graph quantized =
        DynamicQuantizer.builder()
            .operatorTypes(
                "conv2d",
                "depthwise_conv2d",
                "conv2d_transpose",
                "mul",
                "fc",
                "matmul",
                "matmul_v2")
            .build()
            .quantize(graph);
    return new TimedModel(name + ", int8 weights", quantized, input);
  }

  private static Graph read(String model, Path testdata) throws IOException {
    if (ComparedModel.names().contains(model)) {
      return ComparedModel.of(model, testdata).graph();
    }
    try {
      return ModelSource.of(Path.of(model)).read();
    } catch (NoSuchFileException e) {
      if (!e.getFile().equals(model)) {
        throw e;
      }
      throw new CommandException(
          "an unknown model",
          model,
          "it is no file or folder, and none of " + String.join(", ", ComparedModel.names()));
    }
  }

  private static Shape shape(String model, Graph graph, List<Integer> wanted) {
    List<Input> inputs = graph.inputs();
    if (inputs.size() != 1 || inputs.getFirst().dtype() != DType.FLOAT32) {
      throw new CommandException(
          "inputs that cannot be timed",
          model,
          "there are %s, and models with one float32 input are timed".formatted(inputs));
    }
    Shape declared = inputs.getFirst().shape();
    if (!wanted.isEmpty()) {
      return fitting(model, graph, Shape.of(wanted.stream().mapToInt(Integer::intValue).toArray()));
    }
    int[] dims = declared.toArray();
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] == Shape.UNKNOWN && i > 0) {
        throw new CommandException(
            "an unknown shape",
            model,
            "the input '%s' is %s; --shape gives its dimensions"
                .formatted(inputs.getFirst().name(), declared));
      }
      dims[i] = dims[i] == Shape.UNKNOWN ? 1 : dims[i];
    }
    return Shape.of(dims);
  }

  private static Shape fitting(String model, Graph graph, Shape wanted) {
    try {
      var _ = Octet.compile(graph).report(Map.of(graph.inputs().getFirst().name(), wanted));
      return wanted;
    } catch (GraphException e) {
      throw new CommandException("a --shape that does not fit", model, e);
    }
  }

  private static Tensor noise(Shape shape) {
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    float[] data = new float[shape.elements()];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) random.nextGaussian();
    }
    return Tensor.of(data, shape.toArray());
  }
}
