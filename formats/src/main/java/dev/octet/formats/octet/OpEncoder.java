package dev.octet.formats.octet;

import static dev.octet.formats.octet.AttributeEncoder.encode;

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
import dev.octet.engine.op.Op;
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
import dev.octet.engine.op.SumScaling;
import dev.octet.engine.op.Transpose;
import dev.octet.engine.op.Unsqueeze;
import dev.octet.formats.octet.proto.OctetProto;

/**
 * Operators as messages. Records are taken apart, so that a new operator or attribute does not
 * compile before it has its place in the file.
 */
final class OpEncoder {
  private OpEncoder() {}

  /**
   * @throws IllegalArgumentException for a {@link Quantized} around an operator that is not linear
   */
  static OctetProto.Op encodeOp(Op op) {
    var to = OctetProto.Op.newBuilder();
    switch (op) {
      case Activate(var function) -> to.getActivateBuilder().setFunction(encode(function));
      case AdaptivePool2d(var kind, var height, var width) ->
          to.getAdaptivePool2DBuilder()
              .setKind(EnumCodes.encode(kind))
              .setOutputHeight(height)
              .setOutputWidth(width);
      case ArgMax(var axis, var keepDims, var flatten, var dtype) ->
          to.getArgMaxBuilder()
              .setAxis(axis)
              .setKeepDims(keepDims)
              .setFlatten(flatten)
              .setDtype(EnumCodes.encode(dtype));
      case BatchNorm(var epsilon) -> to.getBatchNormBuilder().setEpsilon(epsilon);
      case Binary(var kind, var axis, var activation) ->
          to.getBinaryBuilder()
              .setKind(EnumCodes.encode(kind))
              .setAxis(axis)
              .setActivation(encode(activation));
      case Cast(var dtype) -> to.getCastBuilder().setDtype(EnumCodes.encode(dtype));
      case Concat(var axis) -> to.getConcatBuilder().setAxis(axis);
      case Conv2d conv -> to.setConv2D(message(conv));
      case ConvTranspose2d conv -> to.setConvTranspose2D(message(conv));
      case Dequantize(var params) -> to.getDequantizeBuilder().setParams(encode(params));
      case Expand(var shape) -> to.getExpandBuilder().addAllShape(shape);
      case DynamicQuantize(var leadingDims, var transposed) ->
          to.getDynamicQuantizeBuilder().setLeadingDims(leadingDims).setTransposed(transposed);
      case FakeDequantize(var axis, var maxRange, var thresholdInputs) ->
          to.getFakeDequantizeBuilder()
              .setAxis(axis)
              .setMaxRange(maxRange)
              .setThresholdInputs(thresholdInputs);
      case FakeQuantize(
              var scale,
              var axis,
              var bits,
              var rounding,
              var fullRange,
              var dequantize) ->
          to.getFakeQuantizeBuilder()
              .setScale(EnumCodes.encode(scale))
              .setAxis(axis)
              .setBits(bits)
              .setRounding(EnumCodes.encode(rounding))
              .setFullRange(fullRange)
              .setDequantize(dequantize);
      case Fill(var shape, var dtype, var value) ->
          to.getFillBuilder().addAllShape(shape).setDtype(EnumCodes.encode(dtype)).setValue(value);
      case Flatten(var start, var stop) -> to.getFlattenBuilder().setStart(start).setStop(stop);
      case FlattenTo2d(var axis) -> to.getFlattenTo2DBuilder().setAxis(axis);
      case FullyConnected product -> to.setFullyConnected(message(product));
      case Gather(var axis) -> to.getGatherBuilder().setAxis(axis);
      case Identity() -> to.getIdentityBuilder();
      case Interpolate(
              var mode,
              var height,
              var width,
              var scaleHeight,
              var scaleWidth,
              var scaleRatio,
              var alignCorners,
              var alignMode,
              var sizeInput) ->
          to.getInterpolateBuilder()
              .setMode(EnumCodes.encode(mode))
              .setOutputHeight(height)
              .setOutputWidth(width)
              .setScaleHeight(scaleHeight)
              .setScaleWidth(scaleWidth)
              .setScaleRatio(scaleRatio)
              .setAlignCorners(alignCorners)
              .setAlignMode(alignMode)
              .setSizeInput(sizeInput);
      case LayerNorm(var beginAxis, var epsilon, var hasScale, var hasBias) ->
          to.getLayerNormBuilder()
              .setBeginAxis(beginAxis)
              .setEpsilon(epsilon)
              .setHasScale(hasScale)
              .setHasBias(hasBias);
      case MatMul product -> to.setMatMul(message(product));
      case PRelu(var mode) -> to.getPReluBuilder().setMode(EnumCodes.encode(mode));
      case Pad(var mode, var paddings, var value) ->
          to.getPadBuilder()
              .setMode(EnumCodes.encode(mode))
              .addAllPaddings(paddings)
              .setValue(value);
      case Pool2d(
              var kind,
              var kernelHeight,
              var kernelWidth,
              var window,
              var ceilMode,
              var countPadding) ->
          to.getPool2DBuilder()
              .setKind(EnumCodes.encode(kind))
              .setKernelHeight(kernelHeight)
              .setKernelWidth(kernelWidth)
              .setWindow(encode(window))
              .setCeilMode(ceilMode)
              .setCountPadding(countPadding);
      case PixelShuffle(var factor) -> to.getPixelShuffleBuilder().setFactor(factor);
      case Quantize(var params) -> to.getQuantizeBuilder().setParams(encode(params));
      case Quantized quantized -> to.setQuantized(message(quantized));
      case QuantizedBinary(var left, var right, var activation, var result) ->
          to.getQuantizedBinaryBuilder()
              .setLeft(encode(left))
              .setRight(encode(right))
              .setActivation(encode(activation))
              .setResult(encode(result));
      case Reduce(var kind, var axes, var keepDims) ->
          to.getReduceBuilder()
              .setKind(EnumCodes.encode(kind))
              .addAllAxes(axes)
              .setKeepDims(keepDims);
      case Requantize(var from, var target) ->
          to.getRequantizeBuilder().setFrom(encode(from)).setTo(encode(target));
      case Reshape(var shape) -> to.getReshapeBuilder().addAllShape(shape);
      case Scale(var scale, var bias, var biasAfterScale, var scaleInput) ->
          to.getScaleBuilder()
              .setScale(scale)
              .setBias(bias)
              .setBiasAfterScale(biasAfterScale)
              .setScaleInput(scaleInput);
      case ShapeOf() -> to.getShapeOfBuilder();
      case Slice(
              var axes,
              var starts,
              var ends,
              var steps,
              var decreaseAxes,
              var startsInput,
              var endsInput) ->
          to.getSliceBuilder()
              .addAllAxes(axes)
              .addAllStarts(starts)
              .addAllEnds(ends)
              .addAllSteps(steps)
              .addAllDecreaseAxes(decreaseAxes)
              .setStartsInput(startsInput)
              .setEndsInput(endsInput);
      case Softmax(var axis) -> to.getSoftmaxBuilder().setAxis(axis);
      case Split(var axis, var sections) ->
          to.getSplitBuilder().setAxis(axis).addAllSections(sections);
      case Squeeze(var axes) -> to.getSqueezeBuilder().addAllAxes(axes);
      case Stack(var axis) -> to.getStackBuilder().setAxis(axis);
      case Transpose(var permutation) -> to.getTransposeBuilder().addAllPermutation(permutation);
      case Unsqueeze(var axes) -> to.getUnsqueezeBuilder().addAllAxes(axes);
    }
    return to.build();
  }

