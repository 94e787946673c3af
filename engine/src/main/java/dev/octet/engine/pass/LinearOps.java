package dev.octet.engine.pass;

import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.ConvTranspose2d;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.MatMul;
import dev.octet.engine.op.Op;
import dev.octet.engine.tensor.Shape;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** What the linear operators (convolutions and matrix products) have in common. */
final class LinearOps {
  private LinearOps() {}

  static boolean isLinear(Op op) {
    return op instanceof Conv2d
        || op instanceof ConvTranspose2d
        || op instanceof FullyConnected
        || op instanceof MatMul;
  }

  static Epilogue epilogue(Op op) {
    return switch (op) {
      case Conv2d conv -> conv.epilogue();
      case ConvTranspose2d conv -> conv.epilogue();
      case FullyConnected product -> product.epilogue();
      case MatMul product -> product.epilogue();
      default -> throw new IllegalArgumentException(op + " is not linear");
    };
  }

  static Op with(Op op, Epilogue epilogue) {
    return switch (op) {
      case Conv2d conv -> new Conv2d(conv.window(), conv.groups(), epilogue);
      case ConvTranspose2d conv ->
          new ConvTranspose2d(
              conv.window(),
              conv.groups(),
              conv.outputPaddingHeight(),
              conv.outputPaddingWidth(),
              conv.outputHeight(),
              conv.outputWidth(),
              epilogue);
      case FullyConnected product ->
          new FullyConnected(product.inputColumnDims(), product.weightColumnDims(), epilogue);
      case MatMul product ->
          new MatMul(product.transposeX(), product.transposeY(), product.alpha(), epilogue);
      default -> throw new IllegalArgumentException(op + " is not linear");
    };
  }

  /**
   * The axis of the weights that runs along the output channels, or -1 where no single axis does.
   * For a transposed convolution it runs along the channels of one group.
   */
  static int channelAxis(Op op, Shape weights) {
    return switch (op) {
      case Conv2d _ -> 0;
      case ConvTranspose2d _ -> 1;
      case FullyConnected product ->
          weights.rank() == 2 && product.weightColumnDims() == 1 ? 1 : -1;
      case MatMul product -> weights.rank() == 2 ? (product.transposeY() ? 0 : 1) : -1;
      default -> -1;
    };
  }

  /**
   * Whether weights of this shape can be the operator's. Others are left to the planner, which says
   * what is wrong with them.
   */
  static boolean fits(Op op, Shape weights) {
    return switch (op) {
      case Conv2d conv -> isFilter(weights, conv.groups());
      case ConvTranspose2d conv -> isFilter(weights, conv.groups());
      case FullyConnected product ->
          product.weightColumnDims() >= 1 && product.weightColumnDims() < weights.rank();
      default -> true;
    };
  }

  private static boolean isFilter(Shape weights, int groups) {
    return weights.rank() == 4 && groups >= 1 && weights.dim(0) % groups == 0;
  }

  /** How many output channels or columns the operator gives. */
  static int outputChannels(Op op, Shape weights) {
    return switch (op) {
      case ConvTranspose2d conv -> weights.dim(1) * conv.groups();
      case FullyConnected product -> weights.elements(product.weightColumnDims(), weights.rank());
      default -> weights.dim(channelAxis(op, weights));
    };
  }

  /** The length of the operator's longest sum. */
  static long depth(Op op, Shape weights) {
    long perChannel = weights.elements() / Math.max(1, outputChannels(op, weights));
    return op instanceof ConvTranspose2d conv && conv.groups() > 1
        ? weights.elements() / Math.max(1, weights.dim(1)) / conv.groups()
        : perChannel;
  }

  /**
   * Which scale belongs to which output channel.
   *
   * @param axis the axis of the weights along which there are scales
   * @return the index of the scale of each output channel; empty where the weights of one channel
   *     have several scales
   */
  static Optional<int[]> scaleIndices(Op op, Shape weights, int axis) {
    IntUnaryOperator index =
        switch (op) {
          case ConvTranspose2d conv when axis == 0 && weights.dim(0) == conv.groups() ->
              channel -> channel / weights.dim(1);
          case ConvTranspose2d _ when axis == 1 -> channel -> channel % weights.dim(1);
          case FullyConnected product
              when axis >= product.weightColumnDims() && axis < weights.rank() -> {
            int inner = weights.elements(axis + 1, weights.rank());
            yield channel -> channel / inner % weights.dim(axis);
          }
          case Conv2d _, MatMul _ when axis == channelAxis(op, weights) -> channel -> channel;
          default -> _ -> -1;
        };
    int[] indices = IntStream.range(0, outputChannels(op, weights)).map(index).toArray();
    return indices.length > 0 && indices[0] < 0 ? Optional.empty() : Optional.of(indices);
  }
}
