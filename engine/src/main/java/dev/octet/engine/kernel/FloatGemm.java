package dev.octet.engine.kernel;

/**
 * The matrix product in float32: {@code C[rows,n] = epilogue(A[rows,k] · B[k,n])}.
 *
 * <p>Every sum is one chain {@code acc = fma(a[i,p], b[p,j], acc)} from {@code acc = 0} over p = 0,
 * 1, …, k-1, whatever the tile, so that all implementations give the same bits.
 */
public interface FloatGemm {
  /**
   * Packs B, whose element (p, j) is {@code b[offset + p·rowStride + j·columnStride]}.
   *
   * @param depth k, 0 or more
   * @param columns n, 1 or more
   */
  PackedMatrix pack(int depth, int columns, float[] b, int offset, int rowStride, int columnStride);

  /** The same for a matrix that only a run knows; the result holds until the next such call. */
  default PackedMatrix pack(
      int depth,
      int columns,
      float[] b,
      int offset,
      int rowStride,
      int columnStride,
      Workspace workspace) {
    return pack(depth, columns, b, offset, rowStride, columnStride);
  }

  /**
   * Multiplies. Element (i, p) of A is {@code a[aOffset + i·aStride + p]}, element (i, j) of C
   * {@code c[cOffset + i·cStride + j]}; elements of {@code c} outside of these are left as they
   * are.
   *
   * @param rows 0 or more
   * @param residual read at the places where C is written, shifted by {@code residualOffset -
   *     cOffset}; an empty array for none; can be {@code c} itself at the same offset
   */
  void multiply(
      int rows,
      float[] a,
      int aOffset,
      int aStride,
      PackedMatrix b,
      FloatEpilogue epilogue,
      float[] residual,
      int residualOffset,
      float[] c,
      int cOffset,
      int cStride,
      Workspace workspace);

  /**
   * The same with patches as rows: {@code rows} of them from {@code firstPatch} on, each in the
   * array {@code a} at {@code aOffset} plus its place.
   *
   * @param patches rows of the depth of B
   */
  void multiplyPatches(
      int rows,
      float[] a,
      int aOffset,
      PatchRows patches,
      int firstPatch,
      PackedMatrix b,
      FloatEpilogue epilogue,
      float[] residual,
      int residualOffset,
      float[] c,
      int cOffset,
      int cStride,
      Workspace workspace);
}
