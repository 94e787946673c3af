package dev.octet.formats.paddle;

import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.ConvTranspose2d;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.Op;
import dev.octet.formats.ModelFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code conv2d} and its kin. */
final class ConvolutionOperators {
  private static final int RANK = 4;
  private static final String RESIDUAL = "ResidualData";

  /** The slot in Paddle Lite's programs. */
  private static final String LITE_RESIDUAL = "SecondInput";

  private ConvolutionOperators() {}

  static Map<String, OperatorMapping> mappings() {
    return Map.of(
        "conv2d", ConvolutionOperators::convolution,
        "depthwise_conv2d", ConvolutionOperators::convolution,
        "fused_conv2d", ConvolutionOperators::convolution,
        "conv2d_transpose", ConvolutionOperators::transposed,
        "depthwise_conv2d_transpose", ConvolutionOperators::transposed);
  }

  private static void convolution(Operator operator) throws ModelFormatException {
    give(operator, 0, new Conv2d(Windows.of(operator), groups(operator), epilogue(operator)));
  }

  private static void transposed(Operator operator) throws ModelFormatException {
    if (operator.has("OutputSizeTensor")) {
      throw operator.error("an output size from a tensor is not supported");
    }
    List<Integer> padding = pairOrZeros(operator, "output_padding");
    List<Integer> size = pairOrZeros(operator, "output_size");
    boolean sized = size.get(0) != 0;
    give(
        operator,
        1,
        new ConvTranspose2d(
            Windows.of(operator),
            groups(operator),
            sized ? 0 : padding.get(0),
            sized ? 0 : padding.get(1),
            size.get(0),
            size.get(1),
            epilogue(operator)));
  }

  private static int groups(Operator operator) throws ModelFormatException {
    int groups = operator.attributes().integer("groups", 1);
    if (groups < 1) {
      throw operator.error("groups " + groups + ": must be 1 or more");
    }
    return groups;
  }

  private static List<Integer> pairOrZeros(Operator operator, String attribute)
      throws ModelFormatException {
    List<Integer> zeros = List.of(0, 0);
    if (operator.attributes().integers(attribute, List.of()).isEmpty()) {
      return zeros;
    }
    List<Integer> pair = Windows.pair(operator, attribute, zeros);
    if (pair.get(0) < 0 || pair.get(1) < 0) {
      throw operator.error("attribute '%s' is %s: must not be negative".formatted(attribute, pair));
    }
    return pair;
  }

  /** Bias, residual and activation are inside of the operator in optimised exports only. */
  private static Epilogue epilogue(Operator operator) throws ModelFormatException {
    return new Epilogue(
        operator.has("Bias"), residual(operator).isPresent(), FusedActivations.of(operator));
  }

  /** The slot with what is added before the activation. */
  private static Optional<String> residual(Operator operator) throws ModelFormatException {
    if (!operator.has(LITE_RESIDUAL)) {
      return operator.has(RESIDUAL) ? Optional.of(RESIDUAL) : Optional.empty();
    }
    String type = operator.attributes().text("fuse_elementwise_op_type", "elementwise_add");
    if (!type.equals("elementwise_add")) {
      throw operator.error("a fused '" + type + "' is not supported");
    }
    return Optional.of(LITE_RESIDUAL);
  }

  /**
   * @param axis the axis of the output channels in the weights
   */
  private static void give(Operator operator, int axis, Op op) throws ModelFormatException {
    ImageLayout layout = ImageLayout.of(operator, "data_format");
    List<Value> inputs = new ArrayList<>();
    inputs.add(layout.channelsFirst(operator, LiteQuantization.input(operator, "Input"), RANK));
    inputs.add(LiteQuantization.weights(operator, "Filter", RANK, axis));
    operator.optional("Bias").ifPresent(inputs::add);
    Optional<String> residual = residual(operator);
    if (residual.isPresent()) {
      inputs.add(layout.channelsFirst(operator, operator.input(residual.get()), RANK));
    }
    if (layout == ImageLayout.CHANNELS_FIRST) {
      LiteQuantization.give(operator, "Output", op, inputs);
    } else {
      layout.give(operator, "Output", RANK, op, inputs.toArray(Value[]::new));
    }
  }
}
