package dev.octet.engine.kernel;

/**
 * What comes before and after the matrix products of a 3x3 convolution by {@link WinogradTile}.
 *
 * <p>Tiles are counted down and across from the first output pixel. A call works on a run: {@code
 * tiles} tiles side by side, from the one in tile row {@code row} and tile column {@code column}
 * on. Tiles may stand out over the edges of the output; nothing is written there. The window has a
 * 3x3 kernel, stride 1 and dilation 1, its {@code channels} are those of the input.
 *
 * <p>Transformed patches lie element by element: element e (counted row by row) of tile t of the
 * run and channel c is {@code v[vOffset + e·vStride + t·channels + c]}. Products lie in the same
 * way, with the output channels.
 *
 * <p>Both directions do their one-dimensional step down the columns of a patch first, then along
 * its rows. Each operation is rounded to float32 and {@code fma} rounds once, so that all
 * implementations give the same bits. The steps of {@code F(2×2, 3×3)}:
 *
 * <pre>
 *   v0 = d0 - d2        v1 = d1 + d2        v2 = d2 - d1        v3 = d1 - d3
 *   y0 = m0 + (m1 + m2)                     y1 = (m1 - m2) - m3
 * </pre>
 *
 * <p>and of {@code F(4×4, 3×3)}:
 *
 * <pre>
 *   e = d4 - d2         f = d3 - d1
 *   v0 = fma(f, 1.5, (d0 - d2) + e)         v3 = fma(f, 2, e)
 *   v1 = fma(d2 + d3, 1.5, e + f)           v4 = fma(f, -0.5, e)
 *   v2 = fma(d3 - d2, 1.5, e - f)           v5 = fma(e, 1.5, (d5 - d3) - f)
 *
 *   s = m1 + m2         d = m1 - m2
 *   y0 = (m0 + s) + (m3 + m4)               y1 = fma(m4, -2, fma(m3, 0.5, d))
 *   y2 = fma(m4, 4, fma(m3, 0.25, s))       y3 = fma(m4, -8, fma(m3, 0.125, d)) + m5
 * </pre>
 */
public interface Winograd {
  /**
   * Transforms the patches of a run. Pixels outside of the image are zeros.
   *
   * @param xOffset where the image begins
   */
  void transform(
      WinogradTile tile,
      ImageWindow window,
      float[] x,
      int xOffset,
      int row,
      int column,
      int tiles,
      float[] v,
      int vOffset,
      int vStride,
      Workspace workspace);

  /** The same from int8 for {@code F(2×2, 3×3)}: exact integers of at most 512. */
  void transform(
      ImageWindow window,
      byte[] x,
      int xOffset,
      int row,
      int column,
      int tiles,
      float[] v,
      int vOffset,
      int vStride,
      Workspace workspace);

  /**
   * Transforms the products of a run back and finishes the output pixels.
   *
   * @param channels of the output
   * @param residual the image of the residual begins at {@code residualOffset}; an empty array for
   *     none; can be {@code y} itself at the same offset
   * @param yOffset where the output image begins
   */
  void finish(
      WinogradTile tile,
      ImageWindow window,
      int channels,
      int row,
      int column,
      int tiles,
      float[] m,
      int mOffset,
      int mStride,
      FloatEpilogue epilogue,
      float[] residual,
      int residualOffset,
      float[] y,
      int yOffset,
      Workspace workspace);

  /**
   * Transforms integer products of {@code F(2×2, 3×3)} back, exactly in int32, and finishes the
   * output pixels. The inner two rows of G were doubled to make it integers, so the step is {@code
   * y0 = 2·m0 + (m1 + m2)}, {@code y1 = (m1 - m2) - 2·m3}, and a sum is a quarter of what it gives.
   *
   * @param parts the number of sums that each product is the sum of; part p of element e is at
   *     {@code mOffset + (16·p + e)·mStride}
   */
  void finish(
      ImageWindow window,
      int channels,
      int row,
      int column,
      int tiles,
      int parts,
      float[] m,
      int mOffset,
      int mStride,
      IntegerEpilogue epilogue,
      float[] residual,
      int residualOffset,
      byte[] y,
      int yOffset,
      Workspace workspace);

  /** The same into float32. */
  void finish(
      ImageWindow window,
      int channels,
      int row,
      int column,
      int tiles,
      int parts,
      float[] m,
      int mOffset,
      int mStride,
      IntegerEpilogue epilogue,
      float[] residual,
      int residualOffset,
      float[] y,
      int yOffset,
      Workspace workspace);
}
