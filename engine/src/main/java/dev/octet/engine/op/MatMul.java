package dev.octet.engine.op;

/**
 * The matrix product over the last two dimensions, times {@code alpha}, with leading dimensions
 * broadcast as NumPy does and 1-D operands promoted (and their dimension removed again). Inputs: x,
 * y, then what the epilogue asks for (the bias has one element an output column).
 */
public record MatMul(boolean transposeX, boolean transposeY, float alpha, Epilogue epilogue)
    implements Op {
  /** Without bias or activation. */
  public MatMul(boolean transposeX, boolean transposeY, float alpha) {
    this(transposeX, transposeY, alpha, Epilogue.NONE);
  }
}
