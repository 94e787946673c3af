package dev.octet.engine.plan;

import static dev.octet.engine.plan.Samples.elements;
import static dev.octet.engine.plan.Samples.floats;
import static dev.octet.engine.plan.Samples.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.octet.engine.op.ArgMax;
import dev.octet.engine.op.Reduce;
import dev.octet.engine.op.ReduceKind;
import dev.octet.engine.plan.step.Layout;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reductions, against groups of elements that are collected one by one. */
class ReductionOperatorsTest {

  /** Every set of axes of an image. */
  static Stream<List<Integer>> axes() {
    List<List<Integer>> sets = new ArrayList<>();
    for (int set = 0; set < 16; set++) {
      List<Integer> axes = new ArrayList<>();
      for (int axis = 0; axis < 4; axis++) {
        if ((set >> axis & 1) == 1) {
          axes.add(axis % 2 == 0 ? axis : axis - 4);
        }
      }
      sets.add(axes);
    }
    return sets.stream();
  }

  @ParameterizedTest
  @MethodSource("axes")
  void reduced_dimensions_become_one_element(List<Integer> axes) {
    Tensor x = floats(1, 2, 3, 4, 5);
    for (ReduceKind kind : ReduceKind.values()) {
      for (boolean keepDims : new boolean[] {false, true}) {
        for (Layout layout : Layout.values()) {
          Tensor y = OperatorRun.of(new Reduce(kind, axes, keepDims), layout).input(x).run();
          assertThat(y.shape()).isEqualTo(shape(x.shape(), axes, keepDims));
          assertThat(elements(y))
              .as("%s %s %s", kind, keepDims, layout)
              .containsExactly(reduced(x, kind, axes), within(1e-5));
        }
      }
    }
  }

