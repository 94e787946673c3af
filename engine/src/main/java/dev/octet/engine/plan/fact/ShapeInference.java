package dev.octet.engine.plan.fact;

import dev.octet.engine.graph.GraphException;
import dev.octet.engine.graph.Node;
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
import java.util.List;

/** Finds type and shape of what a node gives from what is known of its inputs. */
public final class ShapeInference {
  private ShapeInference() {}

  /**
   * @param inputs a fact for each input of the node, with known shapes
   * @return a fact for each output of the node
   * @throws GraphException if the inputs do not fit the operator; the message names the node
   */
  public static List<Fact> infer(Node node, List<Fact> inputs) {
    NodeFacts facts = new NodeFacts(node, List.copyOf(inputs));
    try {
      List<Fact> outputs = dispatch(facts);
      outputs.forEach(output -> output.shape().elements());
      return outputs;
    } catch (IllegalArgumentException | ArithmeticException e) {
      String why = String.valueOf(e.getMessage());
      GraphException named =
          facts.error("%s", why.endsWith(" overflow") ? "a size is above 2^31-1" : why);
      named.initCause(e);
      throw named;
    }
  }

  private static List<Fact> dispatch(NodeFacts facts) {
    return switch (facts.node().op()) {
      case Conv2d op -> ConvolutionShapes.infer(facts, op);
      case ConvTranspose2d op -> ConvolutionShapes.infer(facts, op);
      case FullyConnected op -> MatrixShapes.infer(facts, op);
      case MatMul op -> MatrixShapes.infer(facts, op);
      case Quantized op -> QuantizedShapes.infer(facts, op);
      case QuantizedBinary op -> QuantizationShapes.infer(facts, op);
      case Quantize op -> QuantizationShapes.infer(facts, op);
      case DynamicQuantize op -> QuantizationShapes.infer(facts, op);
      case Dequantize op -> QuantizationShapes.infer(facts, op);
      case Requantize op -> QuantizationShapes.infer(facts, op);
      case FakeQuantize op -> QuantizationShapes.infer(facts, op);
      case FakeDequantize op -> QuantizationShapes.infer(facts, op);
      case BatchNorm _ -> NormalizationShapes.inferBatchNorm(facts);
      case LayerNorm op -> NormalizationShapes.infer(facts, op);
      case Softmax op -> NormalizationShapes.infer(facts, op);
      case Pool2d op -> ImageShapes.infer(facts, op);
      case AdaptivePool2d op -> ImageShapes.infer(facts, op);
      case Interpolate op -> ImageShapes.infer(facts, op);
      case Reduce op -> ReductionShapes.infer(facts, op);
      case ArgMax op -> ReductionShapes.infer(facts, op);
      case Activate op -> ElementwiseShapes.infer(facts, op);
      case PRelu op -> ElementwiseShapes.infer(facts, op);
      case Binary op -> ElementwiseShapes.infer(facts, op);
      case Scale op -> ElementwiseShapes.infer(facts, op);
      case Cast op -> ElementwiseShapes.infer(facts, op);
      case Fill op -> ElementwiseShapes.infer(facts, op);
      case ShapeOf _ -> ElementwiseShapes.inferShapeOf(facts);
      case Identity _ -> ViewShapes.inferIdentity(facts);
      case Reshape op -> ViewShapes.infer(facts, op);
      case Flatten op -> ViewShapes.infer(facts, op);
      case FlattenTo2d op -> ViewShapes.infer(facts, op);
      case Squeeze op -> ViewShapes.infer(facts, op);
      case Unsqueeze op -> ViewShapes.infer(facts, op);
      case PixelShuffle op -> MovementShapes.infer(facts, op);
      case Transpose op -> MovementShapes.infer(facts, op);
      case Concat op -> MovementShapes.infer(facts, op);
      case Stack op -> MovementShapes.infer(facts, op);
      case Split op -> MovementShapes.infer(facts, op);
      case Slice op -> MovementShapes.infer(facts, op);
      case Expand op -> MovementShapes.infer(facts, op);
      case Gather op -> MovementShapes.infer(facts, op);
      case Pad op -> MovementShapes.infer(facts, op);
    };
  }
}
