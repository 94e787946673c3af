package dev.octet.bench.onnx;

import static dev.octet.bench.onnx.OnnxModel.attribute;

import dev.octet.bench.onnx.proto.AttributeProto;
import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Input;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Activate;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.AdaptivePool2d;
import dev.octet.engine.op.Binary;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.Identity;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Padding;
import dev.octet.engine.op.Pool2d;
import dev.octet.engine.op.PoolKind;
import dev.octet.engine.op.Softmax;
import dev.octet.engine.op.Window;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a float graph of an image classifier as an ONNX model: convolutions, pooling, sums, fully
 * connected layers, softmax. The quantized encodings have the form that ONNX Runtime recognises: a
 * QuantizeLinear and a DequantizeLinear after each activation, an int8 weight and an int32 bias
 * behind a DequantizeLinear each. A relu or clip from 0 disappears into the range of the integers.
 */
public final class OnnxExport {
  private final Graph graph;
  private final Optional<QuantizedValues> quantized;
  private final OnnxModel model = new OnnxModel();

  private OnnxExport(Graph graph, Optional<QuantizedValues> quantized) {
    this.graph = graph;
    this.quantized = quantized;
  }

  /**
   * The float model for one batch size.
   *
   * @throws UnsupportedOperationException for an operator that is not written
   */
  public static byte[] export(Graph graph, int batch) {
    return new OnnxExport(Simplification.of(graph), Optional.empty()).write(batch);
  }

  /**
   * The model in an encoding for one batch size.
   *
   * @param thresholds of all float values by name
   * @throws UnsupportedOperationException for an operator that is not written
   */
  public static byte[] export(
      Graph graph, int batch, Encoding encoding, Map<String, Double> thresholds) {
    if (encoding == Encoding.FLOAT32) {
      return export(graph, batch);
    }
    Graph simple = Simplification.of(graph);
    boolean signed = encoding == Encoding.QDQ_S8S8;
    return new OnnxExport(simple, Optional.of(new QuantizedValues(simple, thresholds, signed)))
        .write(batch);
  }

  private byte[] write(int batch) {
    for (Input input : graph.inputs()) {
      model.input(input.name(), input.shape().with(0, batch));
      roundTrip(input.value());
    }
    for (Node node : graph.nodes()) {
      write(node, batch);
      roundTrip(node.output());
    }
    graph.outputs().forEach(value -> model.output(value.name()));
    return model.toBytes();
  }

  private void write(Node node, int batch) {
    switch (node.op()) {
      case Conv2d conv -> convolution(node, conv);
      case FullyConnected fc when fc.inputColumnDims() == 1 && fc.weightColumnDims() == 1 ->
          fullyConnected(node, fc, batch);
      case Binary binary when binary.kind() == BinaryKind.ADD ->
          withActivation(
              node,
              binary.activation(),
              name -> model.node("Add", List.of(read(node, 0), read(node, 1)), name));
      case Activate activate ->
          activation(activate.function(), read(node, 0), node.output().name());
      case Pool2d pool -> pool(node, pool);
      case AdaptivePool2d pool
          when pool.kind() == PoolKind.AVERAGE
              && pool.outputHeight() == 1
              && pool.outputWidth() == 1 ->
          model.node("GlobalAveragePool", List.of(read(node, 0)), node.output().name());
      case Softmax softmax ->
          model.node(
              "Softmax",
              List.of(read(node, 0)),
              node.output().name(),
              attribute("axis", softmax.axis()));
      case Identity _ -> model.node("Identity", List.of(read(node, 0)), node.output().name());
      case Op op ->
          throw new UnsupportedOperationException(
              "node '%s': %s is not written as ONNX".formatted(node.name(), op));
    }
  }

  private void convolution(Node node, Conv2d conv) {
    Tensor filter = graph.constants().get(node.input(1));
    Shape shape = filter.shape();
    int channels = shape.dim(0);
    List<String> inputs =
        linearInputs(node, read(node, 0), channels, filter.elements() / channels, 0);
    List<AttributeProto> attributes = new ArrayList<>(window(conv.window()));
    attributes.add(attribute("kernel_shape", new long[] {shape.dim(2), shape.dim(3)}));
    attributes.add(attribute("group", conv.groups()));
    withActivation(
        node,
        conv.epilogue().activation(),
        name -> model.node("Conv", inputs, name, attributes.toArray(AttributeProto[]::new)));
  }

  private void fullyConnected(Node node, FullyConnected fc, int batch) {
    String output = node.output().name();
    Shape shape = graph.constants().get(node.input(1)).shape();
    String flat = output + ".flat";
    String target = model.int64(output + ".shape", new long[] {batch, shape.dim(0)}, 2);
    model.node("Reshape", List.of(read(node, 0), target), flat);
    Optional<ActivationParams> params = params(node.input(0));
    params.ifPresent(each -> roundTrip(flat, each));
    List<String> inputs =
        linearInputs(node, params.isPresent() ? dequantized(flat) : flat, shape.dim(1), 1, 1);
    withActivation(node, fc.epilogue().activation(), name -> model.node("Gemm", inputs, name));
  }

