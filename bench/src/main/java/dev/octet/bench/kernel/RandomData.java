package dev.octet.bench.kernel;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Arrays from a seed. */
final class RandomData {
  private static final int LEVELS = 127;

  /** How many deviations the largest of a channel's weights is away from 0, about. */
  private static final double DEVIATIONS = 3.5;

  private final RandomGenerator random =
      RandomGeneratorFactory.of("L64X128MixRandom").create(20261124);

  float[] floats(int length) {
    float[] data = new float[length];
    for (int i = 0; i < length; i++) {
      data[i] = random.nextFloat(-1, 1);
    }
    return data;
  }

  byte[] activations(int length, Operands operands) {
    byte[] data = new byte[length];
    int low = operands == Operands.ONE_SIDED ? 0 : -LEVELS;
    for (int i = 0; i < length; i++) {
      data[i] = (byte) random.nextInt(low, LEVELS + 1);
    }
    return data;
  }

  byte[] weights(int length, Operands operands) {
    byte[] data = new byte[length];
    for (int i = 0; i < length; i++) {
      data[i] =
          (byte)
              switch (operands) {
                case WORST_CASE -> random.nextBoolean() ? LEVELS : -LEVELS;
                case ONE_SIDED ->
                    Math.clamp(
                        Math.round(random.nextGaussian(0, LEVELS / DEVIATIONS)), -LEVELS, LEVELS);
              };
    }
    return data;
  }

  static float[] filled(int length, double value) {
    float[] data = new float[length];
    Arrays.fill(data, (float) value);
    return data;
  }
}
