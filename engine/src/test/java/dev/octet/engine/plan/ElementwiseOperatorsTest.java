package dev.octet.engine.plan;

import static dev.octet.engine.plan.Samples.at;
import static dev.octet.engine.plan.Samples.bytes;
import static dev.octet.engine.plan.Samples.elements;
import static dev.octet.engine.plan.Samples.floats;
import static dev.octet.engine.plan.Samples.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.op.Activate;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.Cast;
import dev.octet.engine.op.Fill;
import dev.octet.engine.op.PRelu;
import dev.octet.engine.op.Scale;
import dev.octet.engine.op.ShapeOf;
import dev.octet.engine.plan.step.Layout;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Operators that go element by element. */
class ElementwiseOperatorsTest {

  @ParameterizedTest
  @EnumSource(Layout.class)
  void an_activation_sees_every_element(Layout layout) {
    Tensor x = floats(1, 2, 3, 5, 7);
    Tensor y = OperatorRun.of(new Activate(new Activation.Clip(-1, 0.5f)), layout).input(x).run();
    Tensor expected =
        tensor(DType.FLOAT32, x.shape(), i -> Math.clamp((float) at(x, i), -1f, 0.5f));
    assertThat(elements(y)).containsExactly(elements(expected));
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void relu_of_int8_keeps_positive_integers(Layout layout) {
    Tensor x = bytes(1, 2, 3, 5, 7);
    Tensor y = OperatorRun.of(new Activate(Activation.RELU), layout).input(x).run();
    Tensor expected = tensor(DType.INT8, x.shape(), i -> Math.max(0, at(x, i)));
    assertThat(y.toBytes()).containsExactly(expected.toBytes());
  }

  @ParameterizedTest
  @EnumSource(PRelu.Mode.class)
  void prelu_scales_negative_elements_by_the_alpha_of_its_mode(PRelu.Mode mode) {
    Tensor x = floats(1, 2, 3, 4, 5);
    int[] dims =
        switch (mode) {
          case ALL -> new int[] {1};
          case CHANNEL -> new int[] {3};
          case ELEMENT -> new int[] {1, 3, 4, 5};
        };
    Tensor alpha = floats(2, dims);
    Tensor expected =
        tensor(
            DType.FLOAT32,
            x.shape(),
            i -> {
              float value = (float) at(x, i);
              double by =
                  switch (mode) {
                    case ALL -> at(alpha, 0);
                    case CHANNEL -> at(alpha, i[1]);
                    case ELEMENT -> at(alpha, 0, i[1], i[2], i[3]);
                  };
              return value < 0 ? value * (float) by : value;
            });
    for (Layout layout : Layout.values()) {
      Tensor y = OperatorRun.of(new PRelu(mode), layout).input(x).constant(alpha).run();
      assertThat(elements(y)).as("%s", layout).containsExactly(elements(expected));
    }
  }

  @Test
  void scale_adds_the_bias_after_or_before() {
    Tensor x = Tensor.of(new float[] {1, -2, 0.5f}, 3);
    assertThat(OperatorRun.of(new Scale(3, 0.25f, true, false)).input(x).run().toFloats())
        .containsExactly(3.25f, -5.75f, 1.75f);
    assertThat(OperatorRun.of(new Scale(3, 0.25f, false, false)).input(x).run().toFloats())
        .containsExactly(3.75f, -5.25f, 2.25f);
  }

  @Test
  void scale_can_come_from_an_input() {
    Tensor x = Tensor.of(new float[] {1, -2}, 2);
    Tensor factor = Tensor.of(new float[] {4}, 1);
    Tensor y = OperatorRun.of(new Scale(1, 1, false, true)).input(x).input(factor).run();
    assertThat(y.toFloats()).containsExactly(8, -4);
  }

  @Test
  void scale_of_integers_cuts_off_its_constants() {
    Tensor x = Tensor.of(new long[] {5, -6}, 2);
    assertThat(OperatorRun.of(new Scale(2.9f, 1.9f, true, false)).input(x).run().toLongs())
        .containsExactly(11, -11);
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT32, INT32, -2.75, -2", "FLOAT32, INT64, 2.75, 2", "FLOAT32, INT8, -3.5, -3",
    "FLOAT32, BOOL, 0.25, 1", "FLOAT32, BOOL, 0, 0", "FLOAT32, FLOAT64, 0.5, 0.5",
    "FLOAT32, UINT8, 200.5, 200", "FLOAT64, FLOAT32, 0.1, 0.1", "INT64, INT32, 4294967297, 1",
    "INT64, FLOAT32, -7, -7", "INT32, INT64, -7, -7", "INT8, FLOAT32, -128, -128",
    "UINT8, FLOAT32, 200, 200", "UINT8, INT8, 200, -56", "BOOL, FLOAT32, 1, 1",
    "INT32, BOOL, -3, 1", "INT16, INT32, -300, -300", "INT32, INT16, 70000, 4464",
  })
  void cast_converts_as_c_does(DType from, DType to, double value, double expected) {
    Tensor x =
        tensor(from, Shape.of(3), _ -> (double) (long) value == value ? (long) value : value);
    Tensor y = OperatorRun.of(new Cast(to)).input(x).run();
    assertThat(y.dtype()).isEqualTo(to);
    double rounded = to == DType.FLOAT32 ? (float) expected : expected;
    assertThat(elements(y)).containsExactly(rounded, rounded, rounded);
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void cast_keeps_every_element_in_its_place(Layout layout) {
    Tensor x = bytes(1, 2, 3, 4, 5);
    Tensor y = OperatorRun.of(new Cast(DType.FLOAT32), layout).input(x).run();
    assertThat(elements(y)).containsExactly(elements(x));
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void fill_repeats_one_value(DType dtype) {
    Tensor y = OperatorRun.of(new Fill(List.of(2, 3), dtype, 1)).run();
    assertThat(y.shape()).isEqualTo(Shape.of(2, 3));
    assertThat(elements(y)).containsExactly(1, 1, 1, 1, 1, 1);
  }

  @Test
  void the_shape_is_an_int32_vector() {
    Tensor y = OperatorRun.of(new ShapeOf()).input(floats(1, 2, 3, 4, 5)).run();
    assertThat(y.toInts()).containsExactly(2, 3, 4, 5);
  }
}
