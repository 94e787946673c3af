package dev.octet.engine.kernel;

import java.util.Optional;
import java.util.Random;

/** Reproducible inputs of kernels. Its text form names the seed, for the messages of failures. */
public final class Samples {
  private static final float[] SPECIAL = {
    Float.NaN,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    0f,
    -0f,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MIN_NORMAL,
    -Float.MIN_NORMAL,
    0x1p-130f,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    0.49999997f,
    -0.49999997f,
    0.5f,
    -0.5f,
    1.5f,
    -2.5f,
    126.5f,
    -127.5f,
    128.5f,
    0x1p22f,
    0x1p23f + 1,
    -0x1p23f - 1,
    8388607.5f,
    0x1p31f,
    -0x1p63f
  };

  private final long seed;
  private final Random random;
  private Optional<Float> special = Optional.empty();

  public Samples(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
  }

  /** Puts a number among those of {@link #residual}. */
  public Samples withSpecial(float number) {
    special = Optional.of(number);
    return this;
  }

  /** As {@link #floats}; every third of them the special number, if there is one. */
  public float[] residual(int n) {
    float[] values = floats(n);
    for (int i = 0; i < n; i += 3) {
      values[i] = special.orElse(values[i]);
    }
    return values;
  }

  public int between(int low, int high) {
    return low + random.nextInt(high - low + 1);
  }

  public float between(float low, float high) {
    return low + random.nextFloat() * (high - low);
  }

  /** About normally distributed, standard deviation 1. */
  public float[] floats(int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** Of every kind: special values, ties, usual magnitudes and any bit pattern. */
  public float[] extremeFloats(int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] =
          switch (random.nextInt(5)) {
            case 0 -> SPECIAL[random.nextInt(SPECIAL.length)];
            case 1 -> random.nextInt(-130, 130) + 0.5f;
            case 2 -> (float) random.nextGaussian();
            case 3 -> between(-120f, 120f);
            default -> {
              float any = Float.intBitsToFloat(random.nextInt());
              yield Float.isNaN(any) ? Float.NaN : any;
            }
          };
    }
    return values;
  }

  /** Any bytes, every fourth of them -128, -127 or 127. */
  public byte[] bytes(int n) {
    byte[] values = new byte[n];
    random.nextBytes(values);
    for (int i = 0; i < n; i++) {
      if (random.nextInt(4) == 0) {
        values[i] = (byte) (127 + random.nextInt(3));
      }
    }
    return values;
  }

  @Override
  public String toString() {
    return "seed " + seed;
  }
}
