package dev.octet.bench.measure;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The greatest rate at which one thread multiplies and adds float32: chains of fma on vectors that
 * stay in registers, without any memory. There are two loops: one needs no more registers than AVX2
 * has, the other keeps four units busy that take four cycles each.
 */
public final class FmaPeak {
  private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
  private static final int STEPS = 4_000;

  /** Long enough for C2, which takes its time to compile the loops. */
  private static final long NANOSECONDS = 1_500_000_000;

  private FmaPeak() {}

  /** In 10^9 multiply-adds a second. */
  public static double measure() {
    double best = 0;
    float sum = 0;
    long last = System.nanoTime() + NANOSECONDS;
    long start;
    while ((start = System.nanoTime()) < last) {
      sum += twelveChains();
      long middle = System.nanoTime();
      sum += twentyFourChains();
      long end = System.nanoTime();
      best = Math.max(best, rate(12, middle - start));
      best = Math.max(best, rate(24, end - middle));
    }
    if (sum == 0) {
      throw new AssertionError("the chains converge to 0.5");
    }
    return best;
  }

  private static double rate(int chains, long nanoseconds) {
    return (double) STEPS * chains * LANES.length() / nanoseconds;
  }

  private static float twelveChains() {
    FloatVector a = FloatVector.broadcast(LANES, 0.5f);
    FloatVector b = FloatVector.broadcast(LANES, 0.25f);
    FloatVector s0 = a;
    FloatVector s1 = a;
    FloatVector s2 = a;
    FloatVector s3 = a;
    FloatVector s4 = a;
    FloatVector s5 = a;
    FloatVector s6 = a;
    FloatVector s7 = a;
    FloatVector s8 = a;
    FloatVector s9 = a;
    FloatVector s10 = a;
    FloatVector s11 = a;
    for (int i = 0; i < STEPS; i++) {
      s0 = s0.fma(a, b);
      s1 = s1.fma(a, b);
      s2 = s2.fma(a, b);
      s3 = s3.fma(a, b);
      s4 = s4.fma(a, b);
      s5 = s5.fma(a, b);
      s6 = s6.fma(a, b);
      s7 = s7.fma(a, b);
      s8 = s8.fma(a, b);
      s9 = s9.fma(a, b);
      s10 = s10.fma(a, b);
      s11 = s11.fma(a, b);
    }
    return s0.add(s1)
        .add(s2)
        .add(s3)
        .add(s4)
        .add(s5)
        .add(s6)
        .add(s7)
        .add(s8)
        .add(s9)
        .add(s10)
        .add(s11)
        .lane(0);
  }

  private static float twentyFourChains() {
    FloatVector a = FloatVector.broadcast(LANES, 0.5f);
    FloatVector b = FloatVector.broadcast(LANES, 0.25f);
    FloatVector s0 = a;
    FloatVector s1 = a;
    FloatVector s2 = a;
    FloatVector s3 = a;
    FloatVector s4 = a;
    FloatVector s5 = a;
    FloatVector s6 = a;
    FloatVector s7 = a;
    FloatVector s8 = a;
    FloatVector s9 = a;
    FloatVector s10 = a;
    FloatVector s11 = a;
    FloatVector s12 = a;
    FloatVector s13 = a;
    FloatVector s14 = a;
    FloatVector s15 = a;
    FloatVector s16 = a;
    FloatVector s17 = a;
    FloatVector s18 = a;
    FloatVector s19 = a;
    FloatVector s20 = a;
    FloatVector s21 = a;
    FloatVector s22 = a;
    FloatVector s23 = a;
    for (int i = 0; i < STEPS; i++) {
      s0 = s0.fma(a, b);
      s1 = s1.fma(a, b);
      s2 = s2.fma(a, b);
      s3 = s3.fma(a, b);
      s4 = s4.fma(a, b);
      s5 = s5.fma(a, b);
      s6 = s6.fma(a, b);
      s7 = s7.fma(a, b);
      s8 = s8.fma(a, b);
      s9 = s9.fma(a, b);
      s10 = s10.fma(a, b);
      s11 = s11.fma(a, b);
      s12 = s12.fma(a, b);
      s13 = s13.fma(a, b);
      s14 = s14.fma(a, b);
      s15 = s15.fma(a, b);
      s16 = s16.fma(a, b);
      s17 = s17.fma(a, b);
      s18 = s18.fma(a, b);
      s19 = s19.fma(a, b);
      s20 = s20.fma(a, b);
      s21 = s21.fma(a, b);
      s22 = s22.fma(a, b);
      s23 = s23.fma(a, b);
    }
    return s0.add(s1)
        .add(s2)
        .add(s3)
        .add(s4)
        .add(s5)
        .add(s6)
        .add(s7)
        .add(s8)
        .add(s9)
        .add(s10)
        .add(s11)
        .add(s12)
        .add(s13)
        .add(s14)
        .add(s15)
        .add(s16)
        .add(s17)
        .add(s18)
        .add(s19)
        .add(s20)
        .add(s21)
        .add(s22)
        .add(s23)
        .lane(0);
  }
}
