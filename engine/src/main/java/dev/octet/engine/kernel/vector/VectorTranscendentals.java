package dev.octet.engine.kernel.vector;

import static dev.octet.engine.kernel.scalar.Transcendentals.*;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@link dev.octet.engine.kernel.scalar.Transcendentals} by lanes, operation by operation. Small
 * static methods: they must be inlined, or C2 puts their vectors on the heap.
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
    return v.fma(splat(LOG2_E), splat(ROUNDER));
  }

  /** {@code exp(v - n·ln 2) - 1}. */
  private static FloatVector reducedExpm1(FloatVector v, FloatVector n) {
    FloatVector high = n.fma(splat(-LN_2_HIGH), v);
    FloatVector low = n.mul(-LN_2_LOW);
    FloatVector r = high.add(low);
    FloatVector p = splat(EXP_6);
    p = p.fma(r, splat(EXP_5));
    p = p.fma(r, splat(EXP_4));
    p = p.fma(r, splat(EXP_3));
    p = p.fma(r, splat(EXP_2));
    return high.add(r.mul(r).fma(p, low));
  }

  private static FloatVector powerOf2(IntVector exponent) {
    return exponent.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
  }

  static FloatVector log(FloatVector x) {
    var subnormal = x.lt(Float.MIN_NORMAL);
    FloatVector scaled = x.blend(x.mul(0x1p23f), subnormal);
    IntVector bits = scaled.reinterpretAsInts().sub(ROOT_HALF_BITS);
    FloatVector e =
        ((FloatVector) bits.lanewise(VectorOperators.ASHR, 23).convert(VectorOperators.I2F, 0))
            .sub(splat(0f).blend(23f, subnormal));
    FloatVector f = bits.and(0x7FFFFF).add(ROOT_HALF_BITS).reinterpretAsFloats().sub(1f);
    FloatVector p = splat(LOG_10);
    p = p.fma(f, splat(LOG_9));
    p = p.fma(f, splat(LOG_8));
    p = p.fma(f, splat(LOG_7));
    p = p.fma(f, splat(LOG_6));
    p = p.fma(f, splat(LOG_5));
    p = p.fma(f, splat(LOG_4));
    p = p.fma(f, splat(LOG_3));
    FloatVector square = f.mul(f);
    FloatVector tail = square.mul(f).fma(p, e.mul(LN_2_LOW));
    FloatVector v = e.fma(splat(LN_2_HIGH), square.fma(splat(-0.5f), tail).add(f));
    FloatVector limited = x.blend(v, x.lt(Float.POSITIVE_INFINITY));
    FloatVector beyond = splat(Float.NaN).blend(Float.NEGATIVE_INFINITY, x.eq(0f));
    return beyond.blend(limited, x.compare(VectorOperators.GT, 0f));
  }

  /** For lanes in 0..1. */
  static FloatVector log1p(FloatVector u) {
    FloatVector p = splat(LOG1P_10);
    p = p.fma(u, splat(LOG1P_9));
    p = p.fma(u, splat(LOG1P_8));
    p = p.fma(u, splat(LOG1P_7));
    p = p.fma(u, splat(LOG1P_6));
    p = p.fma(u, splat(LOG1P_5));
    p = p.fma(u, splat(LOG1P_4));
    p = p.fma(u, splat(LOG1P_3));
    p = p.fma(u, splat(LOG1P_2));
    return u.mul(u).fma(p, u);
  }

  static FloatVector sigmoid(FloatVector x) {
    return splat(1f).div(exp(x.neg()).add(1f));
  }

  static FloatVector tanh(FloatVector x) {
    FloatVector t = expm1(x.abs().mul(2f));
    return withSign(t.div(t.add(2f)), x);
  }

  /** For lanes of 0 or more. */
  static FloatVector normalTail(FloatVector a) {
    FloatVector v = a.blend(TAIL_GREATEST, a.compare(VectorOperators.GT, TAIL_GREATEST));
    FloatVector square = v.mul(v);
    FloatVector squareError = v.fma(v, square.neg());
    FloatVector e = exp(square.mul(-0.5f));
    FloatVector density = e.fma(squareError.mul(-0.5f), e);
    FloatVector t = splat(1f).div(v.fma(splat(TAIL_SLOPE), splat(1f)));
    FloatVector p = splat(TAIL_9);
    p = p.fma(t, splat(TAIL_8));
    p = p.fma(t, splat(TAIL_7));
    p = p.fma(t, splat(TAIL_6));
    p = p.fma(t, splat(TAIL_5));
    p = p.fma(t, splat(TAIL_4));
    p = p.fma(t, splat(TAIL_3));
    p = p.fma(t, splat(TAIL_2));
    p = p.fma(t, splat(TAIL_1));
    return density.mul(p.mul(t));
  }

  static FloatVector splat(float v) {
    return FloatVector.broadcast(Lanes.FLOAT, v);
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
