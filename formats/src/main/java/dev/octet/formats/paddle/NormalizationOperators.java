package dev.octet.formats.paddle;

import dev.octet.engine.graph.Value;
import dev.octet.engine.op.BatchNorm;
import dev.octet.engine.op.LayerNorm;
import dev.octet.formats.ModelFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Normalisation. Outputs for training are not given. */
final class NormalizationOperators {
  private NormalizationOperators() {}

  static Map<String, OperatorMapping> mappings() {
    return Map.of(
        "batch_norm", NormalizationOperators::batchNorm,
        "sync_batch_norm", NormalizationOperators::batchNorm,
        "layer_norm", NormalizationOperators::layerNorm);
  }

  private static void batchNorm(Operator operator) throws ModelFormatException {
    ImageLayout layout = ImageLayout.of(operator, "data_layout");
    int rank = operator.rank(operator.variable("X")).orElse(4);
    Value x = layout.channelsFirst(operator, operator.input("X"), rank);
    layout.give(
        operator,
        "Y",
        rank,
        new BatchNorm(operator.attributes().finite("epsilon", 1e-5f)),
        x,
        operator.weights("Scale", 1),
        operator.weights("Bias", 1),
        operator.weights("Mean", 1),
        operator.weights("Variance", 1));
  }

  private static void layerNorm(Operator operator) throws ModelFormatException {
    List<Value> inputs = new ArrayList<>();
    inputs.add(operator.input("X"));
    operator.optional("Scale").ifPresent(inputs::add);
    operator.optional("Bias").ifPresent(inputs::add);
    operator.give(
        "Y",
        new LayerNorm(
            operator.attributes().integer("begin_norm_axis", 1),
            operator.attributes().finite("epsilon", 1e-5f),
            operator.has("Scale"),
            operator.has("Bias")),
        inputs);
  }
}
