package dev.octet.engine.kernel;

import static dev.octet.engine.kernel.SameBits.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.op.Activation;
import dev.octet.engine.op.Activation.Function;
import dev.octet.engine.op.BinaryKind;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every {@link FloatMath} does, against the formulas of the contract. */
@Tag("kernel")
public abstract class AbstractFloatMathTest {
  private static final int LONGEST = 70;

  /** The implementation under test. */
  protected abstract FloatMath floatMath();

  /** {@code a op b} as the implementation must give it. */
  protected abstract float expected(BinaryKind kind, float a, float b);

  /** Fails where {@code actual} is not what the implementation must give for x. */
  protected abstract void check(Activation function, float x, float actual, Object description);

  static Stream<Activation> activations() {
    return Stream.concat(
        Stream.of(
            Activation.NONE,
            Activation.RELU,
            new Activation.Clip(-1, 6),
            new Activation.LeakyRelu(0.1f),
            new Activation.Elu(1f),
            new Activation.Elu(0.7f),
            new Activation.HardSigmoid(0.2f, 0.5f),
            new Activation.HardSwish(6, 6, 3),
            new Activation.Swish(1),
            new Activation.Swish(1.7f),
            new Activation.Gelu(false),
            new Activation.Gelu(true),
            new Activation.Mish(20),
            new Activation.Mish(2),
            new Activation.Softplus(1, 20),
            new Activation.Softplus(2.5f, 5)),
        Stream.of(Function.values()));
  }

