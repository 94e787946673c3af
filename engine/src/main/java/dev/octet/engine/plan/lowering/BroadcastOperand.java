package dev.octet.engine.plan.lowering;

import dev.octet.engine.plan.step.Buffer;
import dev.octet.engine.plan.step.Layout;
import dev.octet.engine.plan.step.StridedCopy;
import dev.octet.engine.tensor.Shape;

/**
 * An operand of a broadcast as a loop over the result walks it.
 *
 * @param strides strides along the dimensions of the result, 0 where the operand repeats
 */
record BroadcastOperand(Buffer buffer, int[] strides) {

  /**
   * Reads an input so that it is walked with a stride of 0 or 1 along the innermost dimension of
   * the result that is not 1.
   *
   * @param aligned the shape of the input in the rank of the result
   * @param result the shape of the result
   * @param layout the order in which the result lies
   */
  static BroadcastOperand read(Site site, int index, Shape aligned, Shape result, Layout layout) {
    boolean image = site.input(index).shape().rank() == 4;
    Buffer buffer = site.read(index, image ? layout : Layout.ROW_MAJOR);
    int[] strides = strides(buffer, aligned);
    int innermost = layout.innermost(result);
    if (innermost < 0 || strides[innermost] <= 1) {
      return new BroadcastOperand(buffer, strides);
    }
    Buffer scratch = site.scratch(buffer.dtype(), aligned);
    Buffer ordered = new Buffer(scratch.storage(), aligned, layout);
    int[] orderedStrides = strides(ordered, aligned);
    site.add(StridedCopy.of(buffer, 0, strides, ordered, 0, ordered.strides(), aligned.toArray()));
    return new BroadcastOperand(ordered, orderedStrides);
  }

  /** The dimensions that are not 1 follow each other alike in both shapes. */
  private static int[] strides(Buffer buffer, Shape aligned) {
    int[] own = buffer.strides();
    int[] strides = new int[aligned.rank()];
    int next = 0;
    for (int axis = 0; axis < strides.length; axis++) {
      if (aligned.dim(axis) != 1) {
        while (buffer.shape().dim(next) == 1) {
          next++;
        }
        strides[axis] = own[next++];
      }
    }
    return strides;
  }
}
