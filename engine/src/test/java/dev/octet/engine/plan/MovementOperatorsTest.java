package dev.octet.engine.plan;

import static dev.octet.engine.plan.Samples.at;
import static dev.octet.engine.plan.Samples.bytes;
import static dev.octet.engine.plan.Samples.counting;
import static dev.octet.engine.plan.Samples.elements;
import static dev.octet.engine.plan.Samples.floats;
import static dev.octet.engine.plan.Samples.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octet.engine.graph.GraphException;
import dev.octet.engine.op.Concat;
import dev.octet.engine.op.Expand;
import dev.octet.engine.op.Gather;
import dev.octet.engine.op.Pad;
import dev.octet.engine.op.PixelShuffle;
import dev.octet.engine.op.Reshape;
import dev.octet.engine.op.Slice;
import dev.octet.engine.op.Split;
import dev.octet.engine.op.Squeeze;
import dev.octet.engine.op.Stack;
import dev.octet.engine.op.Transpose;
import dev.octet.engine.plan.step.Layout;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Operators that move elements, against the place each element must come from. */
class MovementOperatorsTest {

  static Stream<List<Integer>> permutations() {
    List<List<Integer>> all = new ArrayList<>();
    for (int i = 0; i < 256; i++) {
      List<Integer> order = List.of(i >> 6, (i >> 4) & 3, (i >> 2) & 3, i & 3);
      if (order.stream().distinct().count() == 4) {
        all.add(order);
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("permutations")
  void transposing_an_image_reorders_its_dimensions(List<Integer> order) {
    Tensor x = floats(1, 2, 3, 4, 5);
    Shape shape = Shape.of(order.stream().mapToInt(x.shape()::dim).toArray());
    for (Layout layout : Layout.values()) {
      Tensor y = OperatorRun.of(new Transpose(order), layout).input(x).run();
      assertSame(
          y,
          shape,
          out -> {
            int[] in = new int[4];
            for (int i = 0; i < 4; i++) {
              in[order.get(i)] = out[i];
            }
            return at(x, in);
          });
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void every_type_of_element_moves(DType dtype) {
    Tensor x = counting(dtype, 3, 4, 5);
    Tensor y = OperatorRun.of(new Transpose(List.of(2, 0, 1))).input(x).run();
    assertSame(y, Shape.of(5, 3, 4), out -> at(x, out[1], out[2], out[0]));
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void pixel_shuffle_makes_pixels_of_channels(Layout layout) {
    for (int f = 1; f <= 3; f++) {
      int factor = f;
      Tensor x = floats(1, 2, 3 * f * f, 4, 5);
      Tensor y = OperatorRun.of(new PixelShuffle(f), layout).input(x).run();
      assertSame(
          y,
          Shape.of(2, 3, 4 * f, 5 * f),
          out -> {
            int within = out[2] % factor * factor + out[3] % factor;
            int channel = out[1] * factor * factor + within;
            return at(x, out[0], channel, out[2] / factor, out[3] / factor);
          });
    }
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void concat_joins_images_along_every_axis(Layout layout) {
    for (int axis = 0; axis < 4; axis++) {
      int along = axis;
      int[] dims = {2, 3, 4, 5};
      dims[axis] = 1;
      Tensor first = floats(1, 2, 3, 4, 5);
      Tensor second = floats(2, dims);
      int size = first.shape().dim(axis);
      Tensor y = OperatorRun.of(new Concat(axis - 4), layout).input(first).constant(second).run();
      assertSame(
          y,
          first.shape().with(axis, size + 1),
          out -> {
            int[] in = out.clone();
            in[along] = out[along] < size ? out[along] : 0;
            return at(out[along] < size ? first : second, in);
          });
    }
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void concat_joins_int8(Layout layout) {
    Tensor first = bytes(1, 1, 3, 2, 2);
    Tensor second = bytes(2, 1, 5, 2, 2);
    Tensor y = OperatorRun.of(new Concat(1), layout).input(first).input(second).run();
    assertSame(
        y,
        Shape.of(1, 8, 2, 2),
        out -> out[1] < 3 ? at(first, out) : at(second, out[0], out[1] - 3, out[2], out[3]));
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void stack_adds_a_dimension_at_every_axis(Layout layout) {
    Tensor first = floats(1, 2, 3, 4, 5);
    Tensor second = floats(2, 2, 3, 4, 5);
    for (int axis = 0; axis <= 4; axis++) {
      int added = axis;
      Tensor y = OperatorRun.of(new Stack(axis), layout).input(first).input(second).run();
      int[] dims = new int[5];
      for (int i = 0; i < 5; i++) {
        dims[i] = i == axis ? 2 : first.shape().dim(i < axis ? i : i - 1);
      }
      assertSame(
          y,
          Shape.of(dims),
          out -> {
            int[] in = new int[4];
            for (int i = 0; i < 4; i++) {
              in[i] = out[i < added ? i : i + 1];
            }
            return at(out[added] == 0 ? first : second, in);
          });
    }
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void split_cuts_images_into_sections(Layout layout) {
    Tensor x = floats(1, 2, 7, 3, 2);
    List<Tensor> parts =
        OperatorRun.of(new Split(1, List.of(2, -1, 1)), layout).input(x).outputs(3).runAll();
    int[] starts = {0, 2, 6};
    int[] sizes = {2, 4, 1};
    for (int i = 0; i < 3; i++) {
      int start = starts[i];
      assertSame(
          parts.get(i),
          x.shape().with(1, sizes[i]),
          out -> at(x, out[0], out[1] + start, out[2], out[3]));
    }
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void slice_takes_elements_with_steps_in_both_directions(Layout layout) {
    Tensor x = floats(1, 2, 7, 6, 5);
    Slice op =
        new Slice(
            List.of(1, 2, -1),
            List.of(1, -1, -3),
            List.of(100, -100, 4),
            List.of(2, -2, 1),
            List.of(),
            false,
            false);
    Tensor y = OperatorRun.of(op, layout).input(x).run();
    assertSame(
        y, Shape.of(2, 3, 3, 2), out -> at(x, out[0], 1 + 2 * out[1], 5 - 2 * out[2], 2 + out[3]));
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void slice_with_bounds_from_inputs_removes_dimensions(Layout layout) {
    Tensor x = floats(1, 2, 3, 4, 5);
    Slice op =
        new Slice(List.of(0, 2), List.of(), List.of(), List.of(1, 1), List.of(0), true, true);
    Tensor y =
        OperatorRun.of(op, layout)
            .input(x)
            .constant(Tensor.of(new long[] {1, 1}, 2))
            .constant(Tensor.of(new int[] {2, 3}, 2))
            .run();
    assertSame(y, Shape.of(3, 2, 5), out -> at(x, 1, out[0], out[1] + 1, out[2]));
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void expand_repeats_dimensions_of_one(Layout layout) {
    Tensor x = floats(1, 2, 1, 3, 1);
    Tensor y = OperatorRun.of(new Expand(List.of(-1, 4, 3, 5)), layout).input(x).run();
    assertSame(y, Shape.of(2, 4, 3, 5), out -> at(x, out[0], 0, out[2], 0));
    Tensor grown = OperatorRun.of(new Expand(List.of(2, 2, 1, 3, 1)), layout).input(x).run();
    assertSame(grown, Shape.of(2, 2, 1, 3, 1), out -> at(x, out[1], 0, out[3], 0));
  }

  @Test
  void gather_takes_rows_and_counts_negative_indices_from_the_end() {
    Tensor x = floats(1, 3, 4, 2);
    Tensor indices = Tensor.of(new long[] {2, -1, 0, 2}, 2, 2);
    Tensor y = OperatorRun.of(new Gather(1)).input(x).input(indices).run();
    assertSame(
        y,
        Shape.of(3, 2, 2, 2),
        out -> at(x, out[0], new int[] {2, 3, 0, 2}[out[1] * 2 + out[2]], out[3]));
  }

  @Test
  void gather_with_an_index_out_of_range_names_the_node() {
    OperatorRun run =
        OperatorRun.of(new Gather(0)).input(floats(1, 3, 2)).input(Tensor.of(new int[] {1, 3}, 2));
    assertThatThrownBy(run::run)
        .isInstanceOf(GraphException.class)
        .hasMessageContaining("'the-node' (the_type)")
        .hasMessageContaining("index 3 must lie in -3..2");
  }

  @ParameterizedTest
  @EnumSource(Pad.Mode.class)
  void padding_comes_from_where_the_mode_says(Pad.Mode mode) {
    Tensor x = floats(1, 1, 3, 4, 5);
    List<Integer> paddings = List.of(0, 0, 1, 2, 2, 0, 3, 4);
    for (Layout layout : Layout.values()) {
      Tensor y = OperatorRun.of(new Pad(mode, paddings, 0.5f), layout).input(x).run();
      assertSame(
          y,
          Shape.of(1, 6, 6, 12),
          out -> {
            int c = source(mode, out[1] - 1, 3);
            int h = source(mode, out[2] - 2, 4);
            int w = source(mode, out[3] - 3, 5);
            return c < 0 || h < 0 || w < 0 ? 0.5 : at(x, 0, c, h, w);
          });
    }
  }

  /** Walks from outside of the tensor to the element that is shown there; -1 for none. */
  private static int source(Pad.Mode mode, int index, int size) {
    if (index >= 0 && index < size) {
      return index;
    }
    return switch (mode) {
      case CONSTANT -> -1;
      case REPLICATE -> index < 0 ? 0 : size - 1;
      case REFLECT -> index < 0 ? -index : size - 2 - (index - size);
      case CIRCULAR -> index < 0 ? index + size : index - size;
    };
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void a_view_keeps_the_row_major_order_of_the_elements(Layout layout) {
    Tensor x = floats(1, 2, 3, 4, 5);
    Tensor y = OperatorRun.of(new Reshape(List.of(0, -1, 10)), layout).input(x).run();
    assertThat(y.shape()).isEqualTo(Shape.of(2, 6, 10));
    assertThat(elements(y)).containsExactly(elements(x));
    Tensor pixel = floats(2, 2, 3, 1, 1);
    Tensor vector = OperatorRun.of(new Squeeze(List.of(2, 3)), layout).input(pixel).run();
    assertThat(vector.shape()).isEqualTo(Shape.of(2, 3));
    assertThat(elements(vector)).containsExactly(elements(pixel));
  }

  private static void assertSame(Tensor actual, Shape shape, ToDoubleFunction<int[]> element) {
    assertThat(actual.shape()).isEqualTo(shape);
    Tensor expected = tensor(actual.dtype(), shape, element);
    assertThat(elements(actual)).containsExactly(elements(expected));
  }
}
