package dev.octet.engine.plan.lowering;

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
import dev.octet.engine.plan.fact.Fact;
import dev.octet.engine.tensor.DType;
import java.util.List;
import java.util.stream.IntStream;

/** Turns one node into steps, by the family of its operator. */
public final class Lowering {
  private Lowering() {}

  public static void lower(Site site) {
    switch (site.node().op()) {
      case Conv2d op -> ConvolutionLowering.lower(site, op);
      case ConvTranspose2d op -> ConvolutionLowering.lower(site, op);
      case FullyConnected op -> MatrixLowering.lower(site, op);
      case MatMul op -> MatrixLowering.lower(site, op);
      case Quantized op -> QuantizedLowering.lower(site, op);
      case QuantizedBinary op -> QuantizationLowering.lower(site, op);
      case Quantize op -> QuantizationLowering.lower(site, op);
      case DynamicQuantize op -> QuantizationLowering.lower(site, op);
      case Dequantize op -> QuantizationLowering.lower(site, op);
      case Requantize op -> QuantizationLowering.lower(site, op);
      case FakeQuantize op -> QuantizationLowering.lower(site, op);
      case FakeDequantize op -> QuantizationLowering.lower(site, op);
      case BatchNorm op -> NormalizationLowering.lower(site, op);
      case LayerNorm op -> NormalizationLowering.lower(site, op);
      case Softmax op -> NormalizationLowering.lower(site, op);
      case Pool2d op -> PoolingLowering.lower(site, op);
      case AdaptivePool2d op -> PoolingLowering.lower(site, op);
      case Interpolate op -> InterpolationLowering.lower(site, op);
      case Reduce op -> ReductionLowering.lower(site, op);
      case ArgMax op -> ReductionLowering.lower(site, op);
      case Activate op -> ElementwiseLowering.lower(site, op);
      case PRelu op -> ElementwiseLowering.lower(site, op);
      case Binary op -> ElementwiseLowering.lower(site, op);
      case Scale op -> ElementwiseLowering.lower(site, op);
      case Cast op -> ElementwiseLowering.lower(site, op);
      case Fill op -> ElementwiseLowering.lower(site, op);
      case ShapeOf _ -> ElementwiseLowering.lowerShapeOf(site);
      case Identity _ -> MovementLowering.lowerView(site);
      case Reshape _ -> MovementLowering.lowerView(site);
      case Flatten _ -> MovementLowering.lowerView(site);
      case FlattenTo2d _ -> MovementLowering.lowerView(site);
      case Squeeze _ -> MovementLowering.lowerView(site);
      case Unsqueeze _ -> MovementLowering.lowerView(site);
      case PixelShuffle op -> MovementLowering.lower(site, op);
      case Transpose op -> MovementLowering.lower(site, op);
      case Concat op -> MovementLowering.lower(site, op);
      case Stack op -> MovementLowering.lower(site, op);
      case Split op -> MovementLowering.lower(site, op);
      case Slice op -> MovementLowering.lower(site, op);
      case Expand op -> MovementLowering.lower(site, op);
      case Gather op -> MovementLowering.lower(site, op);
      case Pad op -> MovementLowering.lower(site, op);
    }
  }

  /** Says in the report which loop runs the node, and that it computes on int8 where x is int8. */
  static void report(Site site, String kernel) {
    site.kernel(kernel);
    if (site.inputCount() > 0 && site.input(0).dtype() == DType.INT8) {
      site.int8();
    }
  }

  /** What messages call the node. */
  static String describe(Site site) {
    return "node '%s' (%s)".formatted(site.node().name(), site.node().type());
  }

  static List<Fact> inputs(Site site) {
    return IntStream.range(0, site.inputCount()).mapToObj(site::input).toList();
  }
}
