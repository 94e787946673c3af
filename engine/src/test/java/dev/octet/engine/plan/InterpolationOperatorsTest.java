package dev.octet.engine.plan;

import static dev.octet.engine.plan.Samples.at;
import static dev.octet.engine.plan.Samples.bytes;
import static dev.octet.engine.plan.Samples.elements;
import static dev.octet.engine.plan.Samples.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.octet.engine.op.Interpolate;
import dev.octet.engine.op.Interpolate.Mode;
import dev.octet.engine.plan.step.Layout;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Resizing of images. */
class InterpolationOperatorsTest {
  /**
   * Bilinear weights give a plane back exactly, so each result tells the position it was read at.
   */
  private static final Tensor PLANE =
      tensor(DType.FLOAT32, Shape.of(2, 3, 4, 6), i -> 100 * i[0] + 10 * i[1] + i[2] + i[3] / 8.0);

  @ParameterizedTest
  @CsvSource({"8,12", "3,4", "4,6", "7,5", "1,1", "9,1"})
  void bilinear_positions_follow_their_rule(int height, int width) {
    assertPositions(height, width, false, 0);
    assertPositions(height, width, false, 1);
    assertPositions(height, width, true, 1);
  }

  private static void assertPositions(int height, int width, boolean corners, int alignMode) {
    var op = new Interpolate(Mode.BILINEAR, height, width, 0, 0, false, corners, alignMode, false);
    Tensor expected =
        tensor(
            DType.FLOAT32,
            Shape.of(2, 3, height, width),
            i ->
                100 * i[0]
                    + 10 * i[1]
                    + position(i[2], 4, height, corners, alignMode)
                    + position(i[3], 6, width, corners, alignMode) / 8);
    for (Layout layout : Layout.values()) {
      Tensor y = OperatorRun.of(op, layout).input(PLANE).run();
      assertThat(elements(y)).containsExactly(elements(expected), within(1e-4));
    }
  }

  private static double position(int i, int in, int out, boolean corners, int alignMode) {
    double position;
    if (out == 1) {
      position = 0;
    } else if (corners) {
      position = i * (in - 1.0) / (out - 1);
    } else if (alignMode == 1) {
      position = (double) i * in / out;
    } else {
      position = (i + 0.5) * in / out - 0.5;
    }
    return Math.clamp(position, 0, in - 1);
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void nearest_takes_the_pixel_at_or_before_the_position(Layout layout) {
    var op = new Interpolate(Mode.NEAREST, 8, 9, 0, 0, false, false, 1, false);
    Tensor y = OperatorRun.of(op, layout).input(PLANE).run();
    Tensor expected =
        tensor(
            DType.FLOAT32,
            Shape.of(2, 3, 8, 9),
            i -> at(PLANE, i[0], i[1], i[2] * 4 / 8, i[3] * 6 / 9));
    assertThat(elements(y)).containsExactly(elements(expected));
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void nearest_moves_int8(Layout layout) {
    Tensor x = bytes(1, 2, 3, 4, 6);
    var op = new Interpolate(Mode.NEAREST, 0, 0, 2, 2, true, false, 1, false);
    Tensor y = OperatorRun.of(op, layout).input(x).run();
    Tensor expected =
        tensor(DType.INT8, Shape.of(2, 3, 8, 12), i -> at(x, i[0], i[1], i[2] / 2, i[3] / 2));
    assertThat(y.toBytes()).containsExactly(expected.toBytes());
  }

  @Test
  void nearest_with_aligned_corners_rounds_the_position() {
    var op = new Interpolate(Mode.NEAREST, 3, 4, 0, 0, false, true, 1, false);
    Tensor y = OperatorRun.of(op).input(PLANE).run();
    int[] rows = {0, 2, 3};
    int[] columns = {0, 2, 3, 5};
    Tensor expected =
        tensor(
            DType.FLOAT32,
            Shape.of(2, 3, 3, 4),
            i -> at(PLANE, i[0], i[1], rows[i[2]], columns[i[3]]));
    assertThat(elements(y)).containsExactly(elements(expected));
  }

  @Test
  void the_step_is_one_over_the_scale_in_version_2_and_in_over_out_before() {
    var second = new Interpolate(Mode.BILINEAR, 0, 0, 1.6f, 1.6f, true, false, 1, false);
    var first = new Interpolate(Mode.BILINEAR, 0, 0, 1.6f, 1.6f, false, false, 1, false);
    Tensor newer = OperatorRun.of(second).input(PLANE).run();
    Tensor older = OperatorRun.of(first).input(PLANE).run();
    assertThat(newer.shape()).isEqualTo(Shape.of(2, 3, 6, 9));
    assertThat(at(newer, 0, 0, 2, 0)).isCloseTo(2 / 1.6, within(1e-6));
    assertThat(at(older, 0, 0, 2, 0)).isCloseTo(2 * 4 / 6.0, within(1e-6));
  }

  @Test
  void the_size_can_come_from_an_input() {
    var op = new Interpolate(Mode.NEAREST, 0, 0, 3, 3, true, false, 1, true);
    Tensor y = OperatorRun.of(op).input(PLANE).constant(Tensor.of(new int[] {2, 3}, 2)).run();
    assertThat(y.shape()).isEqualTo(Shape.of(2, 3, 2, 3));
    assertThat(at(y, 1, 2, 1, 1)).isEqualTo(at(PLANE, 1, 2, 2, 2));
  }
}
