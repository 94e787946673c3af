package dev.octet.engine.plan;

import static dev.octet.engine.plan.Samples.at;
import static dev.octet.engine.plan.Samples.bytes;
import static dev.octet.engine.plan.Samples.elements;
import static dev.octet.engine.plan.Samples.floats;
import static dev.octet.engine.plan.Samples.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.op.Activation;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.FakeDequantize;
import dev.octet.engine.op.FakeQuantize;
import dev.octet.engine.op.FakeQuantize.Scale;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.op.QuantizedBinary;
import dev.octet.engine.op.Requantize;
import dev.octet.engine.op.Result;
import dev.octet.engine.plan.step.Layout;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Rounding;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes between real numbers and integers, against their formulas. */
class QuantizationOperatorsTest {
  private static final float[] THRESHOLDS = {0.5f, 1, 1.5f, 2, 0.1f};

  /** Halves of steps, for a threshold of 127. */
  private static final Tensor TIES =
      Tensor.of(new float[] {0.5f, 1.5f, 2.5f, -0.5f, -1.5f, 127.5f, -127.5f, -200}, 8);

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1, 2, 3})
  void thresholds_run_along_any_axis(int axis) {
    Tensor x = floats(1, 2, 3, 4, 5);
    QuantParams params = params(x.shape(), axis);
    Tensor integers =
        tensor(
            DType.INT8,
            x.shape(),
            i -> {
              float inverse = 127 * (1f / params.threshold(axis < 0 ? 0 : i[axis]));
              return Math.clamp(Math.rint(inverse * (float) at(x, i)), -127, 127);
            });
    Tensor real =
        tensor(
            DType.FLOAT32,
            x.shape(),
            i -> (float) at(integers, i) * params.threshold(axis < 0 ? 0 : i[axis]) / 127);
    for (Layout layout : Layout.values()) {
      Tensor q = OperatorRun.of(new Quantize(params), layout).input(x).run();
      assertThat(q.toBytes()).containsExactly(integers.toBytes());
      Tensor r = OperatorRun.of(new Dequantize(params), layout).input(integers).run();
      assertThat(r.toFloats()).containsExactly(real.toFloats());
    }
  }

  private static QuantParams params(Shape shape, int axis) {
    return axis < 0
        ? QuantParams.perTensor(1.25f)
        : QuantParams.perAxis(axis, Arrays.copyOf(THRESHOLDS, shape.dim(axis)));
  }

  @Test
  void ties_go_to_the_even_integer_or_away_from_zero() {
    QuantParams params = QuantParams.perTensor(127);
    assertThat(OperatorRun.of(new Quantize(params)).input(TIES).run().toBytes())
        .containsExactly(0, 2, 2, 0, -2, 127, -127, -127);
    assertThat(OperatorRun.of(new Quantize(params.withFullRange())).input(TIES).run().toBytes())
        .containsExactly(0, 2, 2, 0, -2, 127, -128, -128);
    QuantParams away = params.withRounding(Rounding.HALF_AWAY_FROM_ZERO);
    assertThat(OperatorRun.of(new Quantize(away)).input(TIES).run().toBytes())
        .containsExactly(1, 2, 3, -1, -2, 127, -127, -127);
  }

  @Test
  void weights_of_16_bits_become_real_numbers() {
    Tensor x = Tensor.of(new short[] {32767, -32767, 1, 100}, 2, 2);
    QuantParams params = QuantParams.perAxis(1, 2, 4).withBits(16);
    assertThat(OperatorRun.of(new Dequantize(params)).input(x).run().toFloats())
        .containsExactly(2, -4, 1 * 2f / 32767, 100 * 4f / 32767);
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void requantize_changes_the_scale(Layout layout) {
    Tensor x = bytes(1, 2, 3, 4, 5);
    var op = new Requantize(QuantParams.perTensor(3), QuantParams.perTensor(2));
    Tensor y = OperatorRun.of(op, layout).input(x).run();
    Tensor expected =
        tensor(
            DType.INT8, x.shape(), i -> Math.clamp(Math.rint((float) at(x, i) * 1.5f), -127, 127));
    assertThat(y.toBytes()).containsExactly(expected.toBytes());
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void a_sum_of_int8_is_clamped_by_its_activation(Layout layout) {
    Tensor a = bytes(1, 2, 3, 4, 5);
    Tensor b = bytes(2, 2, 3, 4, 5);
    QuantParams out = QuantParams.perTensor(2);
    var op =
        new QuantizedBinary(
            QuantParams.perTensor(1),
            QuantParams.perTensor(3),
            new Activation.Clip(0, 1),
            new Result.Int8(out));
    Tensor y = OperatorRun.of(op, layout).input(a).input(b).run();
    Tensor expected =
        tensor(
            DType.INT8,
            a.shape(),
            i -> Math.clamp(Math.rint((float) at(a, i) * 0.5f + (float) at(b, i) * 1.5f), 0, 64));
    assertThat(y.toBytes()).containsExactly(expected.toBytes());
  }

  @Test
  void a_sum_of_int8_with_another_activation_goes_by_way_of_real_numbers() {
    Tensor a = bytes(1, 3, 1000);
    Tensor b = bytes(2, 3, 1000);
    QuantParams left = QuantParams.perTensor(1);
    QuantParams right = QuantParams.perTensor(3);
    var leaky = new Activation.LeakyRelu(0.25f);
    Tensor expected =
        tensor(
            DType.FLOAT32,
            a.shape(),
            i -> {
              float sum = (float) at(a, i) * 1f / 127 + (float) at(b, i) * 3f / 127;
              return sum < 0 ? 0.25f * sum : sum;
            });
    Tensor real =
        OperatorRun.of(new QuantizedBinary(left, right, leaky, Result.FLOAT))
            .input(a)
            .input(b)
            .run();
    assertThat(real.toFloats()).containsExactly(expected.toFloats());
    var result = new Result.Int8(QuantParams.perTensor(2));
    Tensor integers =
        OperatorRun.of(new QuantizedBinary(left, right, leaky, result)).input(a).input(b).run();
    float inverse = 127 * (1f / 2);
    Tensor rounded =
        tensor(
            DType.INT8,
            a.shape(),
            i -> Math.clamp(Math.rint((float) at(expected, i) * inverse), -127, 127));
    assertThat(integers.toBytes()).containsExactly(rounded.toBytes());
  }

  @Test
  void fake_quantization_of_type_0_takes_even_integers_and_the_full_range() {
    assertThat(fake(Rounding.HALF_EVEN, true, false))
        .containsExactly(0, 2, 2, -0.0, -2, 127, -128, -128);
  }

  @Test
  void fake_quantization_of_type_1_clips_before_it_rounds_away_from_zero() {
    assertThat(fake(Rounding.HALF_AWAY_FROM_ZERO, false, false))
        .containsExactly(1, 2, 3, -1, -2, 127, -127, -127);
  }

  @Test
  void fake_quantization_gives_the_real_numbers_of_the_integers() {
    assertThat(fake(Rounding.HALF_AWAY_FROM_ZERO, false, true))
        .containsExactly(1, 2, 3, -1, -2, 127, -127, -127);
  }

  private static double[] fake(Rounding rounding, boolean fullRange, boolean dequantize) {
    var op = new FakeQuantize(Scale.INPUT, -1, 8, rounding, fullRange, dequantize);
    return elements(OperatorRun.of(op).input(TIES).constant(Tensor.of(new float[] {127}, 1)).run());
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void fake_quantization_finds_the_threshold_of_each_channel(Layout layout) {
    Tensor x = floats(1, 2, 3, 4, 5);
    for (int axis = -1; axis < 2; axis++) {
      int along = axis;
      var op = new FakeQuantize(Scale.ABS_MAX, axis, 8, Rounding.HALF_AWAY_FROM_ZERO, false, true);
      List<Tensor> y = OperatorRun.of(op, layout).input(x).outputs(2).runAll();
      float[] thresholds = new float[axis < 0 ? 1 : x.shape().dim(axis)];
      for (int i = 0; i < x.elements(); i++) {
        int at = axis < 0 ? 0 : Samples.index(x.shape(), i)[axis];
        thresholds[at] = Math.max(thresholds[at], Math.abs((float) x.element(i)));
      }
      assertThat(y.get(1).toFloats()).containsExactly(thresholds);
      Tensor expected =
          tensor(
              DType.FLOAT32,
              x.shape(),
              i -> {
                float threshold = thresholds[along < 0 ? 0 : i[along]];
                float v = 127 * (1f / threshold) * (float) at(x, i);
                float q = Math.copySign((float) Math.floor(Math.abs((double) v) + 0.5), v);
                return q * threshold / 127;
              });
      assertThat(y.get(0).toFloats()).containsExactly(expected.toFloats());
    }
  }

  @Test
  void a_threshold_of_zero_gives_zeros() {
    var op = new FakeQuantize(Scale.ABS_MAX, -1, 8, Rounding.HALF_EVEN, true, true);
    assertThat(OperatorRun.of(op).input(Tensor.of(new float[3], 3)).run().toFloats())
        .containsExactly(0, 0, 0);
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void fake_dequantization_multiplies_by_one_threshold_or_two(Layout layout) {
    Tensor x = bytes(1, 2, 3, 4, 5);
    Tensor real = tensor(DType.FLOAT32, x.shape(), i -> at(x, i));
    Tensor thresholds = Tensor.of(new float[] {0.3f, 0.7f, 1.1f}, 3);
    Tensor one =
        OperatorRun.of(new FakeDequantize(1, 127, 1), layout)
            .input(real)
            .constant(thresholds)
            .run();
    Tensor two =
        OperatorRun.of(new FakeDequantize(1, 16129, 2), layout)
            .input(real)
            .constant(thresholds)
            .constant(Tensor.scalar(1.7f))
            .run();
    Tensor expectedOne =
        tensor(
            DType.FLOAT32, x.shape(), i -> (float) at(x, i) * (float) at(thresholds, i[1]) / 127);
    Tensor expectedTwo =
        tensor(
            DType.FLOAT32,
            x.shape(),
            i -> (float) at(x, i) * (float) at(thresholds, i[1]) * 1.7f / 16129);
    assertThat(one.toFloats()).containsExactly(expectedOne.toFloats());
    assertThat(two.toFloats()).containsExactly(expectedTwo.toFloats());
  }
}
