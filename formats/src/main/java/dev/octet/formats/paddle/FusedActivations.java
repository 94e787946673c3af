package dev.octet.formats.paddle;

import dev.octet.engine.op.Activation;
import dev.octet.formats.ModelFormatException;

/** The activations that optimised exports put into the operator before them. */
final class FusedActivations {
  private FusedActivations() {}

  /** The activation after a convolution, matrix product or elementwise operator. */
  static Activation of(Operator operator) throws ModelFormatException {
    Attributes attributes = operator.attributes();
    if (attributes.flag("with_act", false)) {
      return ofLite(operator, attributes.text("act_type", ""));
    }
    if (attributes.flag("fuse_relu", false)) {
      return Activation.RELU;
    }
    if (attributes.flag("fuse_brelu", false)) {
      return new Activation.Clip(0, attributes.finite("fuse_brelu_threshold", 6));
    }
    return named(operator, attributes.text("fuse_activation", ""));
  }

  /** The activation of a name in Paddle Lite, whose parameters have names of their own there. */
  static Activation ofLite(Operator operator, String name) throws ModelFormatException {
    Attributes attributes = operator.attributes();
    return switch (name) {
      case "relu6" ->
          new Activation.Clip(
              0, attributes.finite("fuse_brelu_threshold", attributes.finite("alpha", 6)));
      case "leaky_relu" ->
          new Activation.LeakyRelu(
              attributes.finite("leaky_relu_alpha", attributes.finite("alpha", 0.02f)));
      case "hard_swish" ->
          new Activation.HardSwish(
              attributes.finite("hard_swish_threshold", 6),
              attributes.finite("hard_swish_scale", 6),
              attributes.finite("hard_swish_offset", 3));
      case "hard_sigmoid" ->
          new Activation.HardSigmoid(
              attributes.finite("slope", 0.2f), attributes.finite("offset", 0.5f));
      case "swish" -> new Activation.Swish(attributes.finite("swish_beta", 1));
      default -> named(operator, name);
    };
  }

  /** The activation of a name, with parameters in {@code fuse_alpha} and {@code fuse_beta}. */
  static Activation named(Operator operator, String name) throws ModelFormatException {
    Attributes attributes = operator.attributes();
    float alpha = attributes.finite("fuse_alpha", 0);
    float beta = attributes.finite("fuse_beta", 0);
    return switch (name) {
      case "", "identity", "linear" -> Activation.NONE;
      case "relu" -> Activation.RELU;
      case "relu6" -> new Activation.Clip(0, alpha > 0 ? alpha : 6);
      case "clip" -> new Activation.Clip(alpha, beta);
      case "leaky_relu" -> new Activation.LeakyRelu(alpha);
      case "elu" -> new Activation.Elu(alpha);
      case "swish" -> new Activation.Swish(alpha == 0 ? 1 : alpha);
      case "hard_sigmoid" ->
          new Activation.HardSigmoid(
              alpha == 0 ? 0.2f : alpha, attributes.has("fuse_beta") ? beta : 0.5f);
      case "hard_swish" -> new Activation.HardSwish(6, 6, 3);
      case "gelu", "gelu_erf" -> new Activation.Gelu(false);
      case "gelu_tanh" -> new Activation.Gelu(true);
      case "mish" -> new Activation.Mish(20);
      case "sigmoid" -> Activation.Function.SIGMOID;
      case "tanh" -> Activation.Function.TANH;
      case "sqrt" -> Activation.Function.SQRT;
      case "abs" -> Activation.Function.ABS;
      default -> throw operator.error("the fused activation '" + name + "' is not supported");
    };
  }
}
