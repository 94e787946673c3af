package dev.octet.engine.plan.lowering;

import dev.octet.engine.kernel.FloatMath;
import dev.octet.engine.op.BatchNorm;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.op.LayerNorm;
import dev.octet.engine.op.Softmax;
import dev.octet.engine.plan.step.AxisRuns;
import dev.octet.engine.plan.step.Buffer;
import dev.octet.engine.plan.step.ChannelAffine;
import dev.octet.engine.plan.step.FloatBinary;
import dev.octet.engine.plan.step.LayerNormalization;
import dev.octet.engine.plan.step.Layout;
import dev.octet.engine.plan.step.RowSoftmax;
import dev.octet.engine.plan.step.StridedCopy;
import dev.octet.engine.tensor.Shape;
import java.util.stream.IntStream;

/** Normalisation. */
final class NormalizationLowering {
  private static final int SCALE = 1;
  private static final int BIAS = 2;
  private static final int MEAN = 3;
  private static final int VARIANCE = 4;

  private NormalizationLowering() {}

  /** As one multiplication and one addition a channel, with statistics that do not change. */
  static void lower(Site site, BatchNorm op) {
    Buffer x = site.read(0, site.layoutOf(0));
    Buffer y = site.write(0, x.layout());
    var affine =
        site.once(
            "affine",
            Affine.class,
            () -> Affine.of(site, op.epsilon()),
            SCALE,
            BIAS,
            MEAN,
            VARIANCE);
    site.add(
        new ChannelAffine(
            site.kernels().floatMath(), x, y, AxisRuns.of(x, 1), affine.scale, affine.bias));
    Lowering.report(site, "batch norm");
  }

  private record Affine(float[] scale, float[] bias) {
    static Affine of(Site site, float epsilon) {
      float[] scale = floats(site, SCALE);
      float[] bias = floats(site, BIAS);
      float[] mean = floats(site, MEAN);
      float[] variance = floats(site, VARIANCE);
      for (int c = 0; c < scale.length; c++) {
        scale[c] = 1f / (float) Math.sqrt(variance[c] + epsilon) * scale[c];
        bias[c] = bias[c] - mean[c] * scale[c];
      }
      return new Affine(scale, bias);
    }

    private static float[] floats(Site site, int index) {
      return site.constantInput(index).toFloats();
    }
  }

  static void lower(Site site, LayerNorm op) {
    FloatMath math = site.kernels().floatMath();
    Buffer x = site.read(0, Layout.ROW_MAJOR);
    Buffer y = site.write(0, Layout.ROW_MAJOR);
    Shape shape = x.shape();
    int begin = shape.axis(op.beginAxis());
    int n = shape.elements(begin, shape.rank());
    int rows = n == 0 ? 0 : shape.elements(0, begin);
    site.add(new LayerNormalization(math, x, y, rows, n, op.epsilon()));
    int next = 1;
    if (op.hasScale()) {
      combine(site, BinaryKind.MUL, y, next++, begin);
    }
    if (op.hasBias()) {
      combine(site, BinaryKind.ADD, y, next, begin);
    }
    Lowering.report(site, "layer norm");
  }

  /** Combines every row of y with an input that has one element for each of a row. */
  private static void combine(Site site, BinaryKind kind, Buffer y, int index, int begin) {
    int[] along = y.strides();
    int[] strides =
        IntStream.range(0, along.length).map(axis -> axis < begin ? 0 : along[axis]).toArray();
    Buffer by = site.read(index, Layout.ROW_MAJOR);
    site.add(new FloatBinary(site.kernels().floatMath(), kind, y, along, by, strides, y));
  }

  static void lower(Site site, Softmax op) {
    Lowering.report(site, "softmax");
    Shape shape = site.input(0).shape();
    int axis = shape.rank() == 0 ? -1 : shape.axis(op.axis());
    boolean channels = shape.rank() == 4 && axis == 1;
    Buffer x = site.read(0, channels ? Layout.CHANNELS_LAST : Layout.ROW_MAJOR);
    Buffer y = site.write(0, x.layout());
    AxisRuns runs = AxisRuns.of(x, axis);
    if (runs.inner() == 1) {
      softmax(site, x, y, runs.outer(), runs.count());
      return;
    }
    int[] box = {runs.outer(), runs.count(), runs.inner()};
    int[] strides = {runs.count() * runs.inner(), runs.inner(), 1};
    int[] rows = {runs.inner() * runs.count(), 1, runs.count()};
    Buffer scratch = site.scratch(x.dtype(), Shape.of(runs.elements()));
    site.add(StridedCopy.of(x, 0, strides, scratch, 0, rows, box));
    softmax(site, scratch, scratch, runs.outer() * runs.inner(), runs.count());
    site.add(StridedCopy.of(scratch, 0, rows, y, 0, strides, box));
  }

  private static void softmax(Site site, Buffer x, Buffer y, int rows, int n) {
    site.add(new RowSoftmax(site.kernels().floatMath(), x, y, rows, n));
  }
}
