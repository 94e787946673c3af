package dev.octet.formats.octet;

import static dev.octet.formats.octet.AttributeDecoder.decode;

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
import dev.octet.engine.op.Transpose;
import dev.octet.engine.op.Unsqueeze;
import dev.octet.formats.octet.proto.OctetProto;
import java.util.List;

/**
 * The way back from {@link OpEncoder}. A message that says what no operator can be throws {@link
 * IllegalArgumentException}.
 */
final class OpDecoder {
  private OpDecoder() {}

  static Op decodeOp(OctetProto.Op message) {
    return switch (message.getKindCase()) {
      case ACTIVATE -> new Activate(decode(message.getActivate().getFunction()));
      case ADAPTIVE_POOL2D -> {
        var pool = message.getAdaptivePool2D();
        yield new AdaptivePool2d(
            EnumCodes.decode(pool.getKind()), pool.getOutputHeight(), pool.getOutputWidth());
      }
      case ARG_MAX -> {
        var max = message.getArgMax();
        yield new ArgMax(
            max.getAxis(), max.getKeepDims(), max.getFlatten(), EnumCodes.decode(max.getDtype()));
      }
      case BATCH_NORM -> new BatchNorm(message.getBatchNorm().getEpsilon());
      case BINARY -> {
        var binary = message.getBinary();
        yield new Binary(
            EnumCodes.decode(binary.getKind()), binary.getAxis(), decode(binary.getActivation()));
      }
      case CAST -> new Cast(EnumCodes.decode(message.getCast().getDtype()));
      case CONCAT -> new Concat(message.getConcat().getAxis());
      case CONV2D -> op(message.getConv2D());
      case CONV_TRANSPOSE2D -> op(message.getConvTranspose2D());
      case DYNAMIC_QUANTIZE -> {
        var quantize = message.getDynamicQuantize();
        yield new DynamicQuantize(quantize.getLeadingDims(), quantize.getTransposed());
      }
      case DEQUANTIZE -> new Dequantize(decode(message.getDequantize().getParams()));
      case EXPAND -> new Expand(List.copyOf(message.getExpand().getShapeList()));
      case FAKE_DEQUANTIZE -> {
        var fake = message.getFakeDequantize();
        yield new FakeDequantize(fake.getAxis(), fake.getMaxRange(), fake.getThresholdInputs());
      }
      case FAKE_QUANTIZE -> {
        var fake = message.getFakeQuantize();
        yield new FakeQuantize(
            EnumCodes.decode(fake.getScale()),
            fake.getAxis(),
            fake.getBits(),
            EnumCodes.decode(fake.getRounding()),
            fake.getFullRange(),
            fake.getDequantize());
      }
      case FILL -> {
        var fill = message.getFill();
        yield new Fill(
            List.copyOf(fill.getShapeList()), EnumCodes.decode(fill.getDtype()), fill.getValue());
      }
      case FLATTEN -> new Flatten(message.getFlatten().getStart(), message.getFlatten().getStop());
      case FLATTEN_TO2D -> new FlattenTo2d(message.getFlattenTo2D().getAxis());
      case FULLY_CONNECTED -> op(message.getFullyConnected());
      case GATHER -> new Gather(message.getGather().getAxis());
      case IDENTITY -> new Identity();
      case INTERPOLATE -> {
        var resize = message.getInterpolate();
        yield new Interpolate(
            EnumCodes.decode(resize.getMode()),
            resize.getOutputHeight(),
            resize.getOutputWidth(),
            resize.getScaleHeight(),
            resize.getScaleWidth(),
            resize.getScaleRatio(),
            resize.getAlignCorners(),
            resize.getAlignMode(),
            resize.getSizeInput());
      }
      case LAYER_NORM -> {
        var norm = message.getLayerNorm();
        yield new LayerNorm(
            norm.getBeginAxis(), norm.getEpsilon(), norm.getHasScale(), norm.getHasBias());
      }
      case MAT_MUL -> op(message.getMatMul());
      case P_RELU -> new PRelu(EnumCodes.decode(message.getPRelu().getMode()));
      case PAD -> {
        var pad = message.getPad();
        yield new Pad(
            EnumCodes.decode(pad.getMode()), List.copyOf(pad.getPaddingsList()), pad.getValue());
      }
      case POOL2D -> {
        var pool = message.getPool2D();
        yield new Pool2d(
            EnumCodes.decode(pool.getKind()),
            pool.getKernelHeight(),
            pool.getKernelWidth(),
            decode(pool.getWindow()),
            pool.getCeilMode(),
            pool.getCountPadding());
      }
      case QUANTIZE -> new Quantize(decode(message.getQuantize().getParams()));
      case QUANTIZED -> op(message.getQuantized());
      case QUANTIZED_BINARY -> {
        var binary = message.getQuantizedBinary();
        yield new QuantizedBinary(
            decode(binary.getLeft()),
            decode(binary.getRight()),
            decode(binary.getActivation()),
            decode(binary.getResult()));
      }
      case REDUCE -> {
        var reduce = message.getReduce();
        yield new Reduce(
            EnumCodes.decode(reduce.getKind()),
            List.copyOf(reduce.getAxesList()),
            reduce.getKeepDims());
      }
      case REQUANTIZE ->
          new Requantize(
              decode(message.getRequantize().getFrom()), decode(message.getRequantize().getTo()));
      case RESHAPE -> new Reshape(List.copyOf(message.getReshape().getShapeList()));
      case SCALE -> {
        var scale = message.getScale();
        yield new Scale(
            scale.getScale(), scale.getBias(), scale.getBiasAfterScale(), scale.getScaleInput());
      }
      case SHAPE_OF -> new ShapeOf();
      case SLICE -> {
        var slice = message.getSlice();
        yield new Slice(
            List.copyOf(slice.getAxesList()),
            List.copyOf(slice.getStartsList()),
            List.copyOf(slice.getEndsList()),
            List.copyOf(slice.getStepsList()),
            List.copyOf(slice.getDecreaseAxesList()),
            slice.getStartsInput(),
            slice.getEndsInput());
      }
      case SOFTMAX -> new Softmax(message.getSoftmax().getAxis());
      case SPLIT ->
          new Split(
              message.getSplit().getAxis(), List.copyOf(message.getSplit().getSectionsList()));
      case SQUEEZE -> new Squeeze(List.copyOf(message.getSqueeze().getAxesList()));
      case STACK -> new Stack(message.getStack().getAxis());
      case TRANSPOSE -> new Transpose(List.copyOf(message.getTranspose().getPermutationList()));
      case PIXEL_SHUFFLE -> new PixelShuffle(message.getPixelShuffle().getFactor());
      case UNSQUEEZE -> new Unsqueeze(List.copyOf(message.getUnsqueeze().getAxesList()));
      case KIND_NOT_SET -> throw new IllegalArgumentException("the operator is missing");
    };
  }

