package dev.octet.quant.observer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MagnitudeHistogramTest {
  private static Resource numpy() throws Exception {
    return Resource.of("histograms.npz");
  }

  static Stream<String> cases() throws Exception {
    return numpy().cases();
  }

  private static MagnitudeHistogram of(float... x) {
    MagnitudeRange range = new MagnitudeRange();
    range.observe(x, 0, x.length);
    return new MagnitudeHistogram(range.min(), range.max());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void edges_are_those_of_numpy_to_the_last_bit(String name) throws Exception {
    Resource numpy = numpy();

    assertThat(of(numpy.floats(name + "/x")).edges()).isEqualTo(numpy.doubles(name + "/edges"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void counts_are_those_of_numpy(String name) throws Exception {
    Resource numpy = numpy();
    float[] x = numpy.floats(name + "/x");
    MagnitudeHistogram histogram = of(x);

    histogram.observe(x, 0, x.length);

    assertThat(histogram.counts()).isEqualTo(numpy.longs(name + "/counts"));
    assertThat(histogram.outside()).isZero();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void merged_parts_count_like_the_whole(String name) throws Exception {
    float[] x = numpy().floats(name + "/x");
    MagnitudeHistogram whole = of(x);
    MagnitudeHistogram left = of(x);
    MagnitudeHistogram right = of(x);

    whole.observe(x, 0, x.length);
    left.observe(x, 0, x.length / 3);
    right.observe(x, x.length / 3, x.length);
    left.merge(right);

    assertThat(left.counts()).isEqualTo(whole.counts());
  }

  @Test
  void a_bin_holds_its_lower_edge_and_the_last_one_both() {
    var histogram = new MagnitudeHistogram(0, 4, 4);

    histogram.observe(new float[] {0, -1, 1.5f, -3, 4}, 0, 5);

    assertThat(histogram.counts()).containsExactly(1, 2, 0, 2);
  }

  @Test
  void a_range_of_one_point_is_widened_by_a_half_on_both_sides() {
    var histogram = new MagnitudeHistogram(3, 3, 2);

    assertThat(histogram.edges()).containsExactly(2.5, 3, 3.5);
  }

  @Test
  void magnitudes_outside_of_the_range_go_to_the_nearest_bin_and_are_counted() {
    var histogram = new MagnitudeHistogram(1, 2, 2);

    histogram.observe(new float[] {0.5f, -2.5f, 1.2f}, 0, 3);

    assertThat(histogram.counts()).containsExactly(2, 1);
    assertThat(histogram.outside()).isEqualTo(2);
  }

  @Test
  void histograms_of_different_ranges_do_not_merge() {
    var histogram = new MagnitudeHistogram(0, 1);

    assertThatThrownBy(() -> histogram.merge(new MagnitudeHistogram(0, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[0.0, 1.0] and [0.0, 2.0]");
  }

  @Test
  void a_range_that_is_not_finite_is_refused() {
    assertThatThrownBy(() -> new MagnitudeHistogram(0, Double.POSITIVE_INFINITY))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new MagnitudeHistogram(Double.NaN, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
