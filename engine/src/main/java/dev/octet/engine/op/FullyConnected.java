package dev.octet.engine.op;

/**
 * A matrix product with a flattened input. Inputs: x, flattened to a matrix before dimension {@code
 * inputColumnDims}; weights, flattened before {@code weightColumnDims}, {@code [in,out]}; then what
 * the epilogue asks for (the bias has one element an output column). The output keeps the
 * dimensions before {@code inputColumnDims} of x and those from {@code weightColumnDims} on of the
 * weights.
 */
public record FullyConnected(int inputColumnDims, int weightColumnDims, Epilogue epilogue)
    implements Op {
  /** Without bias or activation. */
  public FullyConnected(int inputColumnDims, int weightColumnDims) {
    this(inputColumnDims, weightColumnDims, Epilogue.NONE);
  }
}
