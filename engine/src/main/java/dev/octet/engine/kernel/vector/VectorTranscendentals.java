package dev.octet.engine.kernel.vector;

import static dev.octet.engine.kernel.scalar.Transcendentals.EXP_2;
import static dev.octet.engine.kernel.scalar.Transcendentals.EXP_3;
import static dev.octet.engine.kernel.scalar.Transcendentals.EXP_4;
import static dev.octet.engine.kernel.scalar.Transcendentals.EXP_5;
import static dev.octet.engine.kernel.scalar.Transcendentals.EXP_6;
import static dev.octet.engine.kernel.scalar.Transcendentals.EXP_7;
import static dev.octet.engine.kernel.scalar.Transcendentals.EXP_GREATEST;
import static dev.octet.engine.kernel.scalar.Transcendentals.EXP_LEAST;
import static dev.octet.engine.kernel.scalar.Transcendentals.EXP_ROUNDER;
import static dev.octet.engine.kernel.scalar.Transcendentals.LN_2_HIGH;
import static dev.octet.engine.kernel.scalar.Transcendentals.LN_2_LOW;
import static dev.octet.engine.kernel.scalar.Transcendentals.LOG2_E;
import static dev.octet.engine.kernel.scalar.Transcendentals.ROUNDER;
import static dev.octet.engine.kernel.scalar.Transcendentals.TANH_0;
import static dev.octet.engine.kernel.scalar.Transcendentals.TANH_1;
import static dev.octet.engine.kernel.scalar.Transcendentals.TANH_11;
import static dev.octet.engine.kernel.scalar.Transcendentals.TANH_13;
import static dev.octet.engine.kernel.scalar.Transcendentals.TANH_2;
import static dev.octet.engine.kernel.scalar.Transcendentals.TANH_3;
import static dev.octet.engine.kernel.scalar.Transcendentals.TANH_4;
import static dev.octet.engine.kernel.scalar.Transcendentals.TANH_5;
import static dev.octet.engine.kernel.scalar.Transcendentals.TANH_6;
import static dev.octet.engine.kernel.scalar.Transcendentals.TANH_7;
import static dev.octet.engine.kernel.scalar.Transcendentals.TANH_9;
import static dev.octet.engine.kernel.scalar.Transcendentals.TANH_GREATEST;
import static dev.octet.engine.kernel.scalar.Transcendentals.TANH_LEAST;
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
  /** Far below where exp is lost in a sum with 1. */
  private static final float EXP_LOST = -40f;

  /** Rounds n, and leaves in the lowest bits the exponent of 2ⁿ with its offset. */
  private static final float POWER_ROUNDER = ROUNDER + 127;

  /** The same for half of 2ⁿ. */
  private static final float HALVING_ROUNDER = ROUNDER + 126;

  private VectorTranscendentals() {}

  static FloatVector exp(FloatVector x) {
    FloatVector v = clamp(x, EXP_LEAST, EXP_GREATEST);
    FloatVector shifted = shifted(v, EXP_ROUNDER);
    IntVector exponents = shifted.reinterpretAsInts();
    IntVector half = exponents.lanewise(VectorOperators.LSHR, 1);
    return reducedExp(v, shifted.sub(EXP_ROUNDER))
        .mul(half.lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats())
        .mul(exponents.sub(half).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats());
  }

  /** {@code exp(x) + 1}. Doubling in the sum keeps the exponent of the power in range. */
  static FloatVector expPlus1(FloatVector x) {
    FloatVector v = clamp(x, EXP_LOST, EXP_GREATEST);
    FloatVector shifted = shifted(v, HALVING_ROUNDER);
    return reducedExp(v, shifted.sub(HALVING_ROUNDER))
        .mul(powerOf2(shifted))
        .fma(broadcast(Lanes.FLOAT, 2f), broadcast(Lanes.FLOAT, 1f));
  }

  /** {@code exp(x) - 1} where x is below 0, elsewhere any number. The only rounding is the last. */
  static FloatVector expMinus1BelowZero(FloatVector x) {
    FloatVector v = x.blend(EXP_LOST, x.lt(EXP_LOST));
    FloatVector shifted = shifted(v, POWER_ROUNDER);
    return reducedExp(v, shifted.sub(POWER_ROUNDER))
        .fma(powerOf2(shifted), broadcast(Lanes.FLOAT, -1f));
  }

  /** {@code v / ln 2} rounded, with {@code rounder} added. */
  private static FloatVector shifted(FloatVector v, float rounder) {
    return v.fma(broadcast(Lanes.FLOAT, LOG2_E), broadcast(Lanes.FLOAT, rounder));
  }

  private static FloatVector powerOf2(FloatVector shifted) {
    return shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
  }

  /** {@code exp(v - n·ln 2)}. */
  private static FloatVector reducedExp(FloatVector v, FloatVector n) {
    // The first product is exact, so that the fused operation rounds as the two would.
    FloatVector r = n.fma(broadcast(Lanes.FLOAT, -LN_2_HIGH), v).sub(n.mul(LN_2_LOW));
    FloatVector square = r.mul(r);
    FloatVector upper = r.mul(EXP_7).add(EXP_6).mul(r).add(EXP_5);
    FloatVector lower = r.mul(EXP_4).add(EXP_3).mul(r).add(EXP_2);
    return upper.mul(square.mul(r)).add(lower).mul(square).add(r.add(1f));
  }

  static FloatVector tanh(FloatVector x) {
    FloatVector v = clamp(x, -TANH_GREATEST, TANH_GREATEST);
    FloatVector square = v.mul(v);
    FloatVector p = square.mul(TANH_13).add(TANH_11);
    p = p.mul(square).add(TANH_9);
    p = p.mul(square).add(TANH_7);
    p = p.mul(square).add(TANH_5);
    p = p.mul(square).add(TANH_3);
    p = p.mul(square).add(TANH_1);
    FloatVector q = square.mul(TANH_6).add(TANH_4);
    q = q.mul(square).add(TANH_2);
    q = q.mul(square).add(TANH_0);
    return v.mul(p).div(q).blend(x, x.abs().lt(TANH_LEAST));
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
