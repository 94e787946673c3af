package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.PackedMatrix;
import dev.octet.engine.kernel.Workspace;

/**
 * A matrix product with everything that follows it, from one input buffer to one output buffer.
 * Rows of the left-hand matrix are runs of the input, or patches that are gathered from it first.
 */
public interface Product {
  /** Elements of scratch memory that a block of patches should not exceed. */
  int blockElements();

  /**
   * @param workspace scratch memory of the thread that calls
   * @param aOffset the first element of the first row, counted from the start of the input
   * @param aStride from row to row in the input
   * @param group which part of the output channels
   * @param cOffset the first element to write, counted from the start of the output
   * @param cStride from row to row in the output
   */
  void multiply(
      Arena arena,
      Workspace workspace,
      int rows,
      int aOffset,
      int aStride,
      PackedMatrix b,
      int group,
      int cOffset,
      int cStride);

  /**
   * The same with patches as rows.
   *
   * @param imageOffset the image and the first channel to take, counted from the start of the input
   */
  void multiplyPatches(
      Arena arena,
      Workspace workspace,
      Patches patches,
      int imageOffset,
      int firstPatch,
      int rows,
      PackedMatrix b,
      int group,
      int cOffset,
      int cStride);
}
