package dev.octet.bench.network;

import dev.octet.engine.graph.Graph;
import java.util.Locale;

/**
 * Image classifiers of the literature, with batch normalisation folded into the convolutions and
 * weights from a seed. The weights are scaled to the number of inputs, so that activations keep
 * their range from layer to layer and quantize like those of a trained network.
 */
public enum Network {
  /** Howard et al., "MobileNets", 2017. */
  MOBILENET_V1 {
    @Override
    public Graph build(double width, int imageSize) {
      return MobileNetV1.build(new LayerBuilder(SEED, imageSize), width);
    }
  },
  /** Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks", 2018. */
  MOBILENET_V2 {
    @Override
    public Graph build(double width, int imageSize) {
      return MobileNetV2.build(new LayerBuilder(SEED, imageSize), width);
    }
  },
  /** He et al., "Deep Residual Learning", 2015; the stride of a block is in its 3x3 convolution. */
  RESNET50 {
    @Override
    public Graph build(double width, int imageSize) {
      return ResNet50.build(new LayerBuilder(SEED, imageSize), width);
    }
  };

  /** The side of the images that the networks are defined for. */
  public static final int IMAGE_SIZE = 224;

  private static final long SEED = 20261124;

  /**
   * The float graph: input {@code image [?,3,imageSize,imageSize]}, output {@code [?,1000]}
   * probabilities.
   *
   * @param width the factor of all channel counts, 1 for the network itself
   * @param imageSize the side of the images, 32 or more
   */
  public abstract Graph build(double width, int imageSize);

  /** The network of the paper. */
  public Graph build() {
    return build(1, IMAGE_SIZE);
  }

  /** As in tables and on the command line: {@code mobilenet_v1}. */
  public String title() {
    return name().toLowerCase(Locale.ROOT);
  }
}
