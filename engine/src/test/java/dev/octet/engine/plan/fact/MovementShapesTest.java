package dev.octet.engine.plan.fact;

import static dev.octet.engine.plan.fact.ShapeCase.fact;
import static dev.octet.engine.plan.fact.ShapeCase.of;
import static dev.octet.engine.plan.fact.ShapeCase.real;
import static dev.octet.engine.plan.fact.ShapeCase.vector;
import static dev.octet.engine.tensor.DType.BOOL;
import static dev.octet.engine.tensor.DType.INT32;
import static dev.octet.engine.tensor.DType.INT64;
import static dev.octet.engine.tensor.DType.INT8;

import dev.octet.engine.op.Concat;
import dev.octet.engine.op.Expand;
import dev.octet.engine.op.Flatten;
import dev.octet.engine.op.FlattenTo2d;
import dev.octet.engine.op.Gather;
import dev.octet.engine.op.Identity;
import dev.octet.engine.op.Pad;
import dev.octet.engine.op.PixelShuffle;
import dev.octet.engine.op.Reshape;
import dev.octet.engine.op.Slice;
import dev.octet.engine.op.Split;
import dev.octet.engine.op.Squeeze;
import dev.octet.engine.op.Stack;
import dev.octet.engine.op.Transpose;
import dev.octet.engine.op.Unsqueeze;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Shapes of views and of moved elements. */
class MovementShapesTest {

  static Stream<ShapeCase> valid() {
    return Stream.of(
        of(new Identity(), "bool[2,3]", fact(BOOL, 2, 3)),
        of(new Reshape(List.of(0, -1)), "float32[2,12]", real(2, 3, 4)),
        of(new Reshape(List.of(4, 6)), "int8[4,6]", fact(INT8, 2, 3, 4)),
        of(new Reshape(List.of()), "float32[]", real(1)),
        of(new Reshape(List.of(9)), "float32[3,8]", real(2, 3, 4), vector(3, -1)),
        of(new Reshape(List.of(0, 5, -1)), "float32[0,5,0]", real(0, 3)),
        of(new Flatten(1, -1), "float32[2,60]", real(2, 3, 4, 5)),
        of(new Flatten(1, 2), "float32[2,12,5]", real(2, 3, 4, 5)),
        of(new Flatten(0, 0), "float32[1]", real()),
        of(new FlattenTo2d(2), "float32[6,20]", real(2, 3, 4, 5)),
        of(new FlattenTo2d(0), "float32[1,6]", real(2, 3)),
        of(new Squeeze(List.of()), "float32[2,3]", real(1, 2, 1, 3)),
        of(new Squeeze(List.of(-2, 1)), "float32[1,2,3]", real(1, 2, 1, 3)),
        of(new Unsqueeze(List.of(0, -1)), "float32[1,2,3,1]", real(2, 3)),
        of(new Unsqueeze(List.of(1, 1)), "float32[2,1,1,3]", real(2, 3)),
        of(new Transpose(List.of(0, 2, 3, 1)), "float32[1,4,5,3]", real(1, 3, 4, 5)),
        of(new PixelShuffle(2), "int8[2,3,8,10]", fact(INT8, 2, 12, 4, 5)),
        of(new Concat(-1), "float32[2,7]", real(2, 3), real(2, 0), real(2, 4)),
        of(new Stack(-1), "float32[2,3,2]", real(2, 3), real(2, 3)),
        of(new Split(1, List.of()), "float32[2,2] float32[2,2] float32[2,2]", real(2, 6))
            .withOutputs(3),
        of(new Split(-1, List.of(1, -1)), "int32[2,1] int32[2,5]", fact(INT32, 2, 6))
            .withOutputs(2),
        of(slice(0, 1, 3, 1), "float32[2,3]", real(5, 3)),
        of(slice(0, -2, 1000, 1), "float32[2,3]", real(5, 3)),
        of(slice(-1, 0, 3, 2), "float32[5,2]", real(5, 3)),
        of(slice(0, 4, -100, -2), "float32[3,3]", real(5, 3)),
        of(slice(0, 3, 2, 1), "float32[0,3]", real(5, 3)),
        of(
            new Slice(List.of(0), List.of(1), List.of(2), List.of(1), List.of(0), false, false),
            "float32[3]",
            real(5, 3)),
        of(
            new Slice(List.of(0), List.of(), List.of(), List.of(1), List.of(), true, true),
            "float32[4,3]",
            real(5, 3),
            vector(1),
            vector(Long.MAX_VALUE)),
        of(new Expand(List.of(2, -1, 4)), "float32[2,3,4]", real(3, 1)),
        of(new Expand(List.of()), "float32[3,4]", real(3, 1), vector(3, 4)),
        of(new Gather(1), "float32[2,5,6,4]", real(2, 3, 4), fact(INT64, 5, 6)),
        of(new Gather(0), "float32[3,4]", real(2, 3, 4), fact(INT32)),
        of(new Pad(Pad.Mode.REFLECT, List.of(0, 0, 2, 2), 0), "float32[2,7]", real(2, 3)),
        of(new Pad(Pad.Mode.CONSTANT, List.of(1, 2, 0, 9), 0), "int8[5,12]", fact(INT8, 2, 3)));
  }

