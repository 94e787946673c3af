package dev.octet.engine.plan.lowering;

import dev.octet.engine.kernel.FloatMath;
import dev.octet.engine.op.Activate;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.Binary;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.op.Cast;
import dev.octet.engine.op.Fill;
import dev.octet.engine.op.PRelu;
import dev.octet.engine.op.Scale;
import dev.octet.engine.plan.fact.Broadcast;
import dev.octet.engine.plan.step.AxisRuns;
import dev.octet.engine.plan.step.Buffer;
import dev.octet.engine.plan.step.CastElements;
import dev.octet.engine.plan.step.ElementCost;
import dev.octet.engine.plan.step.ElementStep;
import dev.octet.engine.plan.step.FillElements;
import dev.octet.engine.plan.step.FloatBinary;
import dev.octet.engine.plan.step.IntegerBinary;
import dev.octet.engine.plan.step.IntegerScale;
import dev.octet.engine.plan.step.Layout;
import dev.octet.engine.plan.step.LeakyChannels;
import dev.octet.engine.tensor.DType;
import java.util.Locale;

/** Operators that go element by element. They keep the order in which their largest input lies. */
final class ElementwiseLowering {
  private ElementwiseLowering() {}

  static void lower(Site site, Activate op) {
    if (op.function().equals(Activation.NONE)) {
      MovementLowering.lowerView(site);
      return;
    }
    Buffer x = site.read(0, site.layoutOf(0));
    Buffer y = site.write(0, x.layout());
    if (x.dtype() == DType.INT8) {
      var quantization = site.kernels().quantization();
      int n = x.shape().elements();
      site.add(
          new ElementStep(
              n,
              ElementCost.MOVE,
              (arena, first, count) ->
                  quantization.clamp(
                      x.bytes(arena),
                      x.offset() + first,
                      0,
                      Byte.MAX_VALUE,
                      y.bytes(arena),
                      y.offset() + first,
                      count)));
    } else {
      activate(site, op.function(), x, y);
    }
    Lowering.report(site, name(op.function()));
  }

  private static String name(Activation function) {
    return switch (function) {
      case Activation.Function named -> named.name().toLowerCase(Locale.ROOT);
      default -> function.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    };
  }

  /** Applies an activation to all elements of {@code x}; nothing for none in place. */
  static void activate(Site site, Activation function, Buffer x, Buffer y) {
    if (x == y && function.equals(Activation.NONE)) {
      return;
    }
    site.add(ElementStep.activation(site.kernels().floatMath(), function, x, y));
  }

  static void lower(Site site, PRelu op) {
    Layout layout = op.mode() == PRelu.Mode.ELEMENT ? Layout.ROW_MAJOR : site.layoutOf(0);
    Buffer x = site.read(0, layout);
    Buffer alpha = site.read(1, Layout.ROW_MAJOR);
    Buffer y = site.write(0, layout);
    AxisRuns runs =
        switch (op.mode()) {
          case ALL -> AxisRuns.of(x, -1);
          case CHANNEL -> AxisRuns.of(x, 1);
          case ELEMENT -> new AxisRuns(x.shape().dim(0), alpha.shape().elements(), 1);
        };
    site.add(new LeakyChannels(x, alpha, y, runs));
    Lowering.report(site, "prelu");
  }

