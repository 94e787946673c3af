package dev.octet.engine.op;

import dev.octet.engine.tensor.QuantParams;

/**
 * A linear operator on int8 data with int32 sums. Inputs: x int8, weights int8, multiplier float64
 * {@code [K]}, bias float64 {@code [K]} (K output channels or columns), with {@link
 * SumScaling.Dynamic} the thresholds of x, then with the residual of the operator's epilogue a
 * float tensor of the output's shape. With {@code acc} the exact integer sum, the real result is
 * {@code activation(acc·multiplier + bias (+ residual))}; with {@link SumScaling.InSteps} there are
 * further steps before the bias, and no residual.
 *
 * <p>The right-hand side of a {@link MatMul} can also be another int8 input, or constant and of
 * another rank than 2; there are one multiplier and one bias for all columns then.
 *
 * @param operation a {@link Conv2d}, {@link ConvTranspose2d}, {@link FullyConnected} or {@link
 *     MatMul}
 * @param input what the integers of x stand for
 * @param scaling how a sum becomes a real number
 * @param result the form of the output
 */
public record Quantized(Op operation, QuantParams input, SumScaling scaling, Result result)
    implements Op {
  /** With one multiplier for each channel. */
  public Quantized(Op operation, QuantParams input, Result result) {
    this(operation, input, SumScaling.SINGLE, result);
  }

  /** Whether a run finds the thresholds of x. */
  public boolean isDynamic() {
    return scaling instanceof SumScaling.Dynamic;
  }
}
