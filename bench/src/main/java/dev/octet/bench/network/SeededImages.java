package dev.octet.bench.network;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Images with the statistics of normalised photographs: mean about 0, deviation about 1, brightness
 * that changes smoothly over the image, and noise.
 */
public final class SeededImages {
  private static final double NOISE = 0.3;

  private SeededImages() {}

  /** Images that fit the only input of {@code graph}: {@code [count,channels,height,width]}. */
  public static Tensor of(Graph graph, int count, long seed) {
    Shape shape = graph.inputs().getFirst().shape();
    return of(count, shape.dim(1), shape.dim(2), shape.dim(3), seed);
  }

  private static Tensor of(int count, int channels, int height, int width, long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    float[] data = new float[count * channels * height * width];
    int at = 0;
    for (int plane = 0; plane < count * channels; plane++) {
      double vertical = random.nextGaussian(0, 8);
      double horizontal = random.nextGaussian(0, 8);
      double phase = random.nextDouble(2 * Math.PI);
      double offset = random.nextGaussian(0, 0.5);
      for (int i = 0; i < height; i++) {
        for (int j = 0; j < width; j++) {
          double angle = phase + vertical * i / height + horizontal * j / width;
          data[at++] = (float) (offset + Math.sin(angle) + random.nextGaussian(0, NOISE));
        }
      }
    }
    return Tensor.of(data, count, channels, height, width);
  }
}
