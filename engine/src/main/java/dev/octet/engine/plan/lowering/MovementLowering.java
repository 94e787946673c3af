package dev.octet.engine.plan.lowering;

import dev.octet.engine.op.Concat;
import dev.octet.engine.op.Expand;
import dev.octet.engine.op.Gather;
import dev.octet.engine.op.Pad;
import dev.octet.engine.op.PixelShuffle;
import dev.octet.engine.op.Slice;
import dev.octet.engine.op.Split;
import dev.octet.engine.op.Stack;
import dev.octet.engine.op.Transpose;
import dev.octet.engine.plan.fact.SliceRange;
import dev.octet.engine.plan.step.Buffer;
import dev.octet.engine.plan.step.FillElements;
import dev.octet.engine.plan.step.GatherRows;
import dev.octet.engine.plan.step.IndexedCopy;
import dev.octet.engine.plan.step.Layout;
import dev.octet.engine.plan.step.StridedCopy;
import dev.octet.engine.tensor.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Operators that move elements, of any type. */
final class MovementLowering {
  private MovementLowering() {}

  /** The same elements in row-major order under the shape of the output. */
  static void lowerView(Site site) {
    Shape from = site.input(0).shape();
    Shape to = site.output(0).shape();
    Buffer x = site.read(0, from.equals(to) ? site.layoutOf(0) : Layout.ROW_MAJOR);
    site.alias(0, new Buffer(x.storage(), to, x.layout()));
    Lowering.report(site, "view");
  }

  static void lower(Site site, Transpose op) {
    Buffer x = site.read(0, site.layoutOf(0));
    Shape shape = site.output(0).shape();
    int[] strides = x.strides();
    int[] permuted = op.permutation().stream().mapToInt(axis -> strides[axis]).toArray();
    for (Layout layout : Layout.values()) {
      if ((layout == Layout.ROW_MAJOR || shape.rank() == 4)
          && walksAlike(shape, permuted, layout.strides(shape))) {
        site.alias(0, new Buffer(x.storage(), shape, layout));
        Lowering.report(site, "view");
        return;
      }
    }
    Buffer y = site.write(0, Layout.ROW_MAJOR);
    site.add(StridedCopy.of(x, 0, permuted, y, 0, y.strides(), shape.toArray()));
    Lowering.report(site, "transpose");
  }

  static void lower(Site site, PixelShuffle op) {
    Buffer x = site.read(0, site.layoutOf(0));
    Buffer y = site.write(0, x.layout());
    int f = op.factor();
    int[] from = x.strides();
    int[] to = y.strides();
    Shape shape = x.shape();
    site.add(
        StridedCopy.of(
            x,
            0,
            new int[] {from[0], f * f * from[1], from[2], f * from[1], from[3], from[1]},
            y,
            0,
            new int[] {to[0], to[1], f * to[2], to[2], f * to[3], to[3]},
            new int[] {shape.dim(0), y.shape().dim(1), shape.dim(2), f, shape.dim(3), f}));
    Lowering.report(site, "pixel shuffle");
  }

  private static boolean walksAlike(Shape shape, int[] strides, int[] others) {
    return IntStream.range(0, shape.rank())
        .allMatch(axis -> shape.dim(axis) == 1 || strides[axis] == others[axis]);
  }

  static void lower(Site site, Concat op) {
    Buffer y = site.write(0, layoutOfLargest(site));
    int[] strides = y.strides();
    int axis = y.shape().axis(op.axis());
    int start = 0;
    for (int i = 0; i < site.inputCount(); i++) {
      Buffer x = site.read(i, site.layoutOf(i));
      int[] box = x.shape().toArray();
      site.add(StridedCopy.of(x, 0, x.strides(), y, start, strides, box));
      start += strides[axis] * box[axis];
    }
    Lowering.report(site, "concat");
  }

  /** The order in which the input with the most elements lies. */
  static Layout layoutOfLargest(Site site) {
    int largest = 0;
    for (int i = 1; i < site.inputCount(); i++) {
      if (site.input(i).shape().elements() > site.input(largest).shape().elements()) {
        largest = i;
      }
    }
    return site.layoutOf(largest);
  }

