package dev.octet.quant.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.octet.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;

class PsnrTest {
  @Test
  void is_ten_times_the_decimal_logarithm_of_the_inverse_mean_square() {
    var psnr = new Psnr();

    psnr.add(Tensor.of(new float[] {0.5f, 1}, 1, 2), Tensor.of(new float[] {0.5f, 0.5f}, 1, 2));

    assertThat(psnr.meanSquaredError()).isEqualTo(0.125);
    assertThat(psnr.value()).isCloseTo(9.0309, within(1e-4));
  }

  @Test
  void the_mean_is_over_all_pixels_of_all_batches() {
    var psnr = new Psnr();
    var other = new Psnr();

    psnr.add(Tensor.of(new float[] {1}, 1), Tensor.of(new float[] {0}, 1));
    psnr.add(Tensor.of(new float[] {1, 1}, 2), Tensor.of(new float[] {1, 1}, 2));
    other.add(Tensor.of(new float[] {0}, 1), Tensor.of(new float[] {0}, 1));
    psnr.merge(other);

    assertThat(psnr.meanSquaredError()).isEqualTo(0.25);
  }

  @Test
  void equal_images_have_an_infinite_ratio() {
    var psnr = new Psnr();

    psnr.add(Tensor.of(new float[] {1}, 1), Tensor.of(new float[] {1}, 1));

    assertThat(psnr.value()).isInfinite();
  }

  @Test
  void images_and_targets_must_be_of_one_size() {
    assertThatThrownBy(() -> new Psnr().add(Tensor.of(new float[2], 2), Tensor.of(new float[3], 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("float32[2]")
        .hasMessageContaining("float32[3]");
  }
}
