package dev.octet.formats.paddle;

import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import dev.octet.formats.paddle.proto.OperatorProto;
import java.util.List;
import java.util.Optional;

/**
 * A linear operator of a frozen program, between {@code fake_quantize} and {@code fake_dequantize}:
 * it multiplies integers that are held as floats, and what follows makes real numbers of the sums.
 * In the graph it reads what the integers stand for, and gives the real numbers itself.
 */
final class FrozenLayer {
  private final LinearSlots slots;
  private final Operator linear;
  private final Operator dequantize;
  private final QuantParams input;

  private FrozenLayer(LinearSlots slots, Operator linear, Operator dequantize, QuantParams input) {
    this.slots = slots;
    this.linear = linear;
    this.dequantize = dequantize;
    this.input = input;
  }

  /**
   * The linear operator as it stands in the graph, its inputs bound in the scope; empty where
   * integers of up to 8 bits and a known threshold do not make up its input, or its weights are
   * computed.
   */
  static Optional<OperatorProto> rewrite(
      OperatorProto proto, Operator linear, Operator dequantize, Scope scope)
      throws ModelFormatException {
    LinearSlots slots = LinearSlots.of(linear.type()).orElseThrow();
    if (!linear.has(slots.data())) {
      return Optional.empty();
    }
    String data = linear.variable(slots.data());
    Optional<Value> integers = scope.integers(data);
    Optional<QuantParams> input = scope.meaning(data).filter(QuantParams::isPerTensor);
    if (integers.isEmpty() || input.isEmpty() || linear.has("Bias")) {
      return Optional.empty();
    }
    var layer = new FrozenLayer(slots, linear, dequantize, input.get());
    Optional<Tensor> weights = layer.weights();
    if (weights.isEmpty()) {
      return Optional.empty();
    }
    Optional<QuantParams> params = layer.params(weights.get());
    if (params.isEmpty()) {
      return Optional.empty();
    }
    String name = linear.variable(slots.weights());
    Value bytes = WeightIntegers.held(linear, name, weights.get(), params.get(), scope);
    String realData = linear.newVariable(data);
    String realWeights = linear.newVariable(name);
    scope.give(realData, new Dequantize(input.get()), integers.get());
    scope.give(realWeights, new Dequantize(params.get()), bytes);
    return Optional.of(
        slots.giving(
            slots.reading(proto, realData, realWeights), dequantize.outputVariable("Out")));
  }

  private Optional<Tensor> weights() throws ModelFormatException {
    if (!linear.has(slots.weights())) {
      throw linear.error(
          "is quantized but has no weights: input %s must be a parameter of integers"
              .formatted(slots.weights()));
    }
    String name = linear.variable(slots.weights());
    Optional<Tensor> weights = linear.known(name);
    if (weights.isEmpty() && linear.declaration(name).map(Variable::hasData).orElse(true)) {
      linear.input(slots.weights());
    }
    return weights;
  }

  /** What the weights stand for; empty where the sums become real numbers in some other way. */
  private Optional<QuantParams> params(Tensor weights) throws ModelFormatException {
    if (!dequantize.has("Scales")) {
      requireThreshold(dequantize.variable("Scale"));
      float range = FakeQuantizationOperators.positive(dequantize, "max_range");
      double levels = (double) input.levels() * QuantParams.perTensor(1).levels();
      return Optional.of(scaled(QuantParams.perTensor(divisorOf(levels, range)).withFullRange()));
    }
    List<String> scales = dequantize.variables("Scales");
    if (scales.size() != 2) {
      return Optional.empty();
    }
    requireThreshold(scales.getLast());
    List<Integer> bits = FakeQuantizationOperators.quantBits(dequantize, 2);
    // Paddle multiplies their ranges, so that either can be that of the weights.
    int own = bits.getLast() == input.bits() ? bits.getFirst() : bits.getLast();
    if (!bits.contains(input.bits())) {
      throw dequantize.error(
          "attribute 'quant_bits' is %s, but '%s' is quantized to %d bits; one must be %d"
              .formatted(bits, linear.variable(slots.data()), input.bits(), input.bits()));
    }
    if (own > 8) {
      return Optional.empty();
    }
    requireChannelAxis();
    QuantParams channels = channels(scales.getFirst(), weights);
    return Optional.of(scaled(channels.withBits(own).withFullRange()));
  }

