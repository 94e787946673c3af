package dev.octet.engine.kernel;

/**
 * The matrix product of int8 matrices with exact int32 sums: {@code C[rows,n] = epilogue(A[rows,k]
 * · B[k,n])}, with C in int8 or float32.
 */
public interface ByteGemm {
  /** The product of two int8 numbers of the largest magnitude. */
  int LARGEST_PRODUCT = 128 * 128;

  /** The most products of int8 numbers, -128 included, that always fit an int32 sum. */
  int MAX_DEPTH = Integer.MAX_VALUE / LARGEST_PRODUCT;

  /**
   * The depth of patches.
   *
   * @throws IllegalArgumentException if it is more than {@link #MAX_DEPTH}
   */
  static int depth(int segments, int length) {
    long depth = (long) segments * length;
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException(
          "depth is " + depth + ", the most an int32 sum can hold is " + MAX_DEPTH);
    }
    return (int) depth;
  }

  /**
   * Packs B, whose element (p, j) is {@code b[offset + p·rowStride + j·columnStride]}.
   *
   * @param depth k, 0 to {@link #MAX_DEPTH}
   * @param columns n, 1 or more
   * @param inputMagnitude the largest magnitude an element of A can have: 127, or 128 where A holds
   *     -128
   */
  default PackedMatrix pack(
      int depth,
      int columns,
      byte[] b,
      int offset,
      int rowStride,
      int columnStride,
      int inputMagnitude) {
    return pack(1, depth, columns, b, offset, rowStride, columnStride, inputMagnitude);
  }

  /**
   * Packs B for a product with patches of {@code segments} runs of {@code length} elements: row
   * {@code s·length + q} of B belongs to element q of run s.
   *
   * @param segments 1 or more
   * @param length 0 or more; {@code segments·length} is at most {@link #MAX_DEPTH}
   */
  PackedMatrix pack(
      int segments,
      int length,
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

  /**
   * Multiplies into int8 with patches as rows: {@code rows} of them from {@code firstPatch} on,
   * each in the array {@code a} at {@code aOffset} plus its place.
   *
   * @param patches of the same segments as {@code b} was packed for
   */
  void multiplyPatches(
      int rows,
      byte[] a,
      int aOffset,
      PatchRows patches,
      int firstPatch,
      PackedMatrix b,
      IntegerEpilogue epilogue,
      float[] residual,
      int residualOffset,
      byte[] c,
      int cOffset,
      int cStride,
      Workspace workspace);

  /** Multiplies patches into float32; for the rest as the other. */
  void multiplyPatches(
      int rows,
      byte[] a,
      int aOffset,
      PatchRows patches,
      int firstPatch,
      PackedMatrix b,
      IntegerEpilogue epilogue,
      float[] residual,
      int residualOffset,
      float[] c,
      int cOffset,
      int cStride,
      Workspace workspace);
}
