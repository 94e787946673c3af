package dev.octet.engine.kernel;

/**
 * The sizes of Winograd's minimal filtering {@code F(m×m, 3×3)}: {@code m·m} output pixels of a 3x3
 * filter from a patch of {@code (m+2)·(m+2)} input pixels, with one multiplication an element of
 * the patch.
 *
 * <p>With the filter g and the patch d it is {@code Y = Aᵀ·[(G·g·Gᵀ) ⊙ (Bᵀ·d·B)]·A}. {@link
 * Winograd} has the matrices A and B as the operations that it does; G is here.
 */
public enum WinogradTile {
  /** From the points 0, 1, -1 and infinity. */
  F2X2(2, new double[][] {{1, 0, 0}, {0.5, 0.5, 0.5}, {0.5, -0.5, 0.5}, {0, 0, 1}}),

  /**
   * From the points 0, 1, -1, 1/2, -2 and infinity. They lose a bit less of the accuracy than 0,
   * ±1, ±2, and all coefficients of A and B are exact.
   */
  F4X4(
      4,
      new double[][] {
        {1, 0, 0},
        {1 / 3d, 1 / 3d, 1 / 3d},
        {-1 / 3d, 1 / 3d, -1 / 3d},
        {-16 / 15d, -8 / 15d, -4 / 15d},
        {1 / 15d, -2 / 15d, 4 / 15d},
        {0, 0, 1}
      });

  private final int size;
  private final double[][] filter;

  WinogradTile(int size, double[][] filter) {
    this.size = size;
    this.filter = filter;
  }

  /** m: output pixels down, and across. */
  public int size() {
    return size;
  }

  /** m + 2: input pixels down, and across. */
  public int patch() {
    return size + 2;
  }

  /** The elements of a patch, each of which takes part in one matrix product. */
  public int elements() {
    return patch() * patch();
  }

  /**
   * Element (row, tap) of G.
   *
   * @param row 0 to {@link #patch} - 1
   * @param tap 0 to 2
   */
  public double filter(int row, int tap) {
    return filter[row][tap];
  }
}