  private QuantParams channels(String variable, Tensor weights) throws ModelFormatException {
    Tensor thresholds = dequantize.threshold(variable);
    int groups = linear.attributes().integer("groups", 1);
    if (linear.type().endsWith("transpose")
        && groups > 1
        && weights.shape().rank() == 4
        && weights.shape().dim(0) % groups == 0) {
      var grouped = new GroupedChannels(weights.shape(), groups);
      if (thresholds.elements() == grouped.count()) {
        return grouped
            .alongAxis(positive(thresholds, grouped.count()))
            .orElseThrow(
                () ->
                    dequantize.error(
                        ("thresholds '%s' differ within the weights of one output channel of the"
                                + " %d groups; they must be the same in all groups")
                            .formatted(variable, groups)));
      }
    }
    int axis = LinearSlots.channelAxis(linear);
    return QuantParams.perAxis(axis, thresholds(variable, thresholds, weights, axis));
  }

  /** What Octet quantized and wrote here keeps the way in which Octet scales sums. */
  private QuantParams scaled(QuantParams weights) {
    return input.allowsRequantization() ? weights : weights.withSumsInSteps();
  }

  /** The threshold whose quotient with {@code levels} is {@code range} again, if there is one. */
  private static float divisorOf(double levels, float range) {
    float nearest = (float) (levels / range);
    for (float threshold : new float[] {nearest, Math.nextUp(nearest), Math.nextDown(nearest)}) {
      if ((float) (levels / threshold) == range) {
        return threshold;
      }
    }
    return nearest;
  }

  /** The threshold of the input is stated twice. */
  private void requireThreshold(String variable) throws ModelFormatException {
    Tensor tensor = dequantize.threshold(variable);
    float threshold = (float) tensor.element(0);
    if (tensor.elements() != 1 || threshold != input.threshold(0)) {
      throw dequantize.error(
          "threshold %s in '%s' contradicts the %s that '%s' is quantized with; they must be equal"
              .formatted(
                  tensor.elements() == 1 ? threshold : tensor,
                  variable,
                  input.threshold(0),
                  linear.variable(slots.data())));
    }
  }

  private void requireChannelAxis() throws ModelFormatException {
    int stated = dequantize.attributes().integer("x_num_col_dims", 1);
    boolean product = linear.type().startsWith("matmul");
    int axis =
        switch (linear.type()) {
          case "mul" -> linear.attributes().integer("x_num_col_dims", 1);
          case "fc" -> linear.attributes().integer("in_num_col_dims", 1);
          default -> 1;
        };
    if (product ? stated < 1 : stated != axis) {
      throw dequantize.error(
          "attribute 'x_num_col_dims' is %d, but the channels of '%s' run along axis %d"
              .formatted(stated, linear.outputVariable(slots.output()), axis));
    }
  }

  private float[] thresholds(String variable, Tensor tensor, Tensor weights, int axis)
      throws ModelFormatException {
    String name = linear.variable(slots.weights());
    if (axis >= weights.shape().rank()) {
      throw linear.error(
          "weights '%s' of shape %s have no axis %d for their thresholds in '%s'"
              .formatted(name, weights.shape(), axis, variable));
    }
    int channels = weights.shape().dim(axis);
    if (tensor.elements() != channels && tensor.elements() != 1) {
      throw dequantize.error(
          "%d thresholds in '%s' do not fit weights '%s' of shape %s; axis %d needs %d"
              .formatted(tensor.elements(), variable, name, weights.shape(), axis, channels));
    }
    return positive(tensor, channels);
  }

  /** One for each channel; those of zeros become positive. */
  private static float[] positive(Tensor tensor, int channels) {
    float[] thresholds = new float[channels];
    for (int i = 0; i < channels; i++) {
      float threshold = (float) tensor.element(tensor.elements() == 1 ? 0 : i);
      thresholds[i] = threshold == 0 ? WeightIntegers.OF_ZEROS : threshold;
    }
    return thresholds;
  }
}