  private static OctetProto.Quantized message(Quantized quantized) {
    var to =
        OctetProto.Quantized.newBuilder()
            .setInput(encode(quantized.input()))
            .setDynamic(quantized.isDynamic())
            .setResult(encode(quantized.result()));
    if (quantized.scaling() instanceof SumScaling.InSteps(float factor, float divisor)) {
      to.getStepsBuilder().setFactor(factor).setDivisor(divisor);
    }
    switch (quantized.operation()) {
      case Conv2d conv -> to.setConv2D(message(conv));
      case ConvTranspose2d conv -> to.setConvTranspose2D(message(conv));
      case FullyConnected product -> to.setFullyConnected(message(product));
      case MatMul product -> to.setMatMul(message(product));
      default ->
          throw new IllegalArgumentException(
              "Quantized around " + quantized.operation().name() + ", which is not linear");
    }
    return to.build();
  }

  private static OctetProto.Conv2d message(Conv2d conv) {
    return OctetProto.Conv2d.newBuilder()
        .setWindow(encode(conv.window()))
        .setGroups(conv.groups())
        .setEpilogue(encode(conv.epilogue()))
        .build();
  }

  private static OctetProto.ConvTranspose2d message(ConvTranspose2d conv) {
    return OctetProto.ConvTranspose2d.newBuilder()
        .setWindow(encode(conv.window()))
        .setGroups(conv.groups())
        .setOutputPaddingHeight(conv.outputPaddingHeight())
        .setOutputPaddingWidth(conv.outputPaddingWidth())
        .setOutputHeight(conv.outputHeight())
        .setOutputWidth(conv.outputWidth())
        .setEpilogue(encode(conv.epilogue()))
        .build();
  }

  private static OctetProto.FullyConnected message(FullyConnected product) {
    return OctetProto.FullyConnected.newBuilder()
        .setInputColumnDims(product.inputColumnDims())
        .setWeightColumnDims(product.weightColumnDims())
        .setEpilogue(encode(product.epilogue()))
        .build();
  }

  private static OctetProto.MatMul message(MatMul product) {
    return OctetProto.MatMul.newBuilder()
        .setTransposeX(product.transposeX())
        .setTransposeY(product.transposeY())
        .setAlpha(product.alpha())
        .setEpilogue(encode(product.epilogue()))
        .build();
  }
}
