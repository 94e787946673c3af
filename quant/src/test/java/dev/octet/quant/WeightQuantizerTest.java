package dev.octet.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;

class WeightQuantizerTest {
  private static final Tensor WEIGHTS = Tensor.of(new float[] {1, -2, 3, -4, 5, -6}, 2, 3);

  @Test
  void a_tensor_has_the_threshold_of_its_largest_magnitude() {
    assertThat(WeightQuantizer.thresholds("w", WEIGHTS, QuantParams.PER_TENSOR)).containsExactly(6);
  }

  @Test
  void each_index_of_an_axis_has_its_own_threshold() {
    assertThat(WeightQuantizer.thresholds("w", WEIGHTS, 0)).containsExactly(3, 6);
    assertThat(WeightQuantizer.thresholds("w", WEIGHTS, 1)).containsExactly(4, 5, 6);
  }

  @Test
  void the_middle_axis_of_a_filter_runs_over_its_channels() {
    Tensor filter = Tensor.of(new float[] {1, 2, -3, 4, 5, 6, 7, -8}, 2, 2, 2, 1);

    assertThat(WeightQuantizer.thresholds("w", filter, 1)).containsExactly(6, 8);
  }

  @Test
  void the_threshold_becomes_127() {
    Tensor quantized = WeightQuantizer.quantize(WEIGHTS, QuantParams.perAxis(0, 3, 6));

    assertThat(quantized.dtype()).isEqualTo(DType.INT8);
    assertThat(quantized.shape()).isEqualTo(Shape.of(2, 3));
    assertThat(quantized.toBytes()).containsExactly(42, -85, 127, -85, 106, -127);
  }

  @Test
  void ties_go_to_the_even_neighbour() {
    Tensor weights = Tensor.of(new float[] {127, 0.5f, 1.5f, -2.5f}, 4);

    assertThat(WeightQuantizer.quantize(weights, QuantParams.perTensor(127)).toBytes())
        .containsExactly(127, 0, 2, -2);
  }

  @Test
  void weights_above_the_threshold_become_127_and_never_minus_128() {
    Tensor weights = Tensor.of(new float[] {5, -5}, 2);

    assertThat(WeightQuantizer.quantize(weights, QuantParams.perTensor(1)).toBytes())
        .containsExactly(127, -127);
  }

  @Test
  void a_weight_that_is_not_finite_is_named_with_its_place() {
    Tensor weights = Tensor.of(new float[] {1, 2, Float.NaN}, 3);

    assertThatThrownBy(() -> WeightQuantizer.thresholds("conv.w", weights, 0))
        .isInstanceOf(QuantizationException.class)
        .hasMessage("weights 'conv.w' hold NaN at element 2");
  }
}
