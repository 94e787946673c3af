package dev.octet.formats.octet;

import dev.octet.engine.op.Activation;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.Padding;
import dev.octet.engine.op.Result;
import dev.octet.engine.op.SumScaling;
import dev.octet.engine.op.Window;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.formats.octet.proto.OctetProto;

/**
 * The way back from {@link AttributeEncoder}. A message that says what no attribute can be throws
 * {@link IllegalArgumentException}.
 */
final class AttributeDecoder {
  private AttributeDecoder() {}

  static Window decode(OctetProto.Window message) {
    Padding padding =
        switch (message.getPaddingCase()) {
          case EXPLICIT -> {
            var rows = message.getExplicit();
            yield new Padding.Explicit(
                rows.getTop(), rows.getBottom(), rows.getLeft(), rows.getRight());
          }
          case SAME -> new Padding.Same();
          case PADDING_NOT_SET -> throw missing("padding");
        };
    return new Window(
        message.getStrideHeight(),
        message.getStrideWidth(),
        message.getDilationHeight(),
        message.getDilationWidth(),
        padding);
  }

  static Epilogue decode(OctetProto.Epilogue message) {
    return new Epilogue(message.getBias(), message.getResidual(), decode(message.getActivation()));
  }

  static Activation decode(OctetProto.Activation message) {
    return switch (message.getKindCase()) {
      case NONE -> Activation.NONE;
      case RELU -> Activation.RELU;
      case CLIP -> new Activation.Clip(message.getClip().getLow(), message.getClip().getHigh());
      case LEAKY_RELU -> new Activation.LeakyRelu(message.getLeakyRelu().getAlpha());
      case ELU -> new Activation.Elu(message.getElu().getAlpha());
      case HARD_SIGMOID -> {
        var hard = message.getHardSigmoid();
        yield new Activation.HardSigmoid(hard.getSlope(), hard.getOffset());
      }
      case HARD_SWISH -> {
        var hard = message.getHardSwish();
        yield new Activation.HardSwish(hard.getThreshold(), hard.getScale(), hard.getOffset());
      }
      case SWISH -> new Activation.Swish(message.getSwish().getBeta());
      case GELU -> new Activation.Gelu(message.getGelu().getApproximate());
      case MISH -> new Activation.Mish(message.getMish().getThreshold());
      case SOFTPLUS -> {
        var softplus = message.getSoftplus();
        yield new Activation.Softplus(softplus.getBeta(), softplus.getThreshold());
      }
      case FUNCTION -> EnumCodes.decode(message.getFunction());
      case KIND_NOT_SET -> throw missing("activation");
    };
  }

  static QuantParams decode(OctetProto.QuantParams message) {
    QuantParams params =
        (message.getScalesCount() > 0 ? ofScales(message) : ofThresholds(message))
            .withRounding(EnumCodes.decode(message.getRounding()));
    params = message.getFullRange() ? params.withFullRange() : params;
    return message.getSumsInSteps() ? params.withSumsInSteps() : params;
  }

  private static QuantParams ofThresholds(OctetProto.QuantParams message) {
    float[] thresholds = new float[message.getThresholdsCount()];
    for (int i = 0; i < thresholds.length; i++) {
      thresholds[i] = message.getThresholds(i);
    }
    return QuantParams.perAxis(message.getAxis(), thresholds).withBits(message.getBits());
  }

  private static QuantParams ofScales(OctetProto.QuantParams message) {
    if (message.getThresholdsCount() > 0) {
      throw new IllegalArgumentException("has both thresholds and scales");
    }
    double[] scales = message.getScalesList().stream().mapToDouble(Double::doubleValue).toArray();
    return QuantParams.ofScales(message.getAxis(), message.getBits(), scales);
  }

  static SumScaling decodeScaling(OctetProto.Quantized message) {
    if (message.getDynamic()) {
      return SumScaling.DYNAMIC;
    }
    return message.hasSteps()
        ? new SumScaling.InSteps(message.getSteps().getFactor(), message.getSteps().getDivisor())
        : SumScaling.SINGLE;
  }

  static Result decode(OctetProto.Result message) {
    return switch (message.getFormCase()) {
      case REAL -> Result.FLOAT;
      case INT8 -> new Result.Int8(decode(message.getInt8().getParams()));
      case FORM_NOT_SET -> throw missing("form of the result");
    };
  }

  private static IllegalArgumentException missing(String what) {
    return new IllegalArgumentException("the " + what + " is missing");
  }
}
