package dev.octet.bench.measure;

/**
 * The greatest rate at which one thread multiplies and adds float32: eight dependent fma on each
 * element of an array in the first cache, which C2 turns into vector instructions, with enough
 * independent elements to fill the units.
 */
public final class FmaPeak {
  private static final int ELEMENTS = 2048;
  private static final int CHAIN = 8;
  private static final int SWEEPS = 2000;
  private static final int TRIES = 40;

  private FmaPeak() {}

  /** In 10^9 multiply-adds a second. */
  public static double measure() {
    float[] x = new float[ELEMENTS];
    double best = 0;
    for (int i = 0; i < TRIES; i++) {
      long start = System.nanoTime();
      for (int sweep = 0; sweep < SWEEPS; sweep++) {
        sweep(x, 0.5f, 0.25f);
      }
      long nanoseconds = System.nanoTime() - start;
      best = Math.max(best, (double) ELEMENTS * CHAIN * SWEEPS / nanoseconds);
    }
    return best;
  }

  private static void sweep(float[] x, float a, float b) {
    for (int i = 0; i < x.length; i++) {
      float v = x[i];
      v = Math.fma(v, a, b);
      v = Math.fma(v, a, b);
      v = Math.fma(v, a, b);
      v = Math.fma(v, a, b);
      v = Math.fma(v, a, b);
      v = Math.fma(v, a, b);
      v = Math.fma(v, a, b);
      v = Math.fma(v, a, b);
      x[i] = v;
    }
  }
}
