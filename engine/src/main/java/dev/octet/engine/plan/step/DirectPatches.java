package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.PatchRows;
import java.util.Arrays;
import java.util.Optional;

/**
 * The patches of an image where they lie: in the image itself, or where patches reach over its
 * border, in a copy of some rows with zeros around.
 *
 * <p>This takes windows of adjacent columns, of rows at equal distances, and of all channels.
 * Others are gathered, see {@link PatchGrid}.
 */
final class DirectPatches implements Patches {
  /**
   * How many times more elements than the patches the copied rows of a row of patches may hold.
   * Wide steps and dilations leave most of a copy unread.
   */
  private static final int MOST_UNREAD = 16;

  private final PatchGrid grid;
  private final PatchRows rows;
  private final boolean isCopied;

  /** Elements of a row of the memory that patches are read from. */
  private final int rowLength;

  /** The first column that a patch sees; below 0 on the border. */
  private final int firstColumn;

  private DirectPatches(
      PatchGrid grid, PatchRows rows, boolean isCopied, int rowLength, int firstColumn) {
    this.grid = grid;
    this.rows = rows;
    this.isCopied = isCopied;
    this.rowLength = rowLength;
    this.firstColumn = firstColumn;
  }

  /**
   * @param depth channels that a patch takes
   * @return empty where patches of this kind must be gathered
   */
  static Optional<DirectPatches> of(PatchGrid grid, int depth) {
    int[] tapRows = grid.tapRows();
    int[] tapColumns = grid.tapColumns();
    if (grid.patches() == 0 || !grid.isRegular(depth)) {
      return Optional.empty();
    }
    int firstColumn = tapColumns[0];
    int lastColumn = (grid.columns() - 1) * grid.columnStep() + tapColumns[tapColumns.length - 1];
    int lastRow = (grid.rows() - 1) * grid.rowStep() + tapRows[tapRows.length - 1];
    boolean isInside =
        firstColumn >= 0 && lastColumn < grid.width() && tapRows[0] >= 0 && lastRow < grid.height();
    long pixels = isInside ? grid.width() : (long) lastColumn - firstColumn + 1;
    // An even length keeps pairs of elements pairs in every row.
    long length = isInside ? pixels * depth : pixels * depth + (pixels * depth) % 2;
    long extent = length * (lastRow - Math.min(0, tapRows[0]) + 1L);
    long copied = length * (tapRows[tapRows.length - 1] - (long) tapRows[0] + 1);
    long gathered = (long) grid.columns() * grid.taps() * depth;
    if (extent > Integer.MAX_VALUE - 64 || !isInside && copied > MOST_UNREAD * gathered) {
      return Optional.empty();
    }
    int rowLength = (int) length;
    return Optional.of(
        new DirectPatches(
            grid,
            new PatchRows(
                grid.columns(),
                grid.rows() > 1 ? grid.rowStep() * rowLength : 0,
                grid.columns() > 1 ? grid.columnStep() * depth : 0,
                tapRows.length,
                tapColumns.length * depth,
                tapRows.length > 1 ? grid.tapStep() * rowLength : 0),
            !isInside,
            rowLength,
            firstColumn));
  }

  PatchRows rows() {
    return rows;
  }

  /** Whether patches are read from a copy of rows. */
  boolean isCopied() {
    return isCopied;
  }

  @Override
  public int elementsPerPatch() {
    return isCopied ? Math.max(1, Math.max(rowLength, rows.rowStride()) / grid.columns()) : 0;
  }

  /** Where patch 0 begins in an image that is not copied. */
  int offset() {
    return grid.tapRows()[0] * rowLength + firstColumn * grid.channels();
  }

  /** Where patch 0 would begin in the copy for patches from {@code first} on. */
  int offset(int first) {
    return -(first / grid.columns()) * rows.rowStride();
  }

  /** The elements of the copy for {@code count} patches from {@code first} on. */
  int elements(int first, int count) {
    return copiedRows(first, count) * rowLength;
  }

  private int copiedRows(int first, int count) {
    int[] taps = grid.tapRows();
    int below = (first + count - 1) / grid.columns() - first / grid.columns();
    return below * grid.rowStep() + taps[taps.length - 1] - taps[0] + 1;
  }

  /**
   * Copies the rows that {@code count} patches from {@code first} on see.
   *
   * @param x the image at {@code offset}
   */
  void copy(float[] x, int offset, int first, int count, float[] copy) {
    copyRows(x, offset, first, count, copy);
  }

  /** The same for int8. */
  void copy(byte[] x, int offset, int first, int count, byte[] copy) {
    copyRows(x, offset, first, count, copy);
  }

  private void copyRows(Object x, int offset, int first, int count, Object copy) {
    int top = first / grid.columns() * grid.rowStep() + grid.tapRows()[0];
    int left = (int) Math.min(rowLength, Math.max(0, -firstColumn) * (long) grid.channels());
    // All taps can lie behind the image.
    int from = Math.clamp(firstColumn, 0, grid.width()) * grid.channels();
    int inside = Math.clamp(grid.width() * grid.channels() - from, 0, rowLength - left);
    int copied = copiedRows(first, count);
    for (int r = 0; r < copied; r++) {
      int row = top + r;
      int to = r * rowLength;
      if (row < 0 || row >= grid.height()) {
        zero(copy, to, to + rowLength);
      } else {
        zero(copy, to, to + left);
        int at = offset + row * grid.width() * grid.channels() + from;
        System.arraycopy(x, at, copy, to + left, inside);
        zero(copy, to + left + inside, to + rowLength);
      }
    }
  }

  private static void zero(Object copy, int from, int to) {
    if (copy instanceof float[] floats) {
      Arrays.fill(floats, from, to, 0);
    } else {
      Arrays.fill((byte[]) copy, from, to, (byte) 0);
    }
  }
}
