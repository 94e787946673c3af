package dev.octet.engine.kernel.scalar;

/**
 * Transcendental functions in float32: fixed sequences of correctly rounded operations, so that
 * every processor and every vector width gives the same bits. NaN stays NaN.
 *
 * <p>exp, sigmoid and tanh round as the kernels of Paddle 2.6.2 on x86 do, which know no fused
 * multiply-add: exp has the polynomial of the Cephes library, tanh a quotient of two. The other
 * polynomials are minimax fits of our own on the reduced range.
 *
 * <p>Greatest errors over all arguments with a normal result, in units in the last place of it:
 *
 * <table>
 *   <caption>Errors</caption>
 *   <tr><td>exp<td>1.3
 *   <tr><td>log<td>0.9
 *   <tr><td>log1p<td>1.5
 *   <tr><td>sigmoid<td>3.2
 *   <tr><td>tanh<td>6.5
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

  /**
   * Adding it to v, |v| below 2²¹, rounds v to the nearest integer n, and leaves {@code n + 254} in
   * the lowest bits: the sum of two exponents with their offsets.
   */
  public static final float EXP_ROUNDER = 12583166f;

  /** {@code (exp(r) - 1 - r) / r²} for |r| up to ln 2 / 2, from the constant up. */
  public static final float EXP_2 = 5.0000001201e-1f;

  public static final float EXP_3 = 1.6666665459e-1f;
  public static final float EXP_4 = 4.1665795894e-2f;
  public static final float EXP_5 = 8.3334519073e-3f;
  public static final float EXP_6 = 1.3981999507e-3f;
  public static final float EXP_7 = 1.9875691500e-4f;

  /** Below it tanh is the argument itself. */
  public static final float TANH_LEAST = 4e-4f;

  /** From it on tanh is 1. */
  public static final float TANH_GREATEST = 7.90531110763549805f;

  /** The odd powers of the dividend of tanh, from the first up. */
  public static final float TANH_1 = 4.89352455891786e-3f;

  public static final float TANH_3 = 6.37261928875436e-4f;
  public static final float TANH_5 = 1.48572235717979e-5f;
  public static final float TANH_7 = 5.12229709037114e-8f;
  public static final float TANH_9 = -8.60467152213735e-11f;
  public static final float TANH_11 = 2.00018790482477e-13f;
  public static final float TANH_13 = -2.76076847742355e-16f;

  /** The even powers of the divisor of tanh, from the constant up. */
  public static final float TANH_0 = 4.89352518554385e-3f;

  public static final float TANH_2 = 2.26843463243900e-3f;
  public static final float TANH_4 = 1.18534705686654e-4f;
  public static final float TANH_6 = 1.19825839466702e-6f;

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
    float shifted = Math.fma(v, LOG2_E, EXP_ROUNDER);
    float n = shifted - EXP_ROUNDER;
    float r = v - n * LN_2_HIGH - n * LN_2_LOW;
    float square = r * r;
    float upper = (EXP_7 * r + EXP_6) * r + EXP_5;
    float lower = (EXP_4 * r + EXP_3) * r + EXP_2;
    float p = (upper * (square * r) + lower) * square + (r + 1);
    // In two steps, because 2^n can lie beyond float32 where the result does not.
    int exponents = Float.floatToRawIntBits(shifted);
    int half = exponents >>> 1;
    return p * Float.intBitsToFloat(half << 23) * Float.intBitsToFloat((exponents - half) << 23);
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
    float v = x < -TANH_GREATEST ? -TANH_GREATEST : x > TANH_GREATEST ? TANH_GREATEST : x;
    float square = v * v;
    float p = TANH_13 * square + TANH_11;
    p = p * square + TANH_9;
    p = p * square + TANH_7;
    p = p * square + TANH_5;
    p = p * square + TANH_3;
    p = p * square + TANH_1;
    float q = TANH_6 * square + TANH_4;
    q = q * square + TANH_2;
    q = q * square + TANH_0;
    return Math.abs(x) < TANH_LEAST ? x : v * p / q;
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
