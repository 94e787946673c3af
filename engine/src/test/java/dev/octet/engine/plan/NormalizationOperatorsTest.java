package dev.octet.engine.plan;

import static dev.octet.engine.plan.Samples.at;
import static dev.octet.engine.plan.Samples.floats;
import static dev.octet.engine.plan.Samples.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.octet.engine.op.BatchNorm;
import dev.octet.engine.op.LayerNorm;
import dev.octet.engine.op.Softmax;
import dev.octet.engine.plan.step.Layout;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Normalisation, against sums in double precision. */
class NormalizationOperatorsTest {

  static Stream<int[]> shapes() {
    return Stream.of(
        new int[] {4, 3}, new int[] {2, 3, 5}, new int[] {2, 3, 4, 5}, new int[] {1, 3, 2, 2, 2});
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void batch_norm_uses_the_statistics_of_each_channel(int[] dims) {
    Tensor x = floats(1, dims);
    Tensor scale = floats(2, 3);
    Tensor bias = floats(3, 3);
    Tensor mean = floats(4, 3);
    Tensor variance = Tensor.of(new float[] {0.5f, 2, 1e-3f}, 3);
    Tensor expected =
        tensor(
            DType.FLOAT32,
            x.shape(),
            i ->
                (at(x, i) - at(mean, i[1]))
                        * at(scale, i[1])
                        / Math.sqrt(at(variance, i[1]) + 1e-2f)
                    + at(bias, i[1]));
    for (Layout layout : Layout.values()) {
      Tensor y =
          OperatorRun.of(new BatchNorm(1e-2f), layout)
              .input(x)
              .constant(scale)
              .constant(bias)
              .constant(mean)
              .constant(variance)
              .run();
      assertThat(y.toFloats()).containsExactly(expected.toFloats(), within(2e-5f));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, -1})
  void layer_norm_normalises_all_from_an_axis_on(int begin) {
    Tensor x = floats(1, 4, 5, 33);
    int axis = x.shape().axis(begin);
    int n = x.shape().elements(axis, 3);
    Tensor scale = floats(2, n);
    Tensor bias = floats(3, n);
    Tensor y =
        OperatorRun.of(new LayerNorm(begin, 1e-5f, true, true))
            .input(x)
            .constant(scale)
            .constant(bias)
            .run();
    Tensor plain = OperatorRun.of(new LayerNorm(begin, 1e-5f, false, false)).input(x).run();
    for (int row = 0; row < x.elements() / n; row++) {
      double mean = 0;
      double squares = 0;
      for (int i = 0; i < n; i++) {
        mean += x.element(row * n + i) / n;
      }
      for (int i = 0; i < n; i++) {
        squares += Math.pow(x.element(row * n + i) - mean, 2) / n;
      }
      for (int i = 0; i < n; i++) {
        double normal = (x.element(row * n + i) - mean) / Math.sqrt(squares + 1e-5f);
        assertThat(plain.element(row * n + i)).isCloseTo(normal, within(1e-5));
        assertThat(y.element(row * n + i))
            .isCloseTo(normal * scale.element(i) + bias.element(i), within(1e-5));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void softmax_runs_along_every_axis(Layout layout) {
    Tensor x = floats(1, 3, 5, 4, 7);
    for (int axis = 0; axis < 4; axis++) {
      int along = axis;
      Tensor y = OperatorRun.of(new Softmax(axis), layout).input(x).run();
      Tensor expected =
          tensor(DType.FLOAT32, x.shape(), i -> Math.exp(at(x, i)) / sum(x, i, along));
      assertThat(y.shape()).isEqualTo(Shape.of(3, 5, 4, 7));
      assertThat(y.toFloats()).containsExactly(expected.toFloats(), within(1e-6f));
    }
  }

  private static double sum(Tensor x, int[] index, int axis) {
    int[] i = index.clone();
    double sum = 0;
    for (int k = 0; k < x.shape().dim(axis); k++) {
      i[axis] = k;
      sum += Math.exp(at(x, i));
    }
    return sum;
  }
}
