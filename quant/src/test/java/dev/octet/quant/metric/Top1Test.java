package dev.octet.quant.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octet.engine.tensor.Tensor;
import org.junit.jupiter.api.Test;

class Top1Test {
  private static final Tensor SCORES = Tensor.of(new float[] {1, 3, 2, 5, 4, 5}, 2, 3);

  @Test
  void counts_items_whose_largest_score_is_that_of_the_label() {
    var top1 = new Top1();

    top1.add(SCORES, Tensor.of(new long[] {1, 1}, 2));

    assertThat(top1.correct()).isEqualTo(1);
    assertThat(top1.total()).isEqualTo(2);
    assertThat(top1.value()).isEqualTo(0.5);
  }

  @Test
  void of_equal_scores_the_first_counts() {
    var top1 = new Top1();

    top1.add(SCORES, Tensor.of(new byte[] {1, 0}, 2, 1));

    assertThat(top1.value()).isEqualTo(1);
  }

  @Test
  void a_sample_with_a_score_that_is_none_counts_as_wrong() {
    float nan = Float.NaN;
    var top1 = new Top1();

    top1.add(Tensor.of(new float[] {nan, nan, 1, nan, 3, 2}, 3, 2), Tensor.of(new int[3], 3));

    assertThat(top1.value()).isEqualTo(1 / 3.0);
    assertThat(top1.undefined()).isEqualTo(2);
  }

  @Test
  void adds_up_over_batches_and_merges() {
    var one = new Top1();
    var other = new Top1();

    one.add(SCORES, Tensor.of(new int[] {1, 0}, 2));
    one.add(SCORES.slice(0), Tensor.of(new int[] {2}, 1));
    other.add(SCORES.slice(1), Tensor.of(new int[] {2}, 1));
    one.merge(other);

    assertThat(one.value()).isEqualTo(0.5);
  }

  @Test
  void labels_must_be_as_many_as_items() {
    assertThatThrownBy(() -> new Top1().add(SCORES, Tensor.of(new long[3], 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("float32[2,3]")
        .hasMessageContaining("int64[3]");
  }

  @Test
  void a_label_must_be_a_class() {
    assertThatThrownBy(() -> new Top1().add(SCORES, Tensor.of(new long[] {0, 3}, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("label 3 at index 1: must be 0..2");
  }

  @Test
  void a_label_must_be_a_whole_number() {
    for (float label : new float[] {Float.NaN, 0.5f, -0.5f}) {
      assertThatThrownBy(() -> new Top1().add(SCORES, Tensor.of(new float[] {1, label}, 2)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("label " + label + " at index 1: must be 0..2");
    }
  }
}
