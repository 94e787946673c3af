package dev.octet.formats.paddle;

import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Rounding;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.Optional;

/**
 * {@code quantize_linear} and {@code dequantize_linear}. Paddle 2.6 knows nothing of {@code qmin}
 * and {@code qmax}: where ties go to even it clamps to -128..127. Ties to even in -127..127 are
 * therefore written as its other rule, which differs on ties alone, with an attribute that Paddle
 * does not look at and {@link LinearQuantizationOperators} does.
 */
final class LinearQuantizationWriter {
  static final String TIES_TO_EVEN = "octet_ties_to_even";
  private static final int WIDEST = 8;

  private LinearQuantizationWriter() {}

  static void write(NodeSite site, Quantize op) {
    linear(site, "quantize_linear", site.inputValue(0).name(), site.input(0), op.params());
  }

  static void write(NodeSite site, Dequantize op) {
    ProgramVariables variables = site.variables();
    Optional<Tensor> weights = variables.constant(site.inputValue(0));
    if (weights.isEmpty()) {
      String base = variables.quantizedFrom(site.inputValue(0));
      linear(site, "dequantize_linear", base, site.input(0), op.params());
      return;
    }
    if (weights.get().dtype() != DType.INT8) {
      throw site.error(
          "weights of %s; dequantize_linear takes int8, and the encoding %s also int16"
              .formatted(weights.get().dtype(), PaddleEncoding.WEIGHT_ONLY));
    }
    String name = site.inputValue(0).name();
    linear(site, "dequantize_linear", name, variables.readWeights(site.inputValue(0)), op.params());
  }

  private static void linear(
      NodeSite site, String type, String base, String input, QuantParams params) {
    boolean toEven = params.rounding() == Rounding.HALF_EVEN;
    if (params.bits() > WIDEST || !toEven && params.low() < -params.levels()) {
      throw site.error(
          "%s with %s over %d..%d has no form there"
              .formatted(params, params.rounding(), params.low(), params.high()));
    }
    if (params.axis() > 1) {
      throw site.error(
          "thresholds along axis %d; only 0 and 1 have a form there".formatted(params.axis()));
    }
    boolean full = params.low() < -params.levels();
    String scale = site.variables().thresholds(base + "@scale", params);
    OperatorBuilder operator = site.operator(type);
    operator
        .in("X", input)
        .in("Scale", scale)
        .in("ZeroPoint", site.variables().zeroPoint(scale, params.count()))
        .out("Y", site.output())
        .integer("quant_axis", params.axis())
        .integer("bit_length", params.bits())
        .integer("round_type", full ? 0 : 1)
        .integer("qmin", params.low())
        .integer("qmax", params.high())
        .flag("is_test", true)
        .flag("only_observer", false);
    if (toEven && !full) {
      operator.flag(TIES_TO_EVEN, true);
    }
  }

  /** Symmetric quantization has none but zeros. */
  static Tensor zeros(int count) {
    return Tensor.zeros(DType.INT32, Shape.of(count));
  }
}
