package dev.octet.engine.kernel.scalar;

/**
 * Transcendental functions in float32: fixed sequences of correctly rounded operations, so that
 * every processor and every vector width gives the same bits. The polynomials are minimax fits of
 * our own on the reduced range. NaN stays NaN.
 *
 * <p>Greatest errors over all arguments with a normal result, in units in the last place of it:
 *
 * <table>
 *   <caption>Errors</caption>
 *   <tr><td>exp<td>1.0
 *   <tr><td>expm1<td>1.7
 *   <tr><td>log<td>0.9
 *   <tr><td>log1p<td>1.5
 *   <tr><td>sigmoid<td>2.5
 *   <tr><td>tanh<td>2.7
 *   <tr><td>normalTail<td>6.5
 * </table>
 */
public final class Transcendentals {
  /** Adding it to v, |v| below 2²², rounds v to the nearest integer, ties to even. */
  public static final float ROUNDER = 12582912f;

  /** The bits of {@link #ROUNDER}; those of {@code v + ROUNDER} are the rounded v above them. */
  public static final int ROUNDER_BITS = 0x4B400000;

  public static final float LOG2_E = 1.44269504f;

  /** ln 2 in two parts; the upper has few enough bits for exact products with exponents. */
  public static final float LN_2_HIGH = 0.693359375f;

  public static final float LN_2_LOW = -2.12194440e-4f;

  /** Below it exp is 0. */
  public static final float EXP_LEAST = -104f;

  /** Above it exp is infinite. */
  public static final float EXP_GREATEST = 89f;

  /** {@code (exp(r) - 1 - r) / r²} for |r| up to ln 2 / 2, from the constant up. */
  public static final float EXP_2 = 0.49999998f;

  public static final float EXP_3 = 0.16666531f;
  public static final float EXP_4 = 0.04166719f;
  public static final float EXP_5 = 0.00836781f;
  public static final float EXP_6 = 0.00138848f;

  /** Below -40 expm1 is -1; above 40 it stays at its value there. */
  public static final float EXPM1_LIMIT = 40f;

  /** The bits of the square root of 1/2: mantissas are reduced to sqrt(1/2)..sqrt(2). */
  public static final int ROOT_HALF_BITS = 0x3F3504F3;

  /** {@code (log(1+f) - f + f²/2) / f³}, from the constant up. */
  public static final float LOG_3 = 0.3333333f;

  public static final float LOG_4 = -0.2500082f;
  public static final float LOG_5 = 0.20001227f;
  public static final float LOG_6 = -0.16623357f;
  public static final float LOG_7 = 0.14201757f;
  public static final float LOG_8 = -0.13160183f;
  public static final float LOG_9 = 0.12761578f;
  public static final float LOG_10 = -0.076344974f;

  /** {@code (log(1+u) - u) / u²} for u in 0..1, from the constant up. */
  public static final float LOG1P_2 = -0.4999993f;

  public static final float LOG1P_3 = 0.33330512f;
  public static final float LOG1P_4 = -0.24958588f;
  public static final float LOG1P_5 = 0.19695401f;
  public static final float LOG1P_6 = -0.15355396f;
  public static final float LOG1P_7 = 0.10680556f;
  public static final float LOG1P_8 = -0.057664454f;
  public static final float LOG1P_9 = 0.02020459f;
  public static final float LOG1P_10 = -0.0033184737f;

  /** Beyond it {@link #normalTail} is 0. */
  public static final float TAIL_GREATEST = 15f;

  /**
   * {@code normalTail(a)·exp(a²/2)} in powers of {@code 1 / (1 + TAIL_SLOPE·a)}, without constant.
   */
  public static final float TAIL_SLOPE = 0.35f;

  public static final float TAIL_1 = 0.13962126f;
  public static final float TAIL_2 = 0.13986433f;
  public static final float TAIL_3 = 0.11981558f;
  public static final float TAIL_4 = 0.10557445f;
  public static final float TAIL_5 = -0.023262955f;
  public static final float TAIL_6 = 0.15939157f;
  public static final float TAIL_7 = -0.25590065f;
  public static final float TAIL_8 = 0.1440602f;
  public static final float TAIL_9 = -0.029163796f;

  private Transcendentals() {}

  /** e to the power of x. Underflows gradually; 0 from about -104 down. */
  public static float exp(float x) {
    float v = x < EXP_LEAST ? EXP_LEAST : x > EXP_GREATEST ? EXP_GREATEST : x;
    float shifted = Math.fma(v, LOG2_E, ROUNDER);
    float n = shifted - ROUNDER;
    float p = reducedExpm1(Math.fma(n, -LN_2_HIGH, v), n * -LN_2_LOW) + 1;
    int exponent = Float.floatToRawIntBits(shifted) - ROUNDER_BITS;
    // In two steps, because 2^exponent can lie beyond float32 where the result does not.
    int half = exponent >> 1;
    return p * powerOf2(half) * powerOf2(exponent - half);
  }

