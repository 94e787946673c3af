package dev.octet.engine.kernel.scalar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.octet.engine.kernel.SameBits;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The stated errors of {@link Transcendentals} and {@link Power} hold. */
@Tag("kernel")
class TranscendentalsTest {
  /** Odd, so that all low bits of arguments occur. */
  private static final int STEP = 2111;

  interface FloatFunction {
    float of(float x);
  }

  record Case(
      String name,
      FloatFunction function,
      DoubleUnaryOperator exact,
      float low,
      float high,
      double ulps) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> functions() {
    return Stream.of(
        new Case("exp", Transcendentals::exp, StrictMath::exp, -90, 90, 1.3),
        new Case("log", Transcendentals::log, StrictMath::log, 0, Float.MAX_VALUE, 0.9),
        new Case("log1p", Transcendentals::log1p, StrictMath::log1p, 0, 1, 1.5),
        new Case(
            "sigmoid", Transcendentals::sigmoid, x -> 1 / (1 + StrictMath.exp(-x)), -87, 200, 3.2),
        new Case("tanh", Transcendentals::tanh, StrictMath::tanh, -200, 200, 6.5),
        new Case("normalTail", Transcendentals::normalTail, Normal::tail, 0, 13, 6.5));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void the_stated_error_holds_over_a_dense_sample(Case c) {
    double worst = 0;
    float at = 0;
    for (long bits = Integer.MIN_VALUE; bits <= Integer.MAX_VALUE; bits += STEP) {
      float x = Float.intBitsToFloat((int) bits);
      if (!(x >= c.low && x <= c.high)) {
        continue;
      }
      double exact = c.exact.applyAsDouble(x);
      if (Math.abs(exact) < Float.MIN_NORMAL || Math.abs(exact) > Float.MAX_VALUE) {
        continue;
      }
      double error = Math.abs(c.function.of(x) - exact) / Math.ulp((float) exact);
      if (!(error <= worst)) {
        worst = error;
        at = x;
      }
    }
    assertThat(worst).as("error in ulp at %s", at).isLessThanOrEqualTo(c.ulps);
  }

  @Test
  void powers_are_nearly_correctly_rounded() {
    Random random = new Random(3);
    for (int i = 0; i < 400_000; i++) {
      float a = Float.intBitsToFloat(random.nextInt());
      float b = Float.intBitsToFloat(random.nextInt());
      switch (i % 4) {
        case 0 -> b = random.nextFloat() * 40 - 20;
        case 1 -> {
          a = 1 + (random.nextFloat() - 0.5f) * 1e-3f;
          b = random.nextFloat() * 1e5f;
        }
        case 2 -> b = random.nextInt(9) - 4;
        default -> {}
      }
      double exact = StrictMath.pow(a, b);
      if (Math.abs(a) == 1 || b == 0 || Math.abs(exact) < Float.MIN_NORMAL) {
        continue;
      }
      float power = Power.pow(a, b);
      if (power != (float) exact && !(Double.isNaN(exact) && Float.isNaN(power))) {
        assertThat((double) power)
            .as("%s to the power of %s", a, b)
            .isCloseTo(exact, within(0.501 * Math.ulp((float) exact)));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-103.9, 1.4e-45",
    "-104.1, 0",
    "-88, 6.0546015E-39",
    "88.72, 3.3931806E38",
    "88.73, Infinity",
    "1e30, Infinity",
    "-1e30, 0",
    "0, 1",
    "-0.0, 1"
  })
  void exp_underflows_gradually_and_overflows_to_infinity(float x, float expected) {
    assertThat(Transcendentals.exp(x))
        .satisfiesAnyOf(
            v -> assertThat(v).isEqualTo(expected),
            v -> assertThat(v).isCloseTo(expected, within(Math.ulp(expected) * 2)));
  }

  @ParameterizedTest
  @CsvSource({"0, -Infinity", "-0.0, -Infinity", "-1, NaN", "1, 0", "Infinity, Infinity"})
  void log_at_the_edges(float x, float expected) {
    SameBits.assertSameBits(Transcendentals.log(x), expected, "log");
  }

  @Test
  void log_of_subnormal_numbers_is_precise() {
    for (float x = Float.MIN_VALUE; x < Float.MIN_NORMAL; x *= 1.7f + Float.MIN_VALUE) {
      assertThat(Transcendentals.log(x)).isCloseTo((float) StrictMath.log(x), within(8e-6f));
      x = Math.nextUp(x);
    }
  }

  @Test
  void tanh_keeps_the_sign_of_zero() {
    assertThat(1 / Transcendentals.tanh(-0f)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(1 / Transcendentals.tanh(0f)).isEqualTo(Float.POSITIVE_INFINITY);
  }
}