  @ParameterizedTest
  @MethodSource("valid")
  void follow_from_the_inputs(ShapeCase row) {
    row.assertInferred();
  }

  static Stream<ShapeCase> invalid() {
    return Stream.of(
        of(new Identity(), "has 2 inputs, but needs 1", real(1), real(1)),
        of(new Identity(), "has 2 outputs, but needs 1", real(1)).withOutputs(2),
        of(new Reshape(List.of(5, -1)), "which shape [5, -1] does not divide", real(2, 3, 4)),
        of(new Reshape(List.of(5, 5)), "has 24 elements, but shape [5, 5] has 25", real(2, 3, 4)),
        of(new Reshape(List.of(-1, -1)), "at most one -1", real(2, 3)),
        of(new Reshape(List.of(6, 1, 0)), "copies dimension 2", real(2, 3)),
        of(new Reshape(List.of()), "known before the run", real(6), fact(INT64, 2)),
        of(new Reshape(List.of()), "must be one of [int32, int64]", real(6), real(2)),
        of(new Reshape(List.of()), "a size is above 2^31-1", real(6), vector(1L << 40, 1L << 40)),
        of(new Flatten(2, 1), "must not come after", real(2, 3, 4)),
        of(new FlattenTo2d(4), "axis 4 must lie in -3..3", real(2, 3, 4)),
        of(new Squeeze(List.of(3)), "axis 3 must lie in -3..2", real(2, 1, 4)),
        of(new Unsqueeze(List.of(4)), "axis 4 must lie in -3..2", real(2, 3)),
        of(new Transpose(List.of(0, 0)), "must be an order of the 2 dimensions", real(2, 3)),
        of(new Transpose(List.of(1, 0)), "must be an order of the 3 dimensions", real(2, 3, 4)),
        of(new PixelShuffle(2), "do not make 2 x 2 pixels", real(1, 6, 4, 4)),
        of(new PixelShuffle(2), "[N,C,H,W]", real(4, 4, 4)),
        of(new Concat(0), "has no inputs"),
        of(
            new Concat(1),
            "input 1 'in1' float32[3,4] must have the shape of input 0 'in0' float32[2,3]",
            real(2, 3),
            real(3, 4)),
        of(new Concat(0), "must be of the type of", real(2), fact(INT32, 2)),
        of(new Stack(0), "must have shape [2,3]", real(2, 3), real(3, 2)),
        of(new Split(1, List.of()), "cannot be cut into 4 equal parts", real(2, 6)).withOutputs(4),
        of(new Split(1, List.of(1, 2)), "add up to 6", real(2, 6)).withOutputs(2),
        of(new Split(1, List.of(-1, -1)), "at most one -1", real(2, 6)).withOutputs(2),
        of(new Split(1, List.of(3, 3)), "must be 3, one an output", real(2, 6)).withOutputs(3),
        of(slice(0, 0, 1, 0), "the step of axis 0 must not be 0", real(5, 3)),
        of(slice(2, 0, 1, 1), "axis 2 must lie in -2..1", real(5, 3)),
        of(
            new Slice(List.of(0), List.of(1), List.of(3), List.of(1), List.of(0), false, false),
            "dimension 0 is 2 after the cut and cannot be removed",
            real(5, 3)),
        of(
            new Slice(List.of(0, 1), List.of(1), List.of(3, 3), List.of(), List.of(), false, false),
            "1 starts, 2 ends and 2 steps must be 2",
            real(5, 3)),
        of(new Expand(List.of(2, 4)), "only a 1 can be repeated", real(3, 4)),
        of(new Expand(List.of(4)), "must not have fewer", real(3, 4)),
        of(new Expand(List.of(-1, 3, 4)), "dimension 0 of the shape is -1", real(3, 4)),
        of(new Gather(0), "axis 2 must lie in -2..1", real(2, 3), vector(0, 2)),
        of(new Gather(0), "must be one of [int32, int64]", real(2, 3), real(2)),
        of(new Pad(Pad.Mode.CONSTANT, List.of(1, 1), 0), "must be 4: (before, after)", real(2, 3)),
        of(new Pad(Pad.Mode.REFLECT, List.of(2, 0), 0), "must lie in 0..1", real(2)),
        of(new Pad(Pad.Mode.CIRCULAR, List.of(3, 0), 0), "must lie in 0..2", real(2)),
        of(new Pad(Pad.Mode.CONSTANT, List.of(-1, 0), 0), "paddings -1 and 0", real(2)));
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void that_do_not_fit_are_refused(ShapeCase row) {
    row.assertRefused();
  }

  private static Slice slice(int axis, int start, int end, int step) {
    return new Slice(
        List.of(axis), List.of(start), List.of(end), List.of(step), List.of(), false, false);
  }
}