  @ParameterizedTest
  @EnumSource
  void operations_on_runs_of_every_length_and_stride(BinaryKind kind) {
    for (int n : lengths()) {
      for (int strides = 0; strides < 4; strides++) {
        int aStride = strides & 1;
        int bStride = strides >> 1;
        Samples samples = new Samples(n * 4 + strides);
        int aOffset = samples.between(0, 3);
        int bOffset = samples.between(0, 3);
        int cOffset = samples.between(0, 3);
        float[] a = samples.extremeFloats(aOffset + (aStride == 0 ? 1 : n));
        float[] b = samples.extremeFloats(bOffset + (bStride == 0 ? 1 : n));
        float[] c = samples.floats(cOffset + n + samples.between(0, 9));
        float[] expected = c.clone();
        for (int i = 0; i < n; i++) {
          expected[cOffset + i] =
              expected(kind, a[aOffset + i * aStride], b[bOffset + i * bStride]);
        }
        floatMath().binary(kind, a, aOffset, aStride, b, bOffset, bStride, c, cOffset, n);
        assertSameBits(c, expected, kind + " " + samples);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void an_operation_can_write_over_either_operand(BinaryKind kind) {
    for (int strides = 0; strides < 4; strides++) {
      int aStride = strides & 1;
      int bStride = strides >> 1;
      Samples samples = new Samples(strides);
      float[] a = samples.floats(LONGEST);
      float[] b = samples.floats(LONGEST);
      float[] expected = new float[LONGEST];
      floatMath().binary(kind, a, 0, aStride, b, 0, bStride, expected, 0, LONGEST);

      float[] overA = a.clone();
      floatMath().binary(kind, overA, 0, aStride, b, 0, bStride, overA, 0, LONGEST);
      float[] overB = b.clone();
      floatMath().binary(kind, a, 0, aStride, overB, 0, bStride, overB, 0, LONGEST);

      assertSameBits(overA, expected, kind + " " + samples);
      assertSameBits(overB, expected, kind + " " + samples);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "MAX,        NaN,  1,    NaN",
    "MAX,        1,    NaN,  NaN",
    "MAX,       -0.0,  0.0,  0.0",
    "MIN,        0.0, -0.0, -0.0",
    "MOD,        7,    3,    1",
    "MOD,       -7,    3,    2",
    "MOD,        7,   -3,   -2",
    "MOD,       -7,   -3,   -1",
    "FLOOR_DIV,  7,    2,    3",
    "FLOOR_DIV, -7,    2,   -4",
    "POW,        2,   10,    1024",
    "POW,        9,    0.5,  3",
    "POW,       -2,    3,   -8",
    "POW,       -2,    2,    4",
    "POW,       -2,    0.5,  NaN",
    "POW,        0,   -1,    Infinity",
    "POW,       -0.0, -3,   -Infinity",
    "POW,       -0.0,  3,   -0.0",
    "POW,        NaN,  0,    1",
    "POW,        1,    NaN,  1",
    "POW,       -1,    Infinity, 1",
    "POW,       -1,    NaN,  NaN",
    "POW,        0.5,  Infinity, 0",
    "POW,        0.5, -Infinity, Infinity",
    "POW,       -Infinity, 3,   -Infinity",
    "POW,       -Infinity, 0.5,  Infinity",
    "POW,        10,   40,   Infinity",
    "POW,        10,  -50,   0"
  })
  void an_operation_of_two_numbers(BinaryKind kind, float a, float b, float expected) {
    for (int n : new int[] {1, LONGEST}) {
      float[] c = new float[n];
      floatMath().binary(kind, repeat(a, n), 0, 1, repeat(b, n), 0, 1, c, 0, n);
      assertSameBits(c, repeat(expected, n), kind);
    }
  }

  @ParameterizedTest
  @MethodSource("activations")
  void activations_of_runs_of_every_length(Activation function) {
    for (int n : lengths()) {
      Samples samples = new Samples(n);
      int xOffset = samples.between(0, 3);
      int yOffset = samples.between(0, 3);
      float[] x = samples.extremeFloats(xOffset + n);
      float[] y = samples.floats(yOffset + n + samples.between(0, 9));
      float[] before = y.clone();
      floatMath().activate(function, x, xOffset, y, yOffset, n);
      for (int i = 0; i < n; i++) {
        check(function, x[xOffset + i], y[yOffset + i], samples);
        before[yOffset + i] = y[yOffset + i];
      }
      assertSameBits(y, before, function + " outside of the run, " + samples);
    }
  }

  @ParameterizedTest
  @MethodSource("activations")
  void activations_over_their_whole_range(Activation function) {
    Samples samples = new Samples(11);
    int n = 400_000;
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = i % 2 == 0 ? samples.between(-30f, 30f) : samples.between(-110f, 110f);
    }
    float[] y = new float[n];
    for (int at = 0; at < n; at += 5000) {
      floatMath().activate(function, x, at, y, at, 5000);
    }
    for (int i = 0; i < n; i++) {
      check(function, x[i], y[i], samples);
    }
  }

  @ParameterizedTest
  @MethodSource("activations")
  void activations_in_place(Activation function) {
    Samples samples = new Samples(12);
    float[] x = samples.extremeFloats(LONGEST);
    float[] y = new float[LONGEST];
    floatMath().activate(function, x, 0, y, 0, LONGEST);
    floatMath().activate(function, x, 0, x, 0, LONGEST);
    assertSameBits(x, y, function + " " + samples);
  }

  static Stream<Arguments> limits() {
    float inf = Float.POSITIVE_INFINITY;
    return Stream.of(
        Arguments.of(Activation.RELU, 0f, inf),
        Arguments.of(new Activation.Clip(-1, 6), -1f, 6f),
        Arguments.of(new Activation.LeakyRelu(0.5f), -inf, inf),
        Arguments.of(new Activation.Elu(0.5f), -0.5f, inf),
        Arguments.of(new Activation.HardSigmoid(0.2f, 0.5f), 0f, 1f),
        Arguments.of(new Activation.HardSwish(6, 6, 3), 0f, inf),
        Arguments.of(new Activation.Swish(1), 0f, inf),
        Arguments.of(new Activation.Gelu(false), 0f, inf),
        Arguments.of(new Activation.Gelu(true), 0f, inf),
        Arguments.of(new Activation.Mish(20), 0f, inf),
        Arguments.of(new Activation.Softplus(1, 20), 0f, inf),
        Arguments.of(Function.SIGMOID, 0f, 1f),
        Arguments.of(Function.SILU, 0f, inf),
        Arguments.of(Function.TANH, -1f, 1f),
        Arguments.of(Function.EXP, 0f, inf),
        Arguments.of(Function.LOG, Float.NaN, inf),
        Arguments.of(Function.RECIPROCAL, -0f, 0f));
  }

  @ParameterizedTest
  @MethodSource("limits")
  void activations_reach_their_limits_at_infinity(Activation f, float atMinus, float atPlus) {
    for (int n : new int[] {1, LONGEST}) {
      float[] y = new float[n];
      floatMath().activate(f, repeat(Float.NEGATIVE_INFINITY, n), 0, y, 0, n);
      assertThat(y).containsOnly(atMinus);
      floatMath().activate(f, repeat(Float.POSITIVE_INFINITY, n), 0, y, 0, n);
      assertThat(y).containsOnly(atPlus);
    }
  }

  @ParameterizedTest
  @MethodSource("activations")
  void nan_stays_nan(Activation function) {
    float[] y = new float[LONGEST];
    floatMath().activate(function, repeat(Float.NaN, LONGEST), 0, y, 0, LONGEST);
    assertThat(y).containsOnly(Float.NaN);
  }

  @Test
  void affine_rounds_the_product_and_then_the_sum() {
    for (int n : lengths()) {
      for (int stride = 0; stride <= 1; stride++) {
        Samples samples = new Samples(n);
        int xOffset = samples.between(0, 3);
        int scaleOffset = samples.between(0, 3);
        int biasOffset = samples.between(0, 3);
        float[] x = samples.extremeFloats(xOffset + n);
        float[] scale = samples.extremeFloats(scaleOffset + (stride == 0 ? 1 : n));
        float[] bias = samples.extremeFloats(biasOffset + (stride == 0 ? 1 : n));
        float[] expected = x.clone();
        for (int i = 0; i < n; i++) {
          expected[xOffset + i] =
              x[xOffset + i] * scale[scaleOffset + i * stride] + bias[biasOffset + i * stride];
        }
        floatMath().affine(x, xOffset, scale, scaleOffset, bias, biasOffset, stride, x, xOffset, n);
        assertSameBits(x, expected, samples);
      }
    }
  }

  @Test
  void sums_are_sixteen_partial_sums_added_in_order() {
    for (int n : lengths()) {
      for (boolean extreme : new boolean[] {false, true}) {
        Samples samples = new Samples(n);
        int xOffset = samples.between(0, 3);
        float[] x = extreme ? samples.extremeFloats(xOffset + n) : samples.floats(xOffset + n);
        float[] partials = new float[16];
        for (int i = 0; i < n; i++) {
          partials[i % 16] += x[xOffset + i];
        }
        float expected = 0;
        for (float partial : partials) {
          expected += partial;
        }
        assertSameBits(floatMath().sum(x, xOffset, n), expected, samples);
      }
    }
  }

  @Test
  void the_greatest_element_passes_over_nan() {
    for (int n : lengths()) {
      Samples samples = new Samples(n);
      int xOffset = samples.between(0, 3);
      float[] x = samples.extremeFloats(xOffset + n);
      float expected = Float.NEGATIVE_INFINITY;
      for (int i = 0; i < n; i++) {
        expected = Float.isNaN(x[xOffset + i]) ? expected : Math.max(expected, x[xOffset + i]);
      }
      assertThat(floatMath().max(x, xOffset, n)).as("%s", samples).isEqualTo(expected + 0f);
    }
  }

  @Test
  void the_greatest_of_zeros_is_positive_zero_whatever_their_order() {
    for (int at = 0; at < LONGEST; at++) {
      float[] x = repeat(-0f, LONGEST);
      x[at] = 0f;
      assertSameBits(floatMath().max(x, 0, LONGEST), 0f, at);
    }
  }

  @Test
  void softmax_multiplies_exponentials_by_the_reciprocal_of_their_sum() {
    for (int n = 1; n <= LONGEST; n++) {
      Samples samples = new Samples(n);
      int xOffset = samples.between(0, 3);
      int yOffset = samples.between(0, 3);
      float[] x = samples.floats(xOffset + n);
      float[] y = samples.floats(yOffset + n + samples.between(0, 9));
      float[] expected = y.clone();
      float max = floatMath().max(x, xOffset, n);
      for (int i = 0; i < n; i++) {
        expected[yOffset + i] = x[xOffset + i] - max;
      }
      floatMath().activate(Function.EXP, expected, yOffset, expected, yOffset, n);
      float factor = 1 / floatMath().sum(expected, yOffset, n);
      for (int i = 0; i < n; i++) {
        expected[yOffset + i] *= factor;
      }
      floatMath().softmax(x, xOffset, y, yOffset, n);
      assertSameBits(y, expected, samples);
    }
  }

  @Test
  void softmax_of_special_numbers_is_that_of_the_formula() {
    for (int n = 1; n <= LONGEST; n++) {
      Samples samples = new Samples(700 + n);
      float[] x = samples.extremeFloats(n);
      float[] expected = new float[n];
      float max = floatMath().max(x, 0, n);
      for (int i = 0; i < n; i++) {
        expected[i] = x[i] - max;
      }
      floatMath().activate(Function.EXP, expected, 0, expected, 0, n);
      float factor = 1 / floatMath().sum(expected, 0, n);
      for (int i = 0; i < n; i++) {
        expected[i] *= factor;
      }
      floatMath().softmax(x, 0, x, 0, n);
      assertSameBits(x, expected, samples);
    }
  }

  @Test
  void softmax_of_large_numbers_in_place_sums_to_one() {
    float[] x = new Samples(5).floats(1000);
    for (int i = 0; i < x.length; i++) {
      x[i] = x[i] * 50 + 3000;
    }
    floatMath().softmax(x, 0, x, 0, x.length);
    double sum = 0;
    for (float v : x) {
      sum += v;
    }
    assertThat(sum).isCloseTo(1, Offset.offset(1e-6));
  }

  private static float[] repeat(float v, int n) {
    float[] values = new float[n];
    Arrays.fill(values, v);
    return values;
  }

  /** Every short run, and some beyond what a kernel could do at once. */
  private static int[] lengths() {
    return IntStream.concat(IntStream.rangeClosed(0, LONGEST), IntStream.of(1024, 2047, 2100))
        .toArray();
  }
}
