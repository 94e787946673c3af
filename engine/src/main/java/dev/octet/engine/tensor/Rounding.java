package dev.octet.engine.tensor;

/** How a real number becomes an integer. */
public enum Rounding {
  /** To the nearest; ties to the even neighbour: {@link Math#rint}. Models that Octet quantizes. */
  HALF_EVEN,
  /** To the nearest; ties away from zero: C's {@code roundf}. Paddle's {@code fake_*} operators. */
  HALF_AWAY_FROM_ZERO
}
