package dev.octet.formats.paddle;

import dev.octet.engine.graph.Value;
import dev.octet.engine.op.FakeDequantize;
import dev.octet.engine.op.FakeQuantize;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Rounding;
import dev.octet.engine.tensor.Tensor;
import java.util.List;

/** Paddle's simulation of quantization in float. */
final class FakeQuantizationWriter {
  private static final String MOVING_AVERAGE = "fake_quantize_moving_average_abs_max";

  /** What Paddle writes; it has no meaning for recorded thresholds. */
  private static final int WINDOW_SIZE = 10_000;

  private static final float MOVING_RATE = 0.9f;

  private FakeQuantizationWriter() {}

  static void write(NodeSite site, FakeQuantize op) {
    boolean toEven = op.rounding() == Rounding.HALF_EVEN;
    if (toEven != op.fullRange()) {
      throw site.error(
          "%s with%s the lowest integer has no form there"
              .formatted(op.rounding(), op.fullRange() ? "" : "out"));
    }
    boolean channels = op.axis() != QuantParams.PER_TENSOR;
    OperatorBuilder operator =
        switch (op.scale()) {
          case INPUT -> channels ? linear(site, op) : recorded(site, op.dequantize());
          case ABS_MAX -> computed(site, op, channels);
        };
    operator.integer("bit_length", op.bits()).integer("round_type", toEven ? 0 : 1);
  }

  private static OperatorBuilder recorded(NodeSite site, boolean dequantize) {
    String threshold = site.input(1);
    site.variables().alias(site.node().outputs().getLast(), threshold);
    boolean average = dequantize || site.isCalled(MOVING_AVERAGE);
    String type =
        dequantize
            ? "fake_quantize_dequantize_moving_average_abs_max"
            : average ? MOVING_AVERAGE : "fake_quantize_range_abs_max";
    OperatorBuilder operator =
        site.operator(type)
            .in("X", site.input(0))
            .in("InScale", threshold)
            .out("Out", site.output())
            .out("OutScale", threshold)
            .flag("is_test", true);
    return average
        ? operator.number("moving_rate", MOVING_RATE)
        : operator.integer("window_size", WINDOW_SIZE);
  }

  /** Thresholds along an axis are recorded for one operator only. */
  private static OperatorBuilder linear(NodeSite site, FakeQuantize op) {
    if (op.dequantize()) {
      throw site.error(
          "recorded thresholds along an axis, dequantized at once, have no form there");
    }
    String threshold = site.input(1);
    site.variables().alias(site.node().outputs().getLast(), threshold);
    Value thresholds = site.inputValue(1);
    int count = site.variables().constant(thresholds).map(Tensor::elements).orElse(1);
    return site.operator("quantize_linear")
        .in("X", site.input(0))
        .in("Scale", threshold)
        .in("ZeroPoint", site.variables().zeroPoint(threshold, count))
        .out("Y", site.output())
        .integer("quant_axis", op.axis())
        .flag("is_test", true)
        .flag("only_observer", false);
  }

  private static OperatorBuilder computed(NodeSite site, FakeQuantize op, boolean channels) {
    String type =
        "fake_"
            + (channels ? "channel_wise_" : "")
            + "quantize_"
            + (op.dequantize() ? "dequantize_" : "")
            + "abs_max";
    List<String> outputs = site.outputs();
    OperatorBuilder operator =
        site.operator(type)
            .in("X", site.input(0))
            .out("Out", outputs.getFirst())
            .out("OutScale", outputs.getLast());
    return channels ? operator.integer("quant_axis", op.axis()) : operator;
  }

  static void write(NodeSite site, FakeDequantize op) {
    if (op.thresholdInputs() == 1 && op.axis() == QuantParams.PER_TENSOR) {
      site.operator("fake_dequantize_max_abs")
          .in("X", site.input(0))
          .in("Scale", site.input(1))
          .out("Out", site.output())
          .number("max_range", op.maxRange());
      return;
    }
    boolean two = op.thresholdInputs() == 2;
    site.operator("fake_channel_wise_dequantize_max_abs")
        .in("X", site.input(0))
        .in("Scales", site.inputs().subList(1, two ? 3 : 2))
        .out("Out", site.output())
        .integers("quant_bits", bits(site, op))
        .integer("quant_axis", two ? weightAxis(op) : op.axis())
        .integer("x_num_col_dims", two ? op.axis() : 1);
  }

  /** Of no effect with two thresholds; what the weights of an operator with such a result have. */
  private static int weightAxis(FakeDequantize op) {
    return op.axis() == 1 ? 0 : 1;
  }

  /** The widths whose largest integers multiply to the range. */
  private static List<Integer> bits(NodeSite site, FakeDequantize op) {
    for (int first = 8, tried = 0; tried < 15; tried++, first = first == 16 ? 2 : first + 1) {
      if (op.thresholdInputs() == 1) {
        if (levels(first) == op.maxRange()) {
          return List.of(first);
        }
      } else {
        for (int second = 2; second <= 16; second++) {
          if (levels(first) * levels(second) == op.maxRange()) {
            return List.of(first, second);
          }
        }
      }
    }
    throw site.error("the range %s is that of no number of bits".formatted(op.maxRange()));
  }

  private static float levels(int bits) {
    return (1 << (bits - 1)) - 1;
  }
}
