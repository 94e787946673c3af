package dev.octet.engine.kernel;

/**
 * The matrix product of int8 matrices with exact int32 sums: {@code C[rows,n] = epilogue(A[rows,k]
 * · B[k,n])}, with C in int8 or float32.
 */
public interface ByteGemm {
  /** The most products of int8 numbers, -128 included, that always fit an int32 sum. */
  int MAX_DEPTH = Integer.MAX_VALUE / (128 * 128);

  /**
   * Packs B, whose element (p, j) is {@code b[offset + p·rowStride + j·columnStride]}.
   *
   * @param depth k, 0 to {@link #MAX_DEPTH}
   * @param columns n, 1 or more
   * @param inputMagnitude the largest magnitude an element of A can have: 127, or 128 where A holds
   *     -128
   */
  PackedMatrix pack(
      int depth,
      int columns,
      byte[] b,
      int offset,
      int rowStride,
      int columnStride,
      int inputMagnitude);

  /**
   * Multiplies into int8. Element (i, p) of A is {@code a[aOffset + i·aStride + p]}, element (i, j)
   * of C {@code c[cOffset + i·cStride + j]}; elements of {@code c} outside of these are left as
   * they are.
   *
   * @param residual read at {@code residualOffset + i·cStride + j}; an empty array for none
   */
  void multiply(
      int rows,
      byte[] a,
      int aOffset,
      int aStride,
      PackedMatrix b,
      IntegerEpilogue epilogue,
      float[] residual,
      int residualOffset,
      byte[] c,
      int cOffset,
      int cStride,
      Workspace workspace);

  /** Multiplies into float32; for the rest as the other. */
  void multiply(
      int rows,
      byte[] a,
      int aOffset,
      int aStride,
      PackedMatrix b,
      IntegerEpilogue epilogue,
      float[] residual,
      int residualOffset,
      float[] c,
      int cOffset,
      int cStride,
      Workspace workspace);
}