  /** The names of x, the weights and the bias, with the latter two written. */
  private List<String> linearInputs(Node node, String x, int channels, int inner, int axis) {
    Tensor weights = graph.constants().get(node.input(1));
    int[] dims = weights.shape().toArray();
    String name = node.output().name();
    float[] bias =
        node.inputs().size() > 2
            ? graph.constants().get(node.input(2)).toFloats()
            : new float[channels];
    Optional<ActivationParams> params = params(node.input(0));
    if (params.isEmpty()) {
      return List.of(
          x,
          model.floats(name + ".weight", weights.toFloats(), dims),
          model.floats(name + ".bias", bias, channels));
    }
    var integers = QuantizedWeights.of(weights, channels, inner);
    float[] biasScales = new float[channels];
    int[] biasIntegers = new int[channels];
    for (int c = 0; c < channels; c++) {
      biasScales[c] = params.get().scale() * integers.scales()[c];
      biasIntegers[c] = Math.round(bias[c] / biasScales[c]);
    }
    String weight = name + ".weight";
    model.node(
        "DequantizeLinear",
        List.of(
            model.int8(weight, integers.data(), dims),
            model.floats(weight + ".scale", integers.scales(), channels),
            model.int8(weight + ".zero", new byte[channels], channels)),
        dequantized(weight),
        attribute("axis", axis));
    String biasName = name + ".bias";
    model.node(
        "DequantizeLinear",
        List.of(
            model.int32(biasName, biasIntegers, channels),
            model.floats(biasName + ".scale", biasScales, channels),
            model.int32(biasName + ".zero", new int[channels], channels)),
        dequantized(biasName),
        attribute("axis", 0));
    return List.of(x, dequantized(weight), dequantized(biasName));
  }

  private void pool(Node node, Pool2d pool) {
    List<AttributeProto> attributes = new ArrayList<>(window(pool.window()));
    attributes.add(attribute("kernel_shape", new long[] {pool.kernelHeight(), pool.kernelWidth()}));
    attributes.add(attribute("ceil_mode", pool.ceilMode() ? 1 : 0));
    boolean max = pool.kind() == PoolKind.MAX;
    if (!max) {
      attributes.removeIf(each -> each.getName().equals("dilations"));
      attributes.add(attribute("count_include_pad", pool.countPadding() ? 1 : 0));
    }
    model.node(
        max ? "MaxPool" : "AveragePool",
        List.of(read(node, 0)),
        node.output().name(),
        attributes.toArray(AttributeProto[]::new));
  }

  private static List<AttributeProto> window(Window window) {
    AttributeProto padding =
        switch (window.padding()) {
          case Padding.Explicit(int top, int bottom, int left, int right) ->
              attribute("pads", new long[] {top, left, bottom, right});
          case Padding.Same _ -> attribute("auto_pad", "SAME_UPPER");
        };
    return List.of(
        attribute("strides", new long[] {window.strideHeight(), window.strideWidth()}),
        attribute("dilations", new long[] {window.dilationHeight(), window.dilationWidth()}),
        padding);
  }

  /** Writes a node and the activation after it, unless that is a bound of the integers. */
  private void withActivation(
      Node node, Activation activation, java.util.function.Consumer<String> writer) {
    String output = node.output().name();
    boolean implied = params(node.output()).isPresent() && QuantizedValues.isOneSided(activation);
    if (implied || activation instanceof Activation.None) {
      writer.accept(output);
    } else {
      String sum = output + ".sum";
      writer.accept(sum);
      activation(activation, sum, output);
    }
  }

  private void activation(Activation activation, String input, String output) {
    switch (activation) {
      case Activation.Relu _ -> model.node("Relu", List.of(input), output);
      case Activation.Clip(float low, float high) ->
          model.node(
              "Clip",
              List.of(
                  input,
                  model.floats(output + ".low", new float[] {low}),
                  model.floats(output + ".high", new float[] {high})),
              output);
      default ->
          throw new UnsupportedOperationException(
              "value '%s': %s is not written as ONNX".formatted(output, activation));
    }
  }

  private void roundTrip(Value value) {
    params(value).ifPresent(params -> roundTrip(value.name(), params));
  }

  private void roundTrip(String name, ActivationParams params) {
    String scale = model.floats(name + ".scale", new float[] {params.scale()});
    byte[] zeroPoint = {(byte) params.zeroPoint()};
    String zero =
        params.signed()
            ? model.int8(name + ".zero", zeroPoint)
            : model.uint8(name + ".zero", zeroPoint);
    String integers = name + ".quantized";
    model.node("QuantizeLinear", List.of(name, scale, zero), integers);
    model.node("DequantizeLinear", List.of(integers, scale, zero), dequantized(name));
  }

  /** The name under which input {@code index} of a node is read; a constant is written. */
  private String read(Node node, int index) {
    Value value = node.input(index);
    return graph
        .constant(value)
        .map(tensor -> model.floats(value.name(), tensor.toFloats(), tensor.shape().toArray()))
        .orElse(params(value).isPresent() ? dequantized(value.name()) : value.name());
  }

  private Optional<ActivationParams> params(Value value) {
    return quantized.flatMap(values -> values.of(value));
  }

  private static String dequantized(String name) {
    return name + ".dequantized";
  }
}