  /** {@code exp(x) - 1} for x up to 40, precise near 0. */
  public static float expm1(float x) {
    float v = x < -EXPM1_LIMIT ? -EXPM1_LIMIT : x > EXPM1_LIMIT ? EXPM1_LIMIT : x;
    float shifted = Math.fma(v, LOG2_E, ROUNDER);
    float n = shifted - ROUNDER;
    float p = reducedExpm1(Math.fma(n, -LN_2_HIGH, v), n * -LN_2_LOW);
    float scale = powerOf2(Float.floatToRawIntBits(shifted) - ROUNDER_BITS);
    return Math.fma(scale, p, scale - 1);
  }

  /**
   * {@code exp(high + low) - 1}; {@code high} is exact, which keeps its rounding out of the sum.
   */
  private static float reducedExpm1(float high, float low) {
    float r = high + low;
    float p = EXP_6;
    p = Math.fma(p, r, EXP_5);
    p = Math.fma(p, r, EXP_4);
    p = Math.fma(p, r, EXP_3);
    p = Math.fma(p, r, EXP_2);
    return high + Math.fma(r * r, p, low);
  }

  private static float powerOf2(int exponent) {
    return Float.intBitsToFloat((exponent + 127) << 23);
  }

  /** The natural logarithm; NaN below 0. */
  public static float log(float x) {
    boolean subnormal = x < Float.MIN_NORMAL;
    int bits = Float.floatToRawIntBits(subnormal ? x * 0x1p23f : x) - ROOT_HALF_BITS;
    float e = (bits >> 23) - (subnormal ? 23f : 0f);
    float f = Float.intBitsToFloat((bits & 0x7FFFFF) + ROOT_HALF_BITS) - 1;
    float p = LOG_10;
    p = Math.fma(p, f, LOG_9);
    p = Math.fma(p, f, LOG_8);
    p = Math.fma(p, f, LOG_7);
    p = Math.fma(p, f, LOG_6);
    p = Math.fma(p, f, LOG_5);
    p = Math.fma(p, f, LOG_4);
    p = Math.fma(p, f, LOG_3);
    float square = f * f;
    float tail = Math.fma(square * f, p, e * LN_2_LOW);
    float v = Math.fma(e, LN_2_HIGH, Math.fma(square, -0.5f, tail) + f);
    float limited = x < Float.POSITIVE_INFINITY ? v : x;
    return x > 0 ? limited : x == 0 ? Float.NEGATIVE_INFINITY : Float.NaN;
  }

  /** {@code log(1 + u)} for u in 0..1, precise near 0. */
  public static float log1p(float u) {
    float p = LOG1P_10;
    p = Math.fma(p, u, LOG1P_9);
    p = Math.fma(p, u, LOG1P_8);
    p = Math.fma(p, u, LOG1P_7);
    p = Math.fma(p, u, LOG1P_6);
    p = Math.fma(p, u, LOG1P_5);
    p = Math.fma(p, u, LOG1P_4);
    p = Math.fma(p, u, LOG1P_3);
    p = Math.fma(p, u, LOG1P_2);
    return Math.fma(u * u, p, u);
  }

  /** {@code 1 / (1 + exp(-x))}. */
  public static float sigmoid(float x) {
    return 1 / (exp(-x) + 1);
  }

  /** The hyperbolic tangent. */
  public static float tanh(float x) {
    float t = expm1(Math.abs(x) * 2);
    return Math.copySign(t / (t + 2), x);
  }

  /**
   * The probability that a normal variable exceeds {@code a}, for a of 0 or more: {@code
   * erfc(a/√2)/2}.
   */
  public static float normalTail(float a) {
    float v = a > TAIL_GREATEST ? TAIL_GREATEST : a;
    float square = v * v;
    float squareError = Math.fma(v, v, -square);
    float e = exp(square * -0.5f);
    float density = Math.fma(e, squareError * -0.5f, e);
    float t = 1 / Math.fma(v, TAIL_SLOPE, 1);
    float p = TAIL_9;
    p = Math.fma(p, t, TAIL_8);
    p = Math.fma(p, t, TAIL_7);
    p = Math.fma(p, t, TAIL_6);
    p = Math.fma(p, t, TAIL_5);
    p = Math.fma(p, t, TAIL_4);
    p = Math.fma(p, t, TAIL_3);
    p = Math.fma(p, t, TAIL_2);
    p = Math.fma(p, t, TAIL_1);
    return density * (p * t);
  }
}
