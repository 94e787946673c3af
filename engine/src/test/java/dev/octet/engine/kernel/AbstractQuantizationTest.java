package dev.octet.engine.kernel;

import static dev.octet.engine.kernel.SameBits.assertSameBits;
import static dev.octet.engine.kernel.SameBits.assertSameBytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.tensor.Rounding;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link Quantization} does, against the formulas of the contract. */
@Tag("kernel")
public abstract class AbstractQuantizationTest {
  private static final int LONGEST = 140;

  /** The implementation under test. */
  protected abstract Quantization quantization();

  @ParameterizedTest
  @CsvSource({
    "HALF_EVEN,            0.5,          0",
    "HALF_EVEN,           -0.5,          0",
    "HALF_EVEN,            1.5,          2",
    "HALF_EVEN,            2.5,          2",
    "HALF_EVEN,         -126.5,       -126",
    "HALF_EVEN,          127.5,        127",
    "HALF_EVEN,           NaN,           0",
    "HALF_EVEN,      Infinity,         127",
    "HALF_EVEN,     -Infinity,        -127",
    "HALF_EVEN,           3e38,        127",
    "HALF_AWAY_FROM_ZERO,  0.5,          1",
    "HALF_AWAY_FROM_ZERO, -0.5,         -1",
    "HALF_AWAY_FROM_ZERO,  2.5,          3",
    "HALF_AWAY_FROM_ZERO, -2.5,         -3",
    "HALF_AWAY_FROM_ZERO,  0.49999997,   0",
    "HALF_AWAY_FROM_ZERO, -0.49999997,   0",
    "HALF_AWAY_FROM_ZERO,  1.4999999,    1",
    "HALF_AWAY_FROM_ZERO,  126.5,      127",
    "HALF_AWAY_FROM_ZERO, -126.49999, -126",
    "HALF_AWAY_FROM_ZERO,  NaN,          0",
    "HALF_AWAY_FROM_ZERO,  Infinity,   127",
    "HALF_AWAY_FROM_ZERO, -Infinity,  -127"
  })
  void a_number_is_rounded_then_clamped(Rounding rounding, float x, byte expected) {
    float[] all = new float[LONGEST];
    Arrays.fill(all, x);
    byte[] y = new byte[LONGEST];
    quantization().quantize(all, 0, new float[] {1f}, 0, 0, rounding, -127, 127, y, 0, LONGEST);
    assertThat(y).containsOnly(expected);
  }

