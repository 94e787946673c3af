package dev.octet.engine.plan.lowering;

import dev.octet.engine.kernel.FloatMath;
import dev.octet.engine.op.ArgMax;
import dev.octet.engine.op.Reduce;
import dev.octet.engine.op.ReduceKind;
import dev.octet.engine.plan.step.AxisRuns;
import dev.octet.engine.plan.step.Buffer;
import dev.octet.engine.plan.step.FirstMaximum;
import dev.octet.engine.plan.step.FloatExtreme;
import dev.octet.engine.plan.step.FloatSum;
import dev.octet.engine.plan.step.IntegerReduction;
import dev.octet.engine.plan.step.Layout;
import dev.octet.engine.plan.step.Step;
import dev.octet.engine.plan.step.TotalSum;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import java.util.Arrays;

/** Operators that make several elements one. */
final class ReductionLowering {
  private ReductionLowering() {}

  static void lower(Site site, Reduce op) {
    Shape shape = site.input(0).shape();
    boolean[] reduced = new boolean[shape.rank()];
    if (op.axes().isEmpty()) {
      Arrays.fill(reduced, true);
    }
    op.axes().forEach(axis -> reduced[shape.axis(axis)] = true);
    boolean sum = op.kind() == ReduceKind.SUM || op.kind() == ReduceKind.MEAN;
    boolean total = op.axes().isEmpty() || op.axes().size() == shape.rank();
    Layout layout = sum && total ? Layout.ROW_MAJOR : layout(site, op, reduced);
    Buffer x = site.read(0, layout);
    Buffer y = site.write(0, op.keepDims() ? layout : Layout.ROW_MAJOR);
    int[] strides = resultStrides(y.strides(), reduced, op.keepDims());
    FloatMath math = site.kernels().floatMath();
    Step step;
    if (x.dtype() != DType.FLOAT32) {
      step = new IntegerReduction(op.kind(), x, y, strides);
    } else if (!sum) {
      step = new FloatExtreme(math, op.kind() == ReduceKind.MAX, x, y, strides);
    } else if (total) {
      step = new TotalSum(op.kind() == ReduceKind.MEAN, x, y);
    } else {
      step = new FloatSum(math, op.kind() == ReduceKind.MEAN, x, y, strides, reduced);
    }
    site.add(step);
    Lowering.report(site, "reduce");
  }

  /** That of x where its innermost elements are reduced or lie densely in the result, too. */
  private static Layout layout(Site site, Reduce op, boolean[] reduced) {
    Layout layout = site.layoutOf(0);
    if (op.keepDims()) {
      return layout;
    }
    int[] dense = Layout.ROW_MAJOR.strides(site.output(0).shape());
    int[] strides = resultStrides(dense, reduced, false);
    int innermost = layout.innermost(site.input(0).shape());
    return innermost < 0 || strides[innermost] <= 1 ? layout : Layout.ROW_MAJOR;
  }

  /** Strides of the result along the dimensions of x, 0 for those that are reduced. */
  private static int[] resultStrides(int[] dense, boolean[] reduced, boolean keepDims) {
    int[] strides = new int[reduced.length];
    int next = 0;
    for (int axis = 0; axis < strides.length; axis++) {
      if (!reduced[axis]) {
        strides[axis] = dense[next];
      }
      if (keepDims || !reduced[axis]) {
        next++;
      }
    }
    return strides;
  }

  static void lower(Site site, ArgMax op) {
    Shape shape = site.input(0).shape();
    int axis = op.flatten() ? -1 : shape.axis(op.axis());
    boolean channels = shape.rank() == 4 && axis == 1;
    Buffer x = site.read(0, channels ? site.layoutOf(0) : Layout.ROW_MAJOR);
    Buffer y = site.write(0, Layout.ROW_MAJOR);
    AxisRuns runs = op.flatten() ? new AxisRuns(1, shape.elements(), 1) : AxisRuns.of(x, axis);
    site.add(new FirstMaximum(x, y, runs));
    Lowering.report(site, "arg max");
  }
}