  private static Op op(OctetProto.Quantized message) {
    Op operation =
        switch (message.getOperationCase()) {
          case CONV2D -> op(message.getConv2D());
          case CONV_TRANSPOSE2D -> op(message.getConvTranspose2D());
          case FULLY_CONNECTED -> op(message.getFullyConnected());
          case MAT_MUL -> op(message.getMatMul());
          case OPERATION_NOT_SET ->
              throw new IllegalArgumentException("the quantized operation is missing");
        };
    return new Quantized(
        operation,
        decode(message.getInput()),
        AttributeDecoder.decodeScaling(message),
        decode(message.getResult()));
  }

  private static Op op(OctetProto.Conv2d message) {
    return new Conv2d(
        decode(message.getWindow()), message.getGroups(), decode(message.getEpilogue()));
  }

  private static Op op(OctetProto.ConvTranspose2d message) {
    return new ConvTranspose2d(
        decode(message.getWindow()),
        message.getGroups(),
        message.getOutputPaddingHeight(),
        message.getOutputPaddingWidth(),
        message.getOutputHeight(),
        message.getOutputWidth(),
        decode(message.getEpilogue()));
  }

  private static Op op(OctetProto.FullyConnected message) {
    return new FullyConnected(
        message.getInputColumnDims(), message.getWeightColumnDims(), decode(message.getEpilogue()));
  }

  private static Op op(OctetProto.MatMul message) {
    return new MatMul(
        message.getTransposeX(),
        message.getTransposeY(),
        message.getAlpha(),
        decode(message.getEpilogue()));
  }
}
