package dev.octet.engine.plan.lowering;

import dev.octet.engine.kernel.Quantization;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.DynamicQuantize;
import dev.octet.engine.op.FakeDequantize;
import dev.octet.engine.op.FakeQuantize;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.op.QuantizedBinary;
import dev.octet.engine.op.Requantize;
import dev.octet.engine.op.Result;
import dev.octet.engine.plan.step.AbsoluteMaximum;
import dev.octet.engine.plan.step.AxisRuns;
import dev.octet.engine.plan.step.Buffer;
import dev.octet.engine.plan.step.ByteSum;
import dev.octet.engine.plan.step.ClampedActivation;
import dev.octet.engine.plan.step.DequantizeRuns;
import dev.octet.engine.plan.step.DynamicQuantizeRuns;
import dev.octet.engine.plan.step.ElementCost;
import dev.octet.engine.plan.step.ElementStep;
import dev.octet.engine.plan.step.FakeDequantization;
import dev.octet.engine.plan.step.FakeQuantization;
import dev.octet.engine.plan.step.LargestMagnitudes;
import dev.octet.engine.plan.step.Layout;
import dev.octet.engine.plan.step.QuantizeRuns;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Shape;
import java.util.Optional;

/** Changes between real numbers and integers, and the sum of integers. */
final class QuantizationLowering {
  private QuantizationLowering() {}

  static void lower(Site site, Quantize op) {
    Buffer x = site.read(0, site.layoutOf(0));
    Buffer y = site.write(0, x.layout());
    AxisRuns runs = AxisRuns.of(x, op.params().axis());
    site.add(new QuantizeRuns(site.kernels().quantization(), x, y, runs, op.params()));
    site.kernel("quantize");
  }

  static void lower(Site site, DynamicQuantize op) {
    Layout layout = site.layoutOf(0);
    // In a row only images lie together whatever the layout.
    boolean whole = op.leadingDims() == 0 || op.leadingDims() == 1;
    Buffer input = site.read(0, whole && !op.transposed() ? layout : Layout.ROW_MAJOR);
    Buffer x = op.transposed() ? TransposedRows.of(site, input) : input;
    Buffer y = site.write(0, x.layout());
    Buffer thresholds = site.write(1, Layout.ROW_MAJOR);
    Shape partial = LargestMagnitudes.partialShape(x, thresholds.elements());
    Buffer inverseScales = site.scratch(DType.FLOAT32, thresholds.shape());
    Quantization quantization = site.kernels().quantization();
    site.add(
        new LargestMagnitudes(
            quantization, x, site.scratch(DType.FLOAT32, partial), thresholds, inverseScales));
    site.add(new DynamicQuantizeRuns(quantization, x, y, inverseScales));
    site.kernel("range and quantize");
  }

  static void lower(Site site, Dequantize op) {
    Buffer x = site.read(0, site.layoutOf(0));
    Buffer y = site.write(0, x.layout());
    AxisRuns runs = AxisRuns.of(x, op.params().axis());
    site.add(new DequantizeRuns(site.kernels().quantization(), x, y, runs, op.params()));
    site.kernel("dequantize");
  }

  static void lower(Site site, Requantize op) {
    Quantization quantization = site.kernels().quantization();
    Buffer x = site.read(0, site.layoutOf(0));
    Buffer y = site.write(0, x.layout());
    float multiplier = ratio(op.from(), op.to());
    int low = op.to().low();
    int high = op.to().high();
    int n = x.shape().elements();
    site.add(
        new ElementStep(
            n,
            ElementCost.MOVE,
            (arena, first, count) ->
                quantization.requantize(
                    x.bytes(arena),
                    x.offset() + first,
                    multiplier,
                    low,
                    high,
                    y.bytes(arena),
                    y.offset() + first,
                    count)));
    Lowering.report(site, "requantize");
  }

  /** The scale of {@code from} over that of {@code to}, rounded once. */
  private static float ratio(QuantParams from, QuantParams to) {
    return (float) (scale(from) / scale(to));
  }

  private static double scale(QuantParams params) {
    return params.exactScale(0);
  }

  static void lower(Site site, QuantizedBinary op) {
    Layout layout = site.layoutOf(0);
    Buffer left = site.read(0, layout);
    Buffer right = site.read(1, layout);
    Buffer y = site.write(0, layout);
    ClampedActivation clamped = ClampedActivation.of(op.activation());
    if (op.result() instanceof Result.Int8(QuantParams params) && !clamped.hasRest()) {
      add(site, op, clamped, params, left, right, y);
    } else {
      site.add(new ByteSum(site.kernels(), op, left, right, y));
    }
    Lowering.report(site, "add");
  }

  private static void add(
      Site site,
      QuantizedBinary op,
      ClampedActivation clamped,
      QuantParams params,
      Buffer left,
      Buffer right,
      Buffer y) {
    Quantization quantization = site.kernels().quantization();
    float leftMultiplier = ratio(op.left(), params);
    float rightMultiplier = ratio(op.right(), params);
    int low = bound(clamped.low(), params);
    int high = bound(clamped.high(), params);
    int n = y.shape().elements();
    site.add(
        new ElementStep(
            n,
            ElementCost.MOVE,
            (arena, first, count) ->
                quantization.add(
                    left.bytes(arena),
                    left.offset() + first,
                    leftMultiplier,
                    right.bytes(arena),
                    right.offset() + first,
                    rightMultiplier,
                    low,
                    high,
                    y.bytes(arena),
                    y.offset() + first,
                    count)));
  }

  /** A bound of real numbers in steps; rounding keeps the order, so it can be rounded first. */
  private static int bound(float bound, QuantParams params) {
    float steps = (float) (bound / scale(params));
    return (int) Math.rint(Math.clamp(steps, params.low(), params.high()));
  }

  static void lower(Site site, FakeQuantize op) {
    Buffer x = site.read(0, site.layoutOf(0));
    Buffer y = site.write(0, x.layout());
    AxisRuns runs = AxisRuns.of(x, axis(x, op.axis()));
    boolean reported = site.node().outputs().size() > 1;
    Shape shape = Shape.of(runs.count());
    Buffer thresholds =
        switch (op.scale()) {
          case INPUT -> site.read(1, Layout.ROW_MAJOR);
          case ABS_MAX -> {
            Buffer found =
                reported ? site.write(1, Layout.ROW_MAJOR) : site.scratch(DType.FLOAT32, shape);
            site.add(new AbsoluteMaximum(x, found, runs));
            yield found;
          }
        };
    if (reported && op.scale() == FakeQuantize.Scale.INPUT) {
      site.alias(1, new Buffer(thresholds.storage(), shape, Layout.ROW_MAJOR));
    }
    site.add(new FakeQuantization(op, x, thresholds, y, runs));
    Lowering.report(site, "fake quantize");
  }

  static void lower(Site site, FakeDequantize op) {
    Buffer x = site.read(0, site.layoutOf(0));
    Buffer thresholds = site.read(1, Layout.ROW_MAJOR);
    Optional<Buffer> factor =
        op.thresholdInputs() == 2 ? Optional.of(site.read(2, Layout.ROW_MAJOR)) : Optional.empty();
    Buffer y = site.write(0, x.layout());
    boolean single = thresholds.shape().elements() == 1;
    AxisRuns runs = AxisRuns.of(x, single ? -1 : axis(x, op.axis()));
    site.add(new FakeDequantization(x, thresholds, factor, y, runs, op.maxRange()));
    Lowering.report(site, "fake dequantize");
  }

  private static int axis(Buffer x, int axis) {
    return axis == -1 ? -1 : x.shape().axis(axis);
  }
}
