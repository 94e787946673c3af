package dev.octet.engine.kernel;

import static dev.octet.engine.kernel.SameBits.assertSameBits;
import static dev.octet.engine.kernel.SameBits.assertSameBytes;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link Pooling} does, against the formula of the contract. */
@Tag("kernel")
public abstract class AbstractPoolingTest {
  private static final int HEIGHT = 6;
  private static final int WIDTH = 7;

  /** Top, bottom, left, right. */
  private static final int[][] WINDOWS = {
    {0, 1, 0, 1}, {5, 6, 6, 7}, {0, 6, 0, 7}, {1, 4, 2, 5}, {3, 5, 0, 2}, {2, 3, 0, 7}, {0, 6, 6, 7}
  };

  /** The implementation under test. */
  protected abstract Pooling pooling();

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 72, 130})
  void the_maximum_keeps_the_first_nan_and_passes_over_the_others(int channels) {
    for (int[] w : WINDOWS) {
      Samples samples = new Samples(channels);
      int xOffset = samples.between(0, 3);
      int yOffset = samples.between(0, 3);
      float[] x = samples.extremeFloats(xOffset + HEIGHT * WIDTH * channels);
      float[] y = samples.floats(yOffset + channels + samples.between(0, 3));
      float[] expected = y.clone();
      for (int c = 0; c < channels; c++) {
        float max = x[xOffset + (w[0] * WIDTH + w[2]) * channels + c];
        for (int tap = 1; tap < taps(w); tap++) {
          float v = x[xOffset + pixel(w, tap) * channels + c];
          max = v > max ? v : max;
        }
        expected[yOffset + c] = max;
      }
      pooling().max(x, xOffset, WIDTH, channels, w[0], w[1], w[2], w[3], y, yOffset);
      assertSameBits(y, expected, samples);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 72, 130})
  void the_maximum_of_bytes_is_that_of_all_taps(int channels) {
    for (int[] w : WINDOWS) {
      Samples samples = new Samples(channels);
      int xOffset = samples.between(0, 3);
      int yOffset = samples.between(0, 3);
      byte[] x = samples.bytes(xOffset + HEIGHT * WIDTH * channels);
      byte[] y = samples.bytes(yOffset + channels + samples.between(0, 3));
      byte[] expected = y.clone();
      for (int c = 0; c < channels; c++) {
        int max = Integer.MIN_VALUE;
        for (int tap = 0; tap < taps(w); tap++) {
          max = Math.max(max, x[xOffset + pixel(w, tap) * channels + c]);
        }
        expected[yOffset + c] = (byte) max;
      }
      pooling().max(x, xOffset, WIDTH, channels, w[0], w[1], w[2], w[3], y, yOffset);
      assertSameBytes(y, expected, samples);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 72, 130})
  void the_average_is_the_sum_in_the_order_of_taps_divided(int channels) {
    for (int[] w : WINDOWS) {
      for (boolean extreme : new boolean[] {false, true}) {
        Samples samples = new Samples(channels);
        int xOffset = samples.between(0, 3);
        int yOffset = samples.between(0, 3);
        int length = xOffset + HEIGHT * WIDTH * channels;
        float[] x = extreme ? samples.extremeFloats(length) : samples.floats(length);
        float[] y = samples.floats(yOffset + channels + samples.between(0, 3));
        float divisor = samples.between(1, 49);
        float[] expected = y.clone();
        for (int c = 0; c < channels; c++) {
          float sum = 0;
          for (int tap = 0; tap < taps(w); tap++) {
            sum += x[xOffset + pixel(w, tap) * channels + c];
          }
          expected[yOffset + c] = sum / divisor;
        }
        pooling().average(x, xOffset, WIDTH, channels, w[0], w[1], w[2], w[3], divisor, y, yOffset);
        assertSameBits(y, expected, samples);
      }
    }
  }

  private static int taps(int[] w) {
    return (w[1] - w[0]) * (w[3] - w[2]);
  }

  private static int pixel(int[] w, int tap) {
    int columns = w[3] - w[2];
    return (w[0] + tap / columns) * WIDTH + w[2] + tap % columns;
  }
}
