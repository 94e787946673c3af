package dev.octet.bench.network;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphBuilder;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Activate;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.AdaptivePool2d;
import dev.octet.engine.op.Binary;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.Padding;
import dev.octet.engine.op.Pool2d;
import dev.octet.engine.op.PoolKind;
import dev.octet.engine.op.Softmax;
import dev.octet.engine.op.Window;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Adds the layers of a classifier to a graph, with weights of its random generator. Activations,
 * residuals and biases are nodes and inputs of their own kind, as a converter would give them.
 */
final class LayerBuilder {
  static final Activation RELU = Activation.RELU;
  static final Activation RELU6 = new Activation.Clip(0, 6);

  private static final int CLASSES = 1000;
  private static final double BIAS_DEVIATION = 0.1;

  /** What rectifying halves, He et al., "Delving Deep into Rectifiers", 2015. */
  private static final double RECTIFIED_GAIN = 2;

  /** Small enough that a sum of many residual branches stays in range. */
  private static final double LINEAR_GAIN = 0.5;

  private final GraphBuilder graph = new GraphBuilder();
  private final RandomGenerator random;
  private final Value image;
  private int layers;

  LayerBuilder(long seed, int imageSize) {
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    this.image = graph.input("image", DType.FLOAT32, Shape.of(-1, 3, imageSize, imageSize));
  }

  Value image() {
    return image;
  }

  /** A convolution with bias and activation, padded so that a stride of 1 keeps the size. */
  Value conv(Value x, int inputs, int outputs, int kernel, int stride, Activation activation) {
    return conv(x, inputs, outputs, kernel, stride, 1, activation);
  }

  Value depthwise(Value x, int channels, int stride, Activation activation) {
    return conv(x, channels, channels, 3, stride, channels, activation);
  }

  private Value conv(
      Value x, int inputs, int outputs, int kernel, int stride, int groups, Activation activation) {
    String name = (groups > 1 ? "depthwise" : "conv") + layers++;
    int fanIn = inputs / groups * kernel * kernel;
    double gain = activation.equals(Activation.NONE) ? LINEAR_GAIN : RECTIFIED_GAIN;
    Value filter =
        graph.constant(
            name + ".weight",
            normal(Math.sqrt(gain / fanIn), outputs, inputs / groups, kernel, kernel));
    Value bias = graph.constant(name + ".bias", normal(BIAS_DEVIATION, outputs));
    int pad = kernel / 2;
    var window = new Window(stride, stride, new Padding.Explicit(pad, pad, pad, pad));
    Value sum =
        graph.add(name, new Conv2d(window, groups, Epilogue.NONE.withBias()), x, filter, bias);
    return activate(sum, activation);
  }

  private Value activate(Value x, Activation activation) {
    return activation.equals(Activation.NONE)
        ? x
        : graph.add(x.name() + ".activation", new Activate(activation), x);
  }

  /** The sum of two branches and its activation. */
  Value add(Value a, Value b, Activation activation) {
    return activate(graph.add("add" + layers++, new Binary(BinaryKind.ADD, -1), a, b), activation);
  }

  Value maxPool(Value x) {
    var window = new Window(2, 2, new Padding.Explicit(1, 1, 1, 1));
    return graph.add(
        "max_pool" + layers++, new Pool2d(PoolKind.MAX, 3, 3, window, false, false), x);
  }

  /** Pools, classifies, and gives the graph. */
  Graph classifier(Value x, int channels) {
    Value pooled = graph.add("global_pool", new AdaptivePool2d(PoolKind.AVERAGE, 1, 1), x);
    Value weights =
        graph.constant(
            "classifier.weight", normal(Math.sqrt(RECTIFIED_GAIN / channels), channels, CLASSES));
    Value bias = graph.constant("classifier.bias", normal(BIAS_DEVIATION, CLASSES));
    Value logits =
        graph.add(
            "classifier",
            new FullyConnected(1, 1, Epilogue.NONE.withBias()),
            pooled,
            weights,
            bias);
    return graph.build(graph.add("softmax", new Softmax(-1), logits));
  }

  private Tensor normal(double deviation, int... dims) {
    float[] data = new float[Shape.of(dims).elements()];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) random.nextGaussian(0, deviation);
    }
    return Tensor.of(data, dims);
  }

  /** A count of channels times {@code width}, a multiple of 8. */
  static int scaled(int channels, double width) {
    return Math.max(8, (int) Math.round(channels * width / 8) * 8);
  }
}
