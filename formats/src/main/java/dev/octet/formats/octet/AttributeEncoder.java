package dev.octet.formats.octet;

import dev.octet.engine.op.Activation;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.Padding;
import dev.octet.engine.op.Result;
import dev.octet.engine.op.Window;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.formats.octet.proto.OctetProto;

/** The attributes of operators that are more than a number, as messages. */
final class AttributeEncoder {
  private AttributeEncoder() {}

  static OctetProto.Window encode(Window window) {
    var message =
        OctetProto.Window.newBuilder()
            .setStrideHeight(window.strideHeight())
            .setStrideWidth(window.strideWidth())
            .setDilationHeight(window.dilationHeight())
            .setDilationWidth(window.dilationWidth());
    switch (window.padding()) {
      case Padding.Explicit(int top, int bottom, int left, int right) ->
          message.getExplicitBuilder().setTop(top).setBottom(bottom).setLeft(left).setRight(right);
      case Padding.Same() -> message.getSameBuilder();
    }
    return message.build();
  }

  static OctetProto.Epilogue encode(Epilogue epilogue) {
    return OctetProto.Epilogue.newBuilder()
        .setBias(epilogue.bias())
        .setResidual(epilogue.residual())
        .setActivation(encode(epilogue.activation()))
        .build();
  }

  static OctetProto.Activation encode(Activation activation) {
    var message = OctetProto.Activation.newBuilder();
    switch (activation) {
      case Activation.None() -> message.getNoneBuilder();
      case Activation.Relu() -> message.getReluBuilder();
      case Activation.Clip(float low, float high) ->
          message.getClipBuilder().setLow(low).setHigh(high);
      case Activation.LeakyRelu(float alpha) -> message.getLeakyReluBuilder().setAlpha(alpha);
      case Activation.Elu(float alpha) -> message.getEluBuilder().setAlpha(alpha);
      case Activation.HardSigmoid(float slope, float offset) ->
          message.getHardSigmoidBuilder().setSlope(slope).setOffset(offset);
      case Activation.HardSwish(float threshold, float scale, float offset) ->
          message.getHardSwishBuilder().setThreshold(threshold).setScale(scale).setOffset(offset);
      case Activation.Swish(float beta) -> message.getSwishBuilder().setBeta(beta);
      case Activation.Gelu(boolean approximate) ->
          message.getGeluBuilder().setApproximate(approximate);
      case Activation.Mish(float threshold) -> message.getMishBuilder().setThreshold(threshold);
      case Activation.Softplus(float beta, float threshold) ->
          message.getSoftplusBuilder().setBeta(beta).setThreshold(threshold);
      case Activation.Function function -> message.setFunction(EnumCodes.encode(function));
    }
    return message.build();
  }

  static OctetProto.QuantParams encode(QuantParams params) {
    var message =
        OctetProto.QuantParams.newBuilder()
            .setAxis(params.axis())
            .setBits(params.bits())
            .setFullRange(params.low() != -params.levels())
            .setRounding(EnumCodes.encode(params.rounding()))
            .setSumsInSteps(params.sumsInSteps());
    for (int i = 0; i < params.count(); i++) {
      if (params.hasScales()) {
        message.addScales(params.exactScale(i));
      } else {
        message.addThresholds(params.threshold(i));
      }
    }
    return message.build();
  }

  static OctetProto.Result encode(Result result) {
    var message = OctetProto.Result.newBuilder();
    switch (result) {
      case Result.Real() -> message.getRealBuilder();
      case Result.Int8(QuantParams params) -> message.getInt8Builder().setParams(encode(params));
    }
    return message.build();
  }
}
