package dev.octet.quant.observer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Searches over whole batches, against what Paddle finds in the same numbers. */
class BatchObserverTest {
  private static Resource paddle() throws Exception {
    return Resource.of("search.npz");
  }

  static Stream<Arguments> cases() throws Exception {
    return paddle()
        .cases()
        .flatMap(
            name ->
                Stream.of("mse", "mse-onnx", "emd", "emd-onnx", "ptf")
                    .map(algorithm -> Arguments.of(name, algorithm)));
  }

  private static BatchObserver observer(String algorithm) {
    RoundingRange range =
        algorithm.endsWith("-onnx") ? RoundingRange.SIGNED : RoundingRange.NON_NEGATIVE;
    return switch (algorithm) {
      case "mse", "mse-onnx" -> new ThresholdSearch(RoundingError.MEAN_SQUARE, range);
      case "emd", "emd-onnx" -> new ThresholdSearch(RoundingError.EARTH_MOVER, range);
      default -> new PowerOfTwoSearch();
    };
  }

  @ParameterizedTest
  @MethodSource("cases")
  void the_threshold_is_that_of_paddle_to_the_last_bit(String name, String algorithm)
      throws Exception {
    Resource paddle = paddle();
    float[] x = paddle.floats(name + "/x");
    BatchObserver observer = observer(algorithm);

    int from = 0;
    for (long length : paddle.longs(name + "/lengths")) {
      float[] batch = new float[(int) length + 5];
      System.arraycopy(x, from, batch, 0, (int) length);
      observer.batch(batch, (int) length);
      from += (int) length;
    }

    assertThat(observer.threshold()).isEqualTo(paddle.doubles(name + "/" + algorithm)[0]);
  }

  @ParameterizedTest
  @MethodSource("dev.octet.quant.observer.BatchObserverTest#algorithms")
  void a_batch_of_zeros_decides_nothing(String algorithm) {
    float[] x = {0.5f, -3, 7};
    BatchObserver alone = observer(algorithm);
    BatchObserver after = observer(algorithm);

    alone.batch(x, 3);
    after.batch(new float[4], 4);
    after.batch(x, 3);
    after.batch(new float[4], 4);

    assertThat(after.threshold()).isEqualTo(alone.threshold()).isPositive();
  }

  static Stream<String> algorithms() {
    return Stream.of("mse", "mse-onnx", "emd", "emd-onnx", "ptf");
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void zeros_alone_have_the_threshold_0(String algorithm) {
    BatchObserver observer = observer(algorithm);

    observer.batch(new float[4], 4);

    assertThat(observer.threshold()).isZero();
  }

  @Test
  void the_batch_that_rounds_best_decides_not_all_of_them() {
    var both = new ThresholdSearch(RoundingError.MEAN_SQUARE, RoundingRange.SIGNED);
    var small = new ThresholdSearch(RoundingError.MEAN_SQUARE, RoundingRange.SIGNED);
    float[] fine = {0.011f, -0.02f, 0.07f, 0.1f};

    both.batch(new float[] {30, -17, 99.5f, 100}, 4);
    both.batch(fine, 4);
    small.batch(fine, 4);

    assertThat(both.threshold()).isEqualTo(small.threshold());
  }
}
