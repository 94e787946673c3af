package dev.octet.formats.paddle;

import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import dev.octet.formats.paddle.proto.OperatorProto;
import dev.octet.formats.paddle.proto.SlotProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The linear operators of a float program that has thresholds of activations as attributes, and no
 * operator that quantizes. The threshold of an operator's input is its own attribute, as {@code
 * Input0_threshold}, or one of the operator that gives the input, as {@code Out0_threshold} or
 * {@code out_threshold}. Weights are real numbers, quantized here with a threshold for each output
 * channel.
 */
final class ThresholdLayers {
  private static final String SUFFIX = "_threshold";

  /** The operator and the attribute that state the threshold of another's input. */
  private record Source(int operator, String attribute) {}

  private final List<OperatorProto> operators;
  private final Map<Integer, Source> sources;

  private ThresholdLayers(List<OperatorProto> operators, Map<Integer, Source> sources) {
    this.operators = operators;
    this.sources = sources;
  }

  static ThresholdLayers of(Program program) {
    List<OperatorProto> operators = program.operators();
    Map<Integer, Source> sources = new HashMap<>();
    if (operators.stream().noneMatch(ThresholdLayers::isQuantized)) {
      Map<String, Source> outputs = new HashMap<>();
      for (int i = 0; i < operators.size(); i++) {
        source(program, i, outputs).ifPresent(put(sources, i));
        for (SlotProto slot : operators.get(i).getOutputsList()) {
          for (int k = 0; k < slot.getVariablesCount(); k++) {
            outputs.remove(slot.getVariables(k));
            output(operators.get(i), i, slot.getParameter() + k)
                .ifPresent(put(outputs, slot.getVariables(k)));
          }
        }
      }
    }
    return new ThresholdLayers(operators, sources);
  }

  private static <K> Consumer<Source> put(Map<K, Source> map, K key) {
    return source -> map.put(key, source);
  }

  private static boolean isQuantized(OperatorProto operator) {
    return operator.getType().contains("quantize")
        || WeightOnlyQuantization.isUsedBy(operator)
        || EncodingDetector.runsOnBytes(operator);
  }

  private static Optional<Source> source(Program program, int index, Map<String, Source> outputs) {
    OperatorProto operator = program.operators().get(index);
    Optional<LinearSlots> slots = LinearSlots.of(operator.getType());
    if (slots.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> data = only(operator, slots.get().data());
    Optional<Variable> weights =
        only(operator, slots.get().weights()).map(program.variables()::get);
    if (data.isEmpty() || weights.filter(Variable::hasData).isEmpty()) {
      return Optional.empty();
    }
    String own = slots.get().data() + 0 + SUFFIX;
    return has(operator, own)
        ? Optional.of(new Source(index, own))
        : Optional.ofNullable(outputs.get(data.get()));
  }

  private static Optional<Source> output(OperatorProto operator, int index, String argument) {
    for (String attribute : List.of(argument + SUFFIX, "out" + SUFFIX)) {
      if (has(operator, attribute)) {
        return Optional.of(new Source(index, attribute));
      }
    }
    return Optional.empty();
  }

  private static boolean has(OperatorProto operator, String attribute) {
    return operator.getAttributesList().stream().anyMatch(it -> it.getName().equals(attribute));
  }

  private static Optional<String> only(OperatorProto operator, String parameter) {
    return operator.getInputsList().stream()
        .filter(slot -> slot.getParameter().equals(parameter) && slot.getVariablesCount() == 1)
        .map(slot -> slot.getVariables(0))
        .findFirst();
  }

  boolean isEmpty() {
    return sources.isEmpty();
  }

  /** The linear operator over quantized inputs; empty where it stays float. */
  Optional<OperatorProto> rewrite(int index, Operator operator, Scope scope)
      throws ModelFormatException {
    Source source = sources.get(index);
    if (source == null || operator.attributes().flag("skip_quant", false)) {
      return Optional.empty();
    }
    LinearSlots slots = LinearSlots.of(operator.type()).orElseThrow();
    String name = operator.variable(slots.weights());
    Optional<Tensor> weights = operator.known(name).filter(it -> it.dtype().isFloating());
    int axis = LinearSlots.channelAxis(operator);
    if (weights.isEmpty() || weights.get().shape().rank() <= axis) {
      return Optional.empty();
    }
    QuantParams input = QuantParams.perTensor(threshold(operator, source));
    if (source.operator() == index) {
      operator.requireOneThreshold(operator.value(operator.variable(slots.data())), input);
    }
    QuantParams params =
        WeightIntegers.params(
                WeightIntegers.thresholds(operator.examined(weights.get()), axis), axis)
            .orElseThrow(
                () -> operator.error("weights '%s' hold NaN or infinite numbers".formatted(name)));
    String data = operator.variable(slots.data());
    String realData = operator.newVariable(data);
    String realWeights = operator.newVariable(name);
    Value bytes =
        operator.constant(name, WeightIntegers.quantize(operator.examined(weights.get()), params));
    scope.give(
        realData, new Dequantize(input), operator.step(new Quantize(input), operator.value(data)));
    scope.give(realWeights, new Dequantize(params), bytes);
    return Optional.of(slots.reading(operators.get(index), realData, realWeights));
  }

  private float threshold(Operator operator, Source source) throws ModelFormatException {
    OperatorProto stating = operators.get(source.operator());
    OperatorPlace place = operator.place().at(source.operator(), stating.getType());
    float threshold = new Attributes(place, stating).number(source.attribute(), 0);
    if (!(threshold > 0) || Float.isInfinite(threshold)) {
      throw place.error(
          "attribute '%s' is %s: must be a positive finite number, the largest magnitude"
              .formatted(source.attribute(), threshold));
    }
    return threshold;
  }
}
