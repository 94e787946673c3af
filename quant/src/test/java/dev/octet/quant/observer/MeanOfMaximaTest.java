package dev.octet.quant.observer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MeanOfMaximaTest {
  @Test
  void a_batch_is_the_mean_of_the_largest_magnitudes_of_its_rows() {
    var observer = new MeanOfMaxima();

    observer.observe(new float[] {9, 1, -4, 2, 0, 9}, 1, 5, 2);
    observer.endBatch();

    assertThat(observer.mean()).isEqualTo((4 + 2) / 2d);
  }

  @Test
  void a_batch_that_comes_in_parts_is_one_batch() {
    var observer = new MeanOfMaxima();

    observer.observe(new float[] {1, 2}, 0, 2, 1);
    observer.observe(new float[] {3, 3, -7, 0}, 0, 4, 2);
    observer.endBatch();

    assertThat(observer.mean()).isEqualTo((2 + 3 + 7) / 3d);
  }

  @Test
  void batches_count_alike_whatever_their_size() {
    var observer = new MeanOfMaxima();

    observer.observe(new float[] {1, 1, 1}, 0, 3, 3);
    observer.endBatch();
    observer.observe(new float[] {5}, 0, 1, 1);
    observer.endBatch();
    observer.endBatch();

    assertThat(observer.mean()).isEqualTo(3);
  }

  @Test
  void nothing_seen_is_0() {
    var observer = new MeanOfMaxima();
    observer.observe(new float[0], 0, 0, 4);
    observer.endBatch();

    assertThat(observer.mean()).isZero();
  }
}
