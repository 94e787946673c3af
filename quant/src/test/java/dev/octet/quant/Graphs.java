package dev.octet.quant;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.GraphBuilder;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Activate;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Padding;
import dev.octet.engine.op.Reshape;
import dev.octet.engine.op.Window;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Small float graphs, in the words of Paddle. */
final class Graphs {
  static final Window UNIT = new Window(1, 1, Padding.NONE);

  private Graphs() {}

  /**
   * {@code image [?,1,4,4] -> conv -> conv.out -> relu -> relu.out -> reshape -> flat -> fc ->
   * fc.out [?,3]} with the weights {@code conv.w [2,1,3,3]} and {@code fc.w [8,3]}.
   */
  static Graph network() {
    var builder = new GraphBuilder();
    Value image = builder.input("image", DType.FLOAT32, Shape.of(-1, 1, 4, 4));
    Value filter = builder.constant("conv.w", normal(1, 2, 1, 3, 3));
    Value conv = add(builder, "conv2d", "conv.out", new Conv2d(UNIT, 1), image, filter);
    Value relu = add(builder, "relu", "relu.out", new Activate(Activation.RELU), conv);
    Value flat = add(builder, "reshape2", "flat", new Reshape(List.of(0, -1)), relu);
    Value weights = builder.constant("fc.w", normal(2, 8, 3));
    Value fc = add(builder, "mul", "fc.out", new FullyConnected(1, 1), flat, weights);
    return builder.build(fc);
  }

  /** One {@code mul} of {@code x [?,n]} with {@code w [n,m]}, giving {@code y}. */
  static Graph mul(Tensor weights) {
    var builder = new GraphBuilder();
    Value x = builder.input("x", DType.FLOAT32, Shape.of(-1, weights.shape().dim(0)));
    Value w = builder.constant("w", weights);
    return builder.build(add(builder, "mul", "y", new FullyConnected(1, 1), x, w));
  }

  static Value add(GraphBuilder builder, String type, String output, Op op, Value... inputs) {
    return builder.add(output, type, op, List.of(inputs), List.of(output)).output();
  }

  /** Normally distributed numbers from a fixed seed. */
  static Tensor normal(long seed, int... dims) {
    Shape shape = Shape.of(dims);
    float[] data = new float[shape.elements()];
    var random = new Random(seed);
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) random.nextGaussian();
    }
    return Tensor.of(data, dims);
  }

  /** {@code count} samples of one shape. */
  static List<Tensor> samples(int count, int... dims) {
    return IntStream.range(0, count).mapToObj(i -> normal(100 + i, dims)).toList();
  }
}
