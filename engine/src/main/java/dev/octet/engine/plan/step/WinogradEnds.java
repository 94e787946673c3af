package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.Workspace;

/**
 * Both ends of a convolution by Winograd's algorithm: from the input to transformed patches, and
 * from products to the finished output. A call works on a run of tiles side by side.
 */
interface WinogradEnds {
  /** Elements of scratch that {@link #finish} needs. */
  int scratch();

  void transform(
      Arena arena,
      Workspace workspace,
      int image,
      int row,
      int column,
      int tiles,
      float[] v,
      int vOffset,
      int vStride);

  /**
   * @param scratchOffset where in {@code m} the scratch begins
   */
  void finish(
      Arena arena,
      Workspace workspace,
      int image,
      int row,
      int column,
      int tiles,
      float[] m,
      int mOffset,
      int mStride,
      int scratchOffset);
}
