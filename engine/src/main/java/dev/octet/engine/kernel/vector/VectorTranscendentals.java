package dev.octet.engine.kernel.vector;

import static dev.octet.engine.kernel.scalar.Transcendentals.*;
import static jdk.incubator.vector.FloatVector.broadcast;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@link dev.octet.engine.kernel.scalar.Transcendentals} by lanes, operation by operation.
 *
 * <p>These methods must be inlined, or C2 puts their vectors on the heap; and C2 stops inlining any
 * method but those of the Vector API where a body has grown to about sixty operations. So they are
 * static and small, and a caller calls at most one of them that is not, first.
 */
final class VectorTranscendentals {
  private VectorTranscendentals() {}

  static FloatVector exp(FloatVector x) {
    FloatVector v = clamp(x, EXP_LEAST, EXP_GREATEST);
    FloatVector shifted = rounded(v);
    IntVector exponent = shifted.reinterpretAsInts().sub(ROUNDER_BITS);
    IntVector half = exponent.lanewise(VectorOperators.ASHR, 1);
    FloatVector p = reducedExpm1(v, shifted.sub(ROUNDER)).add(1f);
    return p.mul(powerOf2(half)).mul(powerOf2(exponent.sub(half)));
  }

  /** For lanes up to 40. */
  static FloatVector expm1(FloatVector x) {
    FloatVector v = clamp(x, -EXPM1_LIMIT, EXPM1_LIMIT);
    FloatVector shifted = rounded(v);
    FloatVector p = reducedExpm1(v, shifted.sub(ROUNDER));
    FloatVector scale = powerOf2(shifted.reinterpretAsInts().sub(ROUNDER_BITS));
    return scale.fma(p, scale.sub(1f));
  }

  /** {@code v / ln 2} rounded, with {@code ROUNDER} added. */
  private static FloatVector rounded(FloatVector v) {
    return v.fma(broadcast(Lanes.FLOAT, LOG2_E), broadcast(Lanes.FLOAT, ROUNDER));
  }

  /** {@code exp(v - n·ln 2) - 1}. */
  private static FloatVector reducedExpm1(FloatVector v, FloatVector n) {
    FloatVector high = n.fma(broadcast(Lanes.FLOAT, -LN_2_HIGH), v);
    FloatVector low = n.mul(-LN_2_LOW);
    FloatVector r = high.add(low);
    FloatVector p = broadcast(Lanes.FLOAT, EXP_6);
    p = p.fma(r, broadcast(Lanes.FLOAT, EXP_5));
    p = p.fma(r, broadcast(Lanes.FLOAT, EXP_4));
    p = p.fma(r, broadcast(Lanes.FLOAT, EXP_3));
    p = p.fma(r, broadcast(Lanes.FLOAT, EXP_2));
    return high.add(r.mul(r).fma(p, low));
  }

  private static FloatVector powerOf2(IntVector exponent) {
    return exponent.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
  }

  /** {@code v < low ? low : v > high ? high : v}. */
  static FloatVector clamp(FloatVector v, float low, float high) {
    return v.blend(high, v.compare(VectorOperators.GT, high)).blend(low, v.lt(low));
  }

  /** The magnitude, which has no sign, with the sign of {@code sign}. */
  static FloatVector withSign(FloatVector magnitude, FloatVector sign) {
    IntVector bit = sign.reinterpretAsInts().and(Integer.MIN_VALUE);
    return magnitude.reinterpretAsInts().or(bit).reinterpretAsFloats();
  }
}
