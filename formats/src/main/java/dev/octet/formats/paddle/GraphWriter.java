package dev.octet.formats.paddle;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphException;
import dev.octet.engine.graph.Input;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Activate;
import dev.octet.engine.op.AdaptivePool2d;
import dev.octet.engine.op.ArgMax;
import dev.octet.engine.op.BatchNorm;
import dev.octet.engine.op.Binary;
import dev.octet.engine.op.Cast;
import dev.octet.engine.op.Concat;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.ConvTranspose2d;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.DynamicQuantize;
import dev.octet.engine.op.Expand;
import dev.octet.engine.op.FakeDequantize;
import dev.octet.engine.op.FakeQuantize;
import dev.octet.engine.op.Fill;
import dev.octet.engine.op.Flatten;
import dev.octet.engine.op.FlattenTo2d;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.Gather;
import dev.octet.engine.op.Identity;
import dev.octet.engine.op.Interpolate;
import dev.octet.engine.op.LayerNorm;
import dev.octet.engine.op.MatMul;
import dev.octet.engine.op.PRelu;
import dev.octet.engine.op.Pad;
import dev.octet.engine.op.PixelShuffle;
import dev.octet.engine.op.Pool2d;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.op.Quantized;
import dev.octet.engine.op.QuantizedBinary;
import dev.octet.engine.op.Reduce;
import dev.octet.engine.op.Requantize;
import dev.octet.engine.op.Reshape;
import dev.octet.engine.op.Scale;
import dev.octet.engine.op.ShapeOf;
import dev.octet.engine.op.Slice;
import dev.octet.engine.op.Softmax;
import dev.octet.engine.op.Split;
import dev.octet.engine.op.Squeeze;
import dev.octet.engine.op.Stack;
import dev.octet.engine.op.Transpose;
import dev.octet.engine.op.Unsqueeze;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes the nodes of a graph as operators of a program, each by the reverse of its mapping. */
final class GraphWriter {
  private final Graph graph;
  private final ProgramBuilder program = new ProgramBuilder();
  private final ProgramVariables variables;
  private final OperatorAttributes attributes;
  private final Optional<WeightOnlyWriter> weightOnly;

  private GraphWriter(Graph graph, PaddleEncoding encoding) {
    this.graph = graph;
    this.variables = new ProgramVariables(graph, program);
    this.attributes = OperatorAttributes.of(graph, encoding);
    this.weightOnly =
        encoding == PaddleEncoding.WEIGHT_ONLY
            ? Optional.of(new WeightOnlyWriter(graph, variables))
            : Optional.empty();
  }

  /**
   * @throws GraphException if the graph cannot be written; the message names the node
   */
  static WrittenModel write(Graph graph, PaddleEncoding encoding) {
    Graph encoded =
        switch (encoding) {
          case FLOAT -> DequantizedGraph.of(graph);
          case FROZEN_V1 -> FrozenGraph.of(graph);
          case QDQ_INT8 -> graph;
          case WEIGHT_ONLY -> WeightOnlyWriter.suitable(graph);
          case THRESHOLDS, LITE_INT8, QDQ_FP32_INTEGERS, QDQ_FLOAT_WEIGHTS, FAKE_QDQ ->
              throw new IllegalArgumentException(
                  "the encoding %s is read, not written".formatted(encoding));
        };
    return new GraphWriter(SingleOperators.of(encoded), encoding).write();
  }

  private WrittenModel write() {
    if (graph.outputs().isEmpty()) {
      throw new GraphException("a graph without an output cannot be a Paddle model");
    }
    for (Input input : graph.inputs()) {
      List<Long> dims = new ArrayList<>();
      for (int dim : input.shape().toArray()) {
        dims.add((long) dim);
      }
      program.input(input.name(), ElementType.of(input.dtype()), dims);
    }
    for (Node node : graph.nodes()) {
      int first = program.size();
      if (weightOnly.isPresent() && node.op() instanceof Dequantize op) {
        weightOnly.get().write(node, op);
      } else {
        write(new NodeSite(node, variables));
      }
      attributes.add(node, program.since(first));
      weightOnly.ifPresent(writer -> writer.addScales(node, program.since(first)));
    }
    for (Value output : graph.outputs()) {
      program.output(variables.read(output));
    }
    return program.build();
  }

  private static void write(NodeSite site) {
    switch (site.node().op()) {
      case Conv2d op -> ConvolutionWriter.write(site, op);
      case ConvTranspose2d op -> ConvolutionWriter.write(site, op);
      case FullyConnected op -> MatrixWriter.write(site, op);
      case MatMul op -> MatrixWriter.write(site, op);
      case BatchNorm op -> NormalizationWriter.write(site, op);
      case LayerNorm op -> NormalizationWriter.write(site, op);
      case Softmax op -> NormalizationWriter.write(site, op);
      case Pool2d op -> PoolingWriter.write(site, op);
      case AdaptivePool2d op -> PoolingWriter.write(site, op);
      case Interpolate op -> InterpolationWriter.write(site, op);
      case Activate op -> ActivationWriter.write(site, op);
      case PRelu op -> ActivationWriter.write(site, op);
      case Binary op -> ElementwiseWriter.write(site, op);
      case Scale op -> ElementwiseWriter.write(site, op);
      case Identity _ -> ElementwiseWriter.writeIdentity(site);
      case Cast op -> ElementwiseWriter.write(site, op);
      case Fill op -> ElementwiseWriter.write(site, op);
      case Reduce op -> ReductionWriter.write(site, op);
      case ArgMax op -> ReductionWriter.write(site, op);
      case Reshape op -> ShapeWriter.write(site, op);
      case Flatten op -> ShapeWriter.write(site, op);
      case FlattenTo2d op -> ShapeWriter.write(site, op);
      case Squeeze op -> ShapeWriter.write(site, op);
      case Unsqueeze op -> ShapeWriter.write(site, op);
      case PixelShuffle op -> ShapeWriter.write(site, op);
      case Transpose op -> ShapeWriter.write(site, op);
      case Expand op -> ShapeWriter.write(site, op);
      case ShapeOf _ -> ShapeWriter.writeShapeOf(site);
      case Concat op -> SelectionWriter.write(site, op);
      case Stack op -> SelectionWriter.write(site, op);
      case Split op -> SelectionWriter.write(site, op);
      case Slice op -> SelectionWriter.write(site, op);
      case Gather op -> SelectionWriter.write(site, op);
      case Pad op -> PaddingWriter.write(site, op);
      case Quantize op -> LinearQuantizationWriter.write(site, op);
      case Dequantize op -> LinearQuantizationWriter.write(site, op);
      case FakeQuantize op -> FakeQuantizationWriter.write(site, op);
      case FakeDequantize op -> FakeQuantizationWriter.write(site, op);
      case DynamicQuantize _, Quantized _, QuantizedBinary _, Requantize _ ->
          throw site.error("it computes on integers; write the graph as it was before compilation");
    }
  }
}
