package dev.octet.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.octet.quant.observer.MagnitudeHistogram;
import dev.octet.quant.observer.MagnitudeRange;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ActivationThresholdTest {
  private static ActivationThreshold kullbackLeibler(float... x) {
    MagnitudeRange range = range(x);
    var histogram = new MagnitudeHistogram(range.min(), range.max());
    histogram.observe(x, 0, x.length);
    return ActivationThreshold.kullbackLeibler(range, histogram);
  }

  private static MagnitudeRange range(float... x) {
    var range = new MagnitudeRange();
    range.observe(x, 0, x.length);
    return range;
  }

  private static float[] normal(int count, double mean, double deviation) {
    var random = new Random(5);
    float[] x = new float[count];
    for (int i = 0; i < count; i++) {
      x[i] = (float) (mean + deviation * random.nextGaussian());
    }
    return x;
  }

  @Test
  void usual_data_have_a_threshold_in_their_upper_half_without_a_note() {
    float[] x = normal(20_000, 0, 1);

    ActivationThreshold found = kullbackLeibler(x);

    assertThat(found.threshold()).isBetween(range(x).max() / 2, range(x).max());
    assertThat(found.note()).isEmpty();
  }

  @Test
  void one_magnitude_is_its_own_threshold() {
    ActivationThreshold found = kullbackLeibler(7, -7, 7);

    assertThat(found.threshold()).isEqualTo(7);
    assertThat(found.note()).hasValue("has one magnitude, 7.0, which is its threshold");
  }

  @Test
  void zeros_have_the_threshold_0_and_a_note() {
    assertThat(kullbackLeibler(0, 0).threshold()).isZero();
    assertThat(kullbackLeibler(0, 0).note()).hasValue("is 0 for every sample");
    assertThat(ActivationThreshold.absMax(range(0, 0)).note()).hasValue("is 0 for every sample");
  }

  @Test
  void a_mask_of_0_and_1_keeps_its_1() {
    ActivationThreshold found = kullbackLeibler(0, 0, 0, 1, 0, 1);

    assertThat(found.threshold()).isEqualTo(1);
    assertThat(found.note()).hasValueSatisfying(note -> assertThat(note).contains("100.0 %"));
  }

  @Test
  void a_few_magnitudes_in_the_upper_half_have_the_threshold_of_upstream() {
    // Bin 1229 of 2048: the search never considers the last one.
    assertThat(kullbackLeibler(0, 0.6f, -1, 0.6f, 0).threshold()).isCloseTo(0.6, within(1e-3));
  }

  @Test
  void an_offset_that_clips_little_is_left_out_as_upstream_does() {
    float[] x = new float[1000];
    for (int i = 0; i < x.length; i++) {
      x[i] = i < 10 ? 8 : 0.5f + i / 1000f;
    }
    x[10] = 7.9f;

    ActivationThreshold found = kullbackLeibler(x);

    assertThat(found.threshold()).isLessThan(7.6);
    assertThat(found.note()).isEmpty();
  }

  @Test
  void a_rare_outlier_is_clipped() {
    float[] x = normal(50_000, 0, 1);
    x[17] = 100;

    ActivationThreshold found = kullbackLeibler(x);

    assertThat(found.threshold()).isLessThan(10);
    assertThat(found.note()).isEmpty();
  }

  @Test
  void data_far_from_0_are_not_clipped_by_the_lower_edge_of_their_histogram() {
    float[] x = normal(20_000, 5, 0.5);

    ActivationThreshold found = kullbackLeibler(x);

    assertThat(found.threshold()).isBetween(5.5, range(x).max());
    assertThat(found.note()).hasValueSatisfying(note -> assertThat(note).contains("no magnitude"));
  }

  @Test
  void a_smallest_magnitude_near_0_is_left_out_as_upstream_does() {
    float[] x = new float[256];
    for (int i = 0; i < 256; i++) {
      x[i] = i / 255f * 2 - 1;
    }

    // Bin 2032 of 2048 between 1/255 and 1: Paddle's own threshold for such pixels.
    assertThat(kullbackLeibler(x).threshold()).isCloseTo(0.9885, within(0.01));
  }

  @Test
  void abs_max_is_the_largest_magnitude() {
    ActivationThreshold found = ActivationThreshold.absMax(range(1, -3, 2));

    assertThat(found.threshold()).isEqualTo(3);
    assertThat(found.note()).isEmpty();
  }
}
