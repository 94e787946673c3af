package dev.octet.engine.pass;

import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.ConvTranspose2d;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.FullyConnected;
import dev.octet.engine.op.MatMul;
import dev.octet.engine.op.Op;
import dev.octet.engine.tensor.Shape;

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

  /** How many output channels or columns the operator gives. */
  static int outputChannels(Op op, Shape weights) {
    int channels = weights.dim(channelAxis(op, weights));
    return op instanceof ConvTranspose2d conv ? channels * conv.groups() : channels;
  }

  /** The length of the operator's longest sum. */
  static long depth(Op op, Shape weights) {
    long perChannel = weights.elements() / Math.max(1, weights.dim(channelAxis(op, weights)));
    return op instanceof ConvTranspose2d conv ? perChannel / conv.groups() : perChannel;
  }
}
