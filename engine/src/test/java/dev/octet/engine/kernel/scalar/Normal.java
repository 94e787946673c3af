package dev.octet.engine.kernel.scalar;

/** The normal distribution in float64: a series near 0, a continued fraction beyond. */
final class Normal {
  private Normal() {}

  /** The probability of more than a, for a of 0 or more. */
  static double tail(double a) {
    double density = StrictMath.exp(-a * a / 2) / StrictMath.sqrt(2 * Math.PI);
    if (a < 3) {
      double term = a;
      double sum = a;
      for (int k = 1; term > 1e-18 * sum; k++) {
        term *= a * a / (2 * k + 1);
        sum += term;
      }
      return 0.5 - sum * density;
    }
    double fraction = 0;
    for (int k = 120; k >= 1; k--) {
      fraction = k / (a + fraction);
    }
    return density / (a + fraction);
  }

  static double gelu(double x) {
    if (Double.isInfinite(x)) {
      return x > 0 ? x : 0;
    }
    return x < 0 ? x * tail(-x) : x * (1 - tail(x));
  }
}
