package dev.octet.engine.kernel.scalar;

/**
 * {@code pow} of C for float32. The logarithm of the base needs more bits than float32 has, so the
 * series run in float64, whose operations are as reproducible; the result is off by 0.501 units in
 * the last place at most.
 */
public final class Power {
  private static final double LN_2 = 0x1.62e42fefa39efp-1;

  private Power() {}

  /** a to the power of b, with the special cases of C99 (annex F). */
  public static float pow(float a, float b) {
    if (b == 0 || a == 1) {
      return 1;
    }
    float magnitude = Math.abs(a);
    // log2 of 1 is 0, whose product with an infinite b would be NaN.
    float power = magnitude == 1 && !Float.isNaN(b) ? 1 : (float) exp2(b * log2(magnitude));
    boolean negative = Float.floatToRawIntBits(a) < 0;
    if (negative && isOdd(b)) {
      return -power;
    }
    boolean undefined = a < 0 && a != Float.NEGATIVE_INFINITY && b != Math.rint(b);
    return undefined ? Float.NaN : power;
  }

  private static boolean isOdd(float b) {
    return b == Math.rint(b) && Math.abs(b) < 0x1p24f && ((int) b & 1) != 0;
  }

  /** Of a float of 0 or more; log((1+s)/(1-s)) as a series in s. */
  private static double log2(float a) {
    if (a == 0) {
      return Double.NEGATIVE_INFINITY;
    }
    if (!(a < Float.POSITIVE_INFINITY)) {
      return a;
    }
    int exponent = Math.getExponent((double) a);
    double m = a * Double.longBitsToDouble((1023L - exponent) << 52);
    if (m > 1.4142135623730951) {
      m *= 0.5;
      exponent++;
    }
    double s = (m - 1) / (m + 1);
    double z = s * s;
    double p = 1.0 / 15;
    p = Math.fma(p, z, 1.0 / 13);
    p = Math.fma(p, z, 1.0 / 11);
    p = Math.fma(p, z, 1.0 / 9);
    p = Math.fma(p, z, 1.0 / 7);
    p = Math.fma(p, z, 1.0 / 5);
    p = Math.fma(p, z, 1.0 / 3);
    p = Math.fma(p, z, 1);
    return exponent + 2 * s * p / LN_2;
  }

  /** 0 or infinite where float32 has no such number; Taylor's series of the fraction. */
  private static double exp2(double t) {
    double v = t < -160 ? -160 : t > 160 ? 160 : t;
    double n = Math.rint(v);
    double r = (v - n) * LN_2;
    double p = 1.0 / 362880;
    p = Math.fma(p, r, 1.0 / 40320);
    p = Math.fma(p, r, 1.0 / 5040);
    p = Math.fma(p, r, 1.0 / 720);
    p = Math.fma(p, r, 1.0 / 120);
    p = Math.fma(p, r, 1.0 / 24);
    p = Math.fma(p, r, 1.0 / 6);
    p = Math.fma(p, r, 0.5);
    p = Math.fma(p, r, 1);
    p = Math.fma(p, r, 1);
    return p * Double.longBitsToDouble(((long) n + 1023) << 52);
  }
}
