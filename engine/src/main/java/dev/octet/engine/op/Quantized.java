package dev.octet.engine.op;

import dev.octet.engine.tensor.QuantParams;

/**
 * A linear operator on int8 data with int32 sums. Inputs: x int8, weights int8, multiplier float64
 * {@code [K]}, bias float64 {@code [K]} (K output channels or columns), with {@code dynamic} the
 * thresholds of x, then with the residual of the operator's epilogue a float tensor of the output's
 * shape. With {@code acc} the exact integer sum, the real result is {@code
 * activation(acc·multiplier (·threshold) + bias (+ residual))}.
 *
 * @param operation a {@link Conv2d}, {@link ConvTranspose2d}, {@link FullyConnected} or {@link
 *     MatMul}
 * @param input what the integers of x stand for
 * @param dynamic whether x was divided by thresholds before it became what {@code input} says: one
 *     an image for convolutions, one a row for products, as {@link DynamicQuantize} gives them
 * @param result the form of the output
 */
public record Quantized(Op operation, QuantParams input, boolean dynamic, Result result)
    implements Op {
  /** What x stands for is known before a run. */
  public Quantized(Op operation, QuantParams input, Result result) {
    this(operation, input, false, result);
  }

  /** The same with another operation. */
  public Quantized with(Op operation) {
    return new Quantized(operation, input, dynamic, result);
  }

  /** The same with another form of the output. */
  public Quantized with(Result result) {
    return new Quantized(operation, input, dynamic, result);
  }
}