  /** Numbers whose sums depend on the order. */
  private static float[] uneven(int n) {
    float[] numbers = new float[n];
    for (int i = 0; i < n; i++) {
      numbers[i] = (float) Math.sin(i * i) * (1 << i % 9);
    }
    return numbers;
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void a_sum_runs_through_the_last_reduced_dimension_outermost(Layout layout) {
    for (int channels : new int[] {3, 8, 21}) {
      float[] numbers = uneven(2 * channels * 5 * 7);
      float[] expected = new float[2 * channels];
      for (int i = 0; i < expected.length; i++) {
        for (int column = 0; column < 7; column++) {
          for (int row = 0; row < 5; row++) {
            expected[i] += numbers[(i * 5 + row) * 7 + column];
          }
        }
      }
      Tensor x = Tensor.of(numbers, 2, channels, 5, 7);
      for (boolean keepDims : new boolean[] {false, true}) {
        Reduce sum = new Reduce(ReduceKind.SUM, List.of(-1, 2), keepDims);
        assertThat(OperatorRun.of(sum, layout).input(x).run().toFloats()).isEqualTo(expected);
      }
      for (int i = 0; i < expected.length; i++) {
        expected[i] /= 35;
      }
      Reduce mean = new Reduce(ReduceKind.MEAN, List.of(2, 3), true);
      assertThat(OperatorRun.of(mean, layout).input(x).run().toFloats()).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void a_mean_of_all_has_eight_partial_sums_in_row_major_order(Layout layout) {
    float[] numbers = uneven(2 * 3 * 5 * 7);
    float[] partials = new float[8];
    for (int i = 0; i < 208; i++) {
      partials[i % 8] += numbers[i];
    }
    float expected = (numbers[208] + numbers[209] + folded(partials)) / 210;
    Tensor x = Tensor.of(numbers, 2, 3, 5, 7);
    for (List<Integer> axes : List.of(List.<Integer>of(), List.of(3, 2, 1, 0))) {
      Reduce mean = new Reduce(ReduceKind.MEAN, axes, false);
      assertThat(OperatorRun.of(mean, layout).input(x).run().toFloats()).containsExactly(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 9, 23, 24, 31, 4096, 8192})
  void a_sum_of_all_has_sixteen_partial_sums(int n) {
    assertThat(total(uneven(n))).isEqualTo(sumOfAll(uneven(n), 0, n));
  }

  @Test
  void a_long_sum_of_all_is_the_sum_of_its_halves() {
    float[] numbers = uneven(16391);
    float left = sumOfAll(numbers, 0, 4104) + sumOfAll(numbers, 4104, 8200);
    float right = sumOfAll(numbers, 8200, 16391);
    assertThat(total(numbers)).isEqualTo(left + right);
  }

  private static float total(float[] numbers) {
    Reduce sum = new Reduce(ReduceKind.SUM, List.of(), false);
    return OperatorRun.of(sum).input(Tensor.of(numbers, numbers.length)).run().toFloats()[0];
  }

  private static float sumOfAll(float[] numbers, int from, int to) {
    float[] partials = new float[16];
    int whole = from + (to - from) / 8 * 8;
    for (int i = from; i < whole; i++) {
      partials[(i - from) % 16] += numbers[i];
    }
    float rest = 0;
    for (int i = whole; i < to; i++) {
      rest += numbers[i];
    }
    return rest + folded(partials);
  }

  private static float folded(float[] partials) {
    if (partials.length == 1) {
      return partials[0];
    }
    int half = partials.length / 2;
    float[] sums = new float[half];
    for (int i = 0; i < half; i++) {
      sums[i] = partials[i] + partials[half + i];
    }
    return folded(sums);
  }

  @Test
  void nothing_sums_up_to_zero() {
    Tensor x = Tensor.zeros(DType.FLOAT32, Shape.of(2, 0, 3));
    Reduce sum = new Reduce(ReduceKind.SUM, List.of(1), false);
    assertThat(OperatorRun.of(sum).input(x).run().toFloats()).containsExactly(new float[6]);
  }

  @Test
  void arg_max_passes_over_numbers_that_are_none() {
    Tensor x = Tensor.of(new float[] {Float.NaN, 1, 2, Float.NaN, Float.NaN, Float.NaN}, 2, 3);
    ArgMax last = new ArgMax(1, false, false, DType.INT32);
    assertThat(OperatorRun.of(last).input(x).run().toInts()).containsExactly(2, 0);
  }

  @Test
  void integers_are_reduced_exactly() {
    long large = 1L << 60;
    Tensor x = Tensor.of(new long[] {large, 1, -5, 3, 4, 2}, 2, 3);
    assertThat(run(ReduceKind.SUM, x).toLongs()).containsExactly(large - 4, 9);
    assertThat(run(ReduceKind.MAX, x).toLongs()).containsExactly(large, 4);
    assertThat(run(ReduceKind.MIN, x).toLongs()).containsExactly(-5, 2);
    assertThat(run(ReduceKind.MEAN, Tensor.of(new int[] {1, 1, 3}, 1, 3)).toInts())
        .containsExactly(1);
  }

  private static Tensor run(ReduceKind kind, Tensor x) {
    return OperatorRun.of(new Reduce(kind, List.of(1), false)).input(x).run();
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void arg_max_gives_the_first_of_the_largest(Layout layout) {
    Tensor x =
        tensor(DType.FLOAT32, Shape.of(2, 3, 4, 5), i -> (i[0] + 2 * i[1] + 3 * i[2] + i[3]) % 4);
    for (int axis = 0; axis < 4; axis++) {
      for (boolean keepDims : new boolean[] {false, true}) {
        Tensor y =
            OperatorRun.of(new ArgMax(axis, keepDims, false, DType.INT64), layout).input(x).run();
        assertThat(y.dtype()).isEqualTo(DType.INT64);
        assertThat(y.shape()).isEqualTo(shape(x.shape(), List.of(axis), keepDims));
        double[] expected =
            groups(x, List.of(axis)).stream()
                .mapToDouble(
                    group ->
                        group.indexOf(
                            group.stream().mapToDouble(Double::doubleValue).max().orElseThrow()))
                .toArray();
        assertThat(elements(y)).containsExactly(expected);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void arg_max_of_all_elements_counts_in_row_major_order(Layout layout) {
    Tensor x =
        tensor(
            DType.FLOAT32,
            Shape.of(2, 3, 4, 5),
            i -> -Math.abs(Samples.flat(Shape.of(2, 3, 4, 5), i) - 77));
    Tensor y = OperatorRun.of(new ArgMax(0, false, true, DType.INT32), layout).input(x).run();
    assertThat(y.shape()).isEqualTo(Shape.of());
    assertThat(y.toInts()).containsExactly(77);
  }

  private static double[] reduced(Tensor x, ReduceKind kind, List<Integer> axes) {
    return groups(x, axes).stream()
        .mapToDouble(
            group -> {
              var numbers = group.stream().mapToDouble(Double::doubleValue);
              return switch (kind) {
                case MEAN -> numbers.average().orElseThrow();
                case SUM -> numbers.sum();
                case MAX -> numbers.max().orElseThrow();
                case MIN -> numbers.min().orElseThrow();
              };
            })
        .toArray();
  }

  /** The elements that become each element of the result, in order. */
  private static List<List<Double>> groups(Tensor x, List<Integer> axes) {
    Shape kept = shape(x.shape(), axes, true);
    List<List<Double>> groups = new ArrayList<>();
    for (int i = 0; i < kept.elements(); i++) {
      groups.add(new ArrayList<>());
    }
    for (int i = 0; i < x.elements(); i++) {
      int[] index = Samples.index(x.shape(), i);
      for (int axis = 0; axis < index.length; axis++) {
        index[axis] = kept.dim(axis) == 1 ? 0 : index[axis];
      }
      groups.get(Samples.flat(kept, index)).add(x.element(i));
    }
    return groups;
  }

  private static Shape shape(Shape x, List<Integer> axes, boolean keepDims) {
    List<Integer> dims = new ArrayList<>();
    for (int axis = 0; axis < x.rank(); axis++) {
      boolean reduced = axes.isEmpty() || axes.contains(axis) || axes.contains(axis - x.rank());
      if (!reduced) {
        dims.add(x.dim(axis));
      } else if (keepDims) {
        dims.add(1);
      }
    }
    return Shape.of(dims.stream().mapToInt(Integer::intValue).toArray());
  }
}