  static void lower(Site site, Binary op) {
    Broadcast broadcast = Broadcast.of(op.axis(), site.input(0).shape(), site.input(1).shape());
    Layout layout =
        broadcast.result().rank() == 4 ? MovementLowering.layoutOfLargest(site) : Layout.ROW_MAJOR;
    var left = BroadcastOperand.read(site, 0, broadcast.left(), broadcast.result(), layout);
    var right = BroadcastOperand.read(site, 1, broadcast.right(), broadcast.result(), layout);
    Buffer result = site.write(0, layout);
    if (result.dtype() == DType.FLOAT32) {
      binary(site, op.kind(), left, right, result);
      activate(site, op.activation(), result, result);
    } else {
      site.add(
          new IntegerBinary(
              Lowering.describe(site),
              op.kind(),
              left.buffer(),
              left.strides(),
              right.buffer(),
              right.strides(),
              result));
    }
    Lowering.report(site, op.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '));
  }

  /** Adds the step of a binary operation on float32. */
  static void binary(
      Site site, BinaryKind kind, BroadcastOperand left, BroadcastOperand right, Buffer result) {
    site.add(
        new FloatBinary(
            site.kernels().floatMath(),
            kind,
            left.buffer(),
            left.strides(),
            right.buffer(),
            right.strides(),
            result));
  }

  static void lower(Site site, Scale op) {
    Buffer x = site.read(0, site.layoutOf(0));
    Buffer y = site.write(0, x.layout());
    if (x.dtype() != DType.FLOAT32) {
      float scale = op.scaleInput() ? (float) site.constantInput(1).element(0) : op.scale();
      long bias = (long) op.bias();
      site.add(
          new IntegerScale(x, y, (long) scale, op.biasAfterScale() ? bias : bias * (long) scale));
    } else if (op.scaleInput()) {
      scale(site, op, x, site.read(1, Layout.ROW_MAJOR), y);
    } else {
      scale(site, op, x, op.scale(), y);
    }
    Lowering.report(site, "scale");
  }

  private static void scale(Site site, Scale op, Buffer x, float factor, Buffer y) {
    FloatMath math = site.kernels().floatMath();
    int n = x.shape().elements();
    float[] scale = {factor};
    float[] bias = {op.bias()};
    site.add(
        new ElementStep(
            n,
            ElementCost.MOVE,
            (arena, first, count) -> {
              float[] from = x.floats(arena);
              float[] to = y.floats(arena);
              int at = x.offset() + first;
              scale(math, op, from, at, scale, 0, bias, to, y.offset() + first, count);
            }));
  }

  private static void scale(Site site, Scale op, Buffer x, Buffer factor, Buffer y) {
    FloatMath math = site.kernels().floatMath();
    int n = x.shape().elements();
    float[] bias = {op.bias()};
    site.add(
        new ElementStep(
            n,
            ElementCost.MOVE,
            (arena, first, count) ->
                scale(
                    math,
                    op,
                    x.floats(arena),
                    x.offset() + first,
                    factor.floats(arena),
                    factor.offset(),
                    bias,
                    y.floats(arena),
                    y.offset() + first,
                    count)));
  }

  private static void scale(
      FloatMath math,
      Scale op,
      float[] x,
      int xOffset,
      float[] scale,
      int scaleOffset,
      float[] bias,
      float[] y,
      int yOffset,
      int n) {
    if (op.biasAfterScale()) {
      math.affine(x, xOffset, scale, scaleOffset, bias, 0, 0, y, yOffset, n);
    } else {
      math.binary(BinaryKind.ADD, x, xOffset, 1, bias, 0, 0, y, yOffset, n);
      math.binary(BinaryKind.MUL, y, yOffset, 1, scale, scaleOffset, 0, y, yOffset, n);
    }
  }

  static void lower(Site site, Cast op) {
    Buffer x = site.read(0, site.layoutOf(0));
    if (x.dtype() == op.dtype()) {
      MovementLowering.lowerView(site);
      return;
    }
    site.add(new CastElements(x, site.write(0, x.layout())));
    Lowering.report(site, "cast");
  }

  static void lower(Site site, Fill op) {
    site.add(new FillElements(site.write(0, Layout.ROW_MAJOR), op.value()));
    Lowering.report(site, "fill");
  }

  static void lowerShapeOf(Site site) {
    Buffer y = site.write(0, Layout.ROW_MAJOR);
    int[] dims = site.input(0).shape().toArray();
    site.add(arena -> System.arraycopy(dims, 0, y.ints(arena), y.offset(), dims.length));
    Lowering.report(site, "shape");
  }
}
