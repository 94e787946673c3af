package dev.octet.formats.paddle;

import dev.octet.engine.op.Activate;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.PRelu;
import java.util.Locale;

/** Functions of one number. */
final class ActivationWriter {
  private static final float RELU6 = 6;

  private ActivationWriter() {}

  static void write(NodeSite site, Activate op) {
    switch (op.function()) {
      case Activation.None _ -> ElementwiseWriter.writeIdentity(site);
      case Activation.Relu _ -> unary(site, "relu");
      case Activation.Clip(float low, float high) -> {
        if (low == 0 && high == RELU6) {
          unary(site, "relu6").number("threshold", RELU6);
        } else {
          unary(site, "clip").number("min", low).number("max", high);
        }
      }
      case Activation.LeakyRelu(float alpha) -> unary(site, "leaky_relu").number("alpha", alpha);
      case Activation.Elu(float alpha) -> unary(site, "elu").number("alpha", alpha);
      case Activation.HardSigmoid(float slope, float offset) ->
          unary(site, "hard_sigmoid").number("slope", slope).number("offset", offset);
      case Activation.HardSwish(float threshold, float scale, float offset) ->
          unary(site, "hard_swish")
              .number("threshold", threshold)
              .number("scale", scale)
              .number("offset", offset);
      case Activation.Swish _ ->
          unary(site, "swish"); // another beta is taken apart before: the kernel has it fixed
      case Activation.Gelu(boolean approximate) ->
          unary(site, "gelu").flag("approximate", approximate);
      case Activation.Mish(float threshold) -> unary(site, "mish").number("threshold", threshold);
      case Activation.Softplus(float beta, float threshold) ->
          unary(site, "softplus").number("beta", beta).number("threshold", threshold);
      case Activation.Function function -> unary(site, function.name().toLowerCase(Locale.ROOT));
    }
  }

  static void write(NodeSite site, PRelu op) {
    site.operator("prelu")
        .in("X", site.input(0))
        .in("Alpha", site.input(1))
        .out("Out", site.output())
        .text("mode", op.mode().name().toLowerCase(Locale.ROOT))
        .text("data_format", "NCHW");
  }

  private static OperatorBuilder unary(NodeSite site, String type) {
    return site.operator(type).in("X", site.input(0)).out("Out", site.output());
  }
}