  @Test
  void the_largest_magnitude_is_found_in_runs_of_every_length_and_nowhere_else() {
    Samples samples = new Samples(11);
    for (int n : lengths()) {
      float[] x = samples.floats(n + 7);
      x[2] = 1e30f;
      x[n + 3] = -1e30f;
      float expected = 0;
      for (int i = 3; i < n + 3; i++) {
        expected = Math.max(expected, Math.abs(x[i]));
      }
      assertThat(quantization().largestMagnitude(x, 3, n))
          .as("%d, %s", n, samples)
          .isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({"-7, 7", "-0.0, 0", "1e-45, 1e-45", "-Infinity, Infinity", "NaN, NaN"})
  void the_largest_magnitude_is_found_at_every_place(float x, float expected) {
    for (int i = 0; i < LONGEST; i++) {
      float[] all = new float[LONGEST];
      all[i] = x;
      assertThat(quantization().largestMagnitude(all, 0, LONGEST))
          .isEqualTo(Float.valueOf(expected));
    }
  }

  @Test
  void a_number_that_is_none_is_larger_than_all_magnitudes() {
    float[] x = {1, Float.NEGATIVE_INFINITY, Float.NaN, 3};

    assertThat(quantization().largestMagnitude(x, 0, 4)).isNaN();
  }

  @ParameterizedTest
  @EnumSource(Rounding.class)
  void every_tie_and_its_neighbours_are_rounded(Rounding rounding) {
    float[] x = new float[6 * 270];
    int n = 0;
    for (int i = -135; i < 135; i++) {
      for (float v : new float[] {i, i + 0.5f}) {
        x[n++] = Math.nextDown(v);
        x[n++] = v;
        x[n++] = Math.nextUp(v);
      }
    }
    byte[] y = new byte[n];
    quantization().quantize(x, 0, new float[] {1f}, 0, 0, rounding, -128, 127, y, 0, n);
    byte[] expected = new byte[n];
    for (int i = 0; i < n; i++) {
      expected[i] = rounded(x[i], rounding, -128, 127);
    }
    assertSameBytes(y, expected, rounding);
  }

  @ParameterizedTest
  @EnumSource(Rounding.class)
  void runs_of_every_length_are_quantized_and_nothing_else_is_written(Rounding rounding) {
    for (int n : lengths()) {
      for (int stride = 0; stride <= 1; stride++) {
        Samples samples = new Samples(n);
        int xOffset = samples.between(0, 3);
        int scaleOffset = samples.between(0, 3);
        int yOffset = samples.between(0, 3);
        float[] x = samples.extremeFloats(xOffset + n);
        float[] scale = samples.floats(scaleOffset + (stride == 0 ? 1 : n));
        int low = samples.between(-128, 0);
        int high = samples.between(0, 127);
        byte[] y = samples.bytes(yOffset + n + samples.between(0, 9));
        byte[] expected = y.clone();
        for (int i = 0; i < n; i++) {
          float v = x[xOffset + i] * scale[scaleOffset + i * stride];
          expected[yOffset + i] = rounded(v, rounding, low, high);
        }
        quantization()
            .quantize(x, xOffset, scale, scaleOffset, stride, rounding, low, high, y, yOffset, n);
        assertSameBytes(y, expected, samples);
      }
    }
  }

  @Test
  void numbers_in_range_are_rounded_in_runs_of_every_length_and_nothing_else_is_written() {
    for (int n : lengths()) {
      Samples samples = new Samples(900 + n);
      int xOffset = samples.between(0, 3);
      int yOffset = samples.between(0, 3);
      float[] x = new float[xOffset + n];
      for (int i = 0; i < x.length; i++) {
        // Every second one is a tie.
        x[i] = samples.between(-254, 254) * (i % 2 == 0 ? 0.25f : 0.24999f);
      }
      byte[] y = samples.bytes(yOffset + n + samples.between(0, 9));
      byte[] expected = y.clone();
      for (int i = 0; i < n; i++) {
        expected[yOffset + i] = (byte) Math.rint(x[xOffset + i] * 2f);
      }
      quantization().quantizeRanged(x, xOffset, 2f, y, yOffset, n);
      assertSameBytes(y, expected, samples);
    }
  }

  @ParameterizedTest
  @EnumSource(Rounding.class)
  void any_scale_gives_an_integer_within_the_bounds(Rounding rounding) {
    for (int n : lengths()) {
      for (int stride = 0; stride <= 1; stride++) {
        Samples samples = new Samples(500 + n);
        float[] x = samples.extremeFloats(n);
        float[] scale = samples.extremeFloats(Math.max(1, n));
        byte[] y = new byte[n];
        quantization().quantize(x, 0, scale, 0, stride, rounding, -128, 127, y, 0, n);
        byte[] expected = new byte[n];
        for (int i = 0; i < n; i++) {
          expected[i] = rounded(x[i] * scale[i * stride], rounding, -128, 127);
        }
        assertSameBytes(y, expected, samples);
      }
    }
  }

  @Test
  void dequantizing_multiplies_first_and_then_divides() {
    for (int n : lengths()) {
      for (int stride = 0; stride <= 1; stride++) {
        Samples samples = new Samples(n);
        int xOffset = samples.between(0, 3);
        int thresholdOffset = samples.between(0, 3);
        int yOffset = samples.between(0, 3);
        byte[] x = samples.bytes(xOffset + n);
        float[] threshold = samples.floats(thresholdOffset + (stride == 0 ? 1 : n));
        float levels = n % 2 == 0 ? 127f : 16129f;
        float[] y = samples.floats(yOffset + n + samples.between(0, 9));
        float[] expected = y.clone();
        for (int i = 0; i < n; i++) {
          float product = (float) x[xOffset + i] * threshold[thresholdOffset + i * stride];
          expected[yOffset + i] = product / levels;
        }
        quantization()
            .dequantize(x, xOffset, threshold, thresholdOffset, stride, levels, y, yOffset, n);
        assertSameBits(y, expected, samples);
      }
    }
  }

  @Test
  void requantizing_rounds_ties_to_even() {
    for (int n : lengths()) {
      Samples samples = new Samples(n);
      int xOffset = samples.between(0, 3);
      int yOffset = samples.between(0, 3);
      byte[] x = samples.bytes(xOffset + n);
      byte[] y = samples.bytes(yOffset + n + samples.between(0, 9));
      float multiplier = n % 3 == 0 ? 0.5f : samples.between(0f, 3f);
      byte[] expected = y.clone();
      for (int i = 0; i < n; i++) {
        float v = x[xOffset + i] * multiplier;
        expected[yOffset + i] = rounded(v, Rounding.HALF_EVEN, -127, 100);
      }
      quantization().requantize(x, xOffset, multiplier, -127, 100, y, yOffset, n);
      assertSameBytes(y, expected, samples);
    }
  }

  @Test
  void bytes_are_added_at_the_scale_of_the_result() {
    for (int n : lengths()) {
      Samples samples = new Samples(n);
      int aOffset = samples.between(0, 3);
      int bOffset = samples.between(0, 3);
      int yOffset = samples.between(0, 3);
      byte[] a = samples.bytes(aOffset + n);
      byte[] b = samples.bytes(bOffset + n);
      byte[] y = samples.bytes(yOffset + n + samples.between(0, 9));
      float aMultiplier = n % 3 == 0 ? 0.5f : samples.between(0f, 3f);
      float bMultiplier = n % 3 == 0 ? 0.25f : samples.between(0f, 3f);
      byte[] expected = y.clone();
      for (int i = 0; i < n; i++) {
        float left = a[aOffset + i] * aMultiplier;
        float right = b[bOffset + i] * bMultiplier;
        expected[yOffset + i] = rounded(left + right, Rounding.HALF_EVEN, 0, 127);
      }
      quantization().add(a, aOffset, aMultiplier, b, bOffset, bMultiplier, 0, 127, y, yOffset, n);
      assertSameBytes(y, expected, samples);
    }
  }

  @Test
  void bytes_are_clamped() {
    for (int n : lengths()) {
      Samples samples = new Samples(n);
      int xOffset = samples.between(0, 3);
      int yOffset = samples.between(0, 3);
      byte[] x = samples.bytes(xOffset + n);
      byte[] y = samples.bytes(yOffset + n + samples.between(0, 9));
      int low = samples.between(-128, 10);
      int high = samples.between(low, 127);
      byte[] expected = y.clone();
      for (int i = 0; i < n; i++) {
        expected[yOffset + i] = (byte) Math.max(low, Math.min(high, x[xOffset + i]));
      }
      quantization().clamp(x, xOffset, low, high, y, yOffset, n);
      assertSameBytes(y, expected, samples);
    }
  }

  @Test
  void bytes_can_be_changed_in_place() {
    Samples samples = new Samples(7);
    byte[] x = samples.bytes(LONGEST);
    byte[] apart = new byte[LONGEST];
    quantization().requantize(x, 0, 0.7f, -127, 127, apart, 0, LONGEST);
    quantization().clamp(apart, 0, -20, 30, apart, 0, LONGEST);
    quantization().add(x, 0, 1f, apart, 0, 0.5f, -127, 127, apart, 0, LONGEST);

    byte[] place = x.clone();
    quantization().requantize(place, 0, 0.7f, -127, 127, place, 0, LONGEST);
    byte[] clamped = new byte[LONGEST];
    quantization().clamp(place, 0, -20, 30, clamped, 0, LONGEST);
    byte[] expected = new byte[LONGEST];
    quantization().add(x, 0, 1f, clamped, 0, 0.5f, -127, 127, expected, 0, LONGEST);

    assertSameBytes(apart, expected, samples);
  }

  /** In float64, where half more of any float32 is exact. */
  private static byte rounded(float v, Rounding rounding, int low, int high) {
    double nearest =
        switch (rounding) {
          case HALF_EVEN -> StrictMath.rint(v);
          case HALF_AWAY_FROM_ZERO -> Math.signum(v) * StrictMath.floor(Math.abs((double) v) + 0.5);
        };
    return Float.isNaN(v) ? 0 : (byte) Math.max(low, Math.min(high, nearest));
  }

  /** Every short run, and some beyond what a kernel could do at once. */
  private static int[] lengths() {
    return IntStream.concat(IntStream.rangeClosed(0, LONGEST), IntStream.of(1024, 2047, 2100))
        .toArray();
  }
}