  static void lower(Site site, Stack op) {
    Buffer y = site.write(0, Layout.ROW_MAJOR);
    int axis = y.shape().axis(op.axis());
    int[] strides = y.strides();
    int[] inner =
        IntStream.range(0, strides.length).filter(i -> i != axis).map(i -> strides[i]).toArray();
    for (int i = 0; i < site.inputCount(); i++) {
      Buffer x = site.read(i, site.layoutOf(i));
      int[] box = x.shape().toArray();
      site.add(StridedCopy.of(x, 0, x.strides(), y, i * strides[axis], inner, box));
    }
    Lowering.report(site, "stack");
  }

  static void lower(Site site, Split op) {
    Buffer x = site.read(0, site.layoutOf(0));
    int[] strides = x.strides();
    int axis = x.shape().axis(op.axis());
    int start = 0;
    for (int i = 0; i < site.node().outputs().size(); i++) {
      Buffer y = site.write(i, x.layout());
      int[] box = y.shape().toArray();
      site.add(StridedCopy.of(x, start, strides, y, 0, y.strides(), box));
      start += strides[axis] * box[axis];
    }
    Lowering.report(site, "split");
  }

  static void lower(Site site, Slice op) {
    SliceRange range = SliceRange.of(site.node(), Lowering.inputs(site), op);
    Buffer x = site.read(0, site.layoutOf(0));
    int[] strides = x.strides();
    int start = 0;
    int[] steps = new int[strides.length];
    for (int axis = 0; axis < steps.length; axis++) {
      start += range.starts()[axis] * strides[axis];
      steps[axis] = range.steps()[axis] * strides[axis];
    }
    Shape box = range.box();
    Layout layout = box.equals(range.output()) ? x.layout() : Layout.ROW_MAJOR;
    Buffer y = site.write(0, layout);
    site.add(StridedCopy.of(x, start, steps, y, 0, layout.strides(box), box.toArray()));
    Lowering.report(site, "slice");
  }

  static void lower(Site site, Expand op) {
    Buffer x = site.read(0, site.layoutOf(0));
    Shape shape = site.output(0).shape();
    Layout layout = shape.rank() == x.shape().rank() ? x.layout() : Layout.ROW_MAJOR;
    Buffer y = site.write(0, layout);
    int added = shape.rank() - x.shape().rank();
    int[] from = x.strides();
    int[] strides = new int[shape.rank()];
    for (int axis = added; axis < strides.length; axis++) {
      strides[axis] = x.shape().dim(axis - added) == 1 ? 0 : from[axis - added];
    }
    site.add(StridedCopy.of(x, 0, strides, y, 0, y.strides(), shape.toArray()));
    Lowering.report(site, "expand");
  }

  static void lower(Site site, Gather op) {
    Buffer x = site.read(0, Layout.ROW_MAJOR);
    Buffer indices = site.read(1, Layout.ROW_MAJOR);
    Buffer y = site.write(0, Layout.ROW_MAJOR);
    int axis = x.shape().axis(op.axis());
    site.add(new GatherRows(Lowering.describe(site), x, indices, y, axis));
    Lowering.report(site, "gather");
  }

  static void lower(Site site, Pad op) {
    Buffer x = site.read(0, site.layoutOf(0));
    Buffer y = site.write(0, x.layout());
    int rank = x.shape().rank();
    int[] before = IntStream.range(0, rank).map(axis -> op.paddings().get(2 * axis)).toArray();
    if (op.mode() == Pad.Mode.CONSTANT || rank == 0) {
      int[] strides = y.strides();
      int start = IntStream.range(0, rank).map(axis -> before[axis] * strides[axis]).sum();
      site.add(new FillElements(y, op.value()));
      site.add(StridedCopy.of(x, 0, x.strides(), y, start, strides, x.shape().toArray()));
    } else {
      int[][] indices = new int[rank][];
      for (int axis = 0; axis < rank; axis++) {
        indices[axis] = new int[y.shape().dim(axis)];
        int size = x.shape().dim(axis);
        int shift = before[axis];
        Arrays.setAll(indices[axis], i -> padded(op.mode(), i - shift, size));
      }
      site.add(IndexedCopy.of(x, y, indices));
    }
    Lowering.report(site, "pad");
  }

  /** The index that stands for {@code index}, which can lie outside of {@code 0..size-1}. */
  private static int padded(Pad.Mode mode, int index, int size) {
    return switch (mode) {
      case REFLECT -> index < 0 ? -index : index >= size ? 2 * (size - 1) - index : index;
      case REPLICATE, CONSTANT -> Math.clamp(index, 0, Math.max(0, size - 1));
      case CIRCULAR -> Math.floorMod(index, Math.max(1, size));
    };
  }
}
