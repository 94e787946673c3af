package dev.octet.formats.paddle;

import dev.octet.engine.graph.Graph;
import dev.octet.engine.graph.Node;
import dev.octet.engine.graph.Value;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.ConvTranspose2d;
import dev.octet.engine.op.Dequantize;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.MatMul;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Quantize;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.util.Optional;

/**
 * A linear node that can compute on integers held as floats.
 *
 * @param quantize the node that quantizes its input
 * @param dequantized its weights as it reads them
 * @param weights the constant behind them
 * @param linear the operator without epilogue
 * @param type Paddle's word for that
 * @param channelDimension the dimension of the output along which weights have thresholds
 * @param weightColumnDims 0 for a convolution
 * @param groups those of a transposed convolution, else 1
 */
record FrozenMatch(
    Node quantize,
    QuantParams activationParams,
    Value dequantized,
    Value weights,
    Tensor integers,
    QuantParams weightParams,
    Op linear,
    String type,
    Epilogue epilogue,
    int channelDimension,
    int weightColumnDims,
    int groups) {
  private static final int WIDEST = 8;

  static Optional<FrozenMatch> of(Node node, Graph graph, DeclaredShapes shapes) {
    Optional<Linear> linear = Linear.of(node, shapes);
    if (linear.isEmpty()) {
      return Optional.empty();
    }
    Optional<Node> activation = graph.producer(node.input(0));
    Optional<Node> weights = graph.producer(node.input(1));
    if (activation.isEmpty()
        || weights.isEmpty()
        || !(activation.get().op() instanceof Dequantize(QuantParams given))
        || !(weights.get().op() instanceof Dequantize(QuantParams params))) {
      return Optional.empty();
    }
    Optional<Node> quantize = graph.producer(activation.get().input(0));
    Value constant = weights.get().input(0);
    Optional<Tensor> integers = graph.constant(constant);
    if (quantize.isEmpty()
        || !(quantize.get().op() instanceof Quantize(QuantParams taken))
        || !taken.equals(given)
        || !given.isPerTensor()
        || given.bits() > WIDEST
        || params.bits() > WIDEST
        || integers.isEmpty()
        || integers.get().dtype() != DType.INT8) {
      return Optional.empty();
    }
    boolean flat = node.op() instanceof Conv2d || node.op() instanceof ConvTranspose2d;
    if (!flat && integers.get().shape().rank() != 2
        || !params.isPerTensor()
            && !linear.get().hasChannelsAlong(params.axis(), integers.get().shape())) {
      return Optional.empty();
    }
    Linear found = linear.get();
    return Optional.of(
        new FrozenMatch(
            quantize.get(),
            given,
            node.input(1),
            constant,
            integers.get(),
            params,
            found.op(),
            found.type(),
            found.epilogue(),
            found.channelDimension(),
            flat ? 0 : 1,
            found.groups()));
  }

  /** The thresholds of the weights, one for each output channel. */
  Tensor channelThresholds() {
    if (groups > 1) {
      float[] all = new GroupedChannels(integers.shape(), groups).perChannel(weightParams);
      return Tensor.of(all, all.length);
    }
    float[] thresholds = new float[weightParams.count()];
    for (int i = 0; i < thresholds.length; i++) {
      thresholds[i] = weightParams.threshold(i);
    }
    return Tensor.of(thresholds, thresholds.length);
  }

  /** What depends on the kind of operator alone. */
  private record Linear(
      Op op, String type, Epilogue epilogue, int weightAxis, int channelDimension, int groups) {
    boolean hasChannelsAlong(int axis, Shape weights) {
      return groups > 1 ? new GroupedChannels(weights, groups).has(axis) : axis == weightAxis;
    }

    static Optional<Linear> of(Node node, DeclaredShapes shapes) {
      String type = node.type();
      return switch (node.op()) {
        case Conv2d op ->
            Optional.of(
                new Linear(new Conv2d(op.window(), op.groups()), type, op.epilogue(), 0, 1, 1));
        case ConvTranspose2d op ->
            Optional.of(
                new Linear(
                    SingleOperators.withoutEpilogue(op), type, op.epilogue(), 1, 1, op.groups()));
        case FullyConnected op when op.weightColumnDims() == 1 ->
            Optional.of(
                new Linear(
                    new FullyConnected(op.inputColumnDims(), 1),
                    "mul",
                    op.epilogue(),
                    1,
                    op.inputColumnDims(),
                    1));
        case MatMul op when shapes.rank(node.output()).isPresent() ->
            Optional.of(
                new Linear(
                    new MatMul(op.transposeX(), op.transposeY(), op.alpha()),
                    type,
                    op.epilogue(),
                    op.transposeY() ? 0 : 1,
                    shapes.rank(node.output()).getAsInt() - 1,
                    1));
        default -> Optional.empty();
      };
    }
  }
}
