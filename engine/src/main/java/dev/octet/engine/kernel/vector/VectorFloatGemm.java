package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.FloatEpilogue;
import dev.octet.engine.kernel.FloatGemm;
import dev.octet.engine.kernel.PackedMatrix;
import dev.octet.engine.kernel.Workspace;

/**
 * The product in register tiles. A is read where it lies, B in panels one vector wide; the sums go
 * through a small array to the epilogue.
 *
 * <p>The order of the loops is: blocks of rows of A that stay in the second cache, groups of panels
 * as wide as a tile, strips of rows that are finished together, tiles. The depth is not cut: a
 * panel is read in its order, which the hardware prefetches.
 */
final class VectorFloatGemm implements FloatGemm {
  private static final int L = FloatTile.L;

  /** Rows that are finished together: whole tiles of 8 and of 6 rows. */
  private static final int STRIP_ROWS = 24;

  /** Elements of a block of rows of A, if that is not less than a strip: 256 KB. */
  private static final int BLOCK_ELEMENTS = 1 << 16;

  /** Places in the array of floats: the sums of a strip, then the scratch of its epilogue. */
  private static final int SCRATCH = STRIP_ROWS * 3 * L;

  private static final int FLOATS = SCRATCH + FloatTileEpilogue.scratch(STRIP_ROWS);

  private static final FloatTile ROW = new FloatTile1x4();
  private static final FloatTile FEW_ROWS = new FloatTile4x2();
  private static final FloatTile FEW_ROWS_NARROW = new FloatTile4x1();

  /** The tiles for whole rows; the one at place i is i + 1 vectors wide. */
  private final FloatTile[] tiles;

  VectorFloatGemm() {
    this(VectorRegisters.COUNT);
  }

  /**
   * @param registers the vector registers that tiles can use, 16 or 32
   */
  VectorFloatGemm(int registers) {
    tiles =
        registers >= 32
            ? new FloatTile[] {new FloatTile8x1(), new FloatTile8x2(), new FloatTile8x3()}
            : new FloatTile[] {new FloatTile8x1(), new FloatTile6x2()};
  }

  @Override
  public PackedMatrix pack(
      int depth, int columns, float[] b, int offset, int rowStride, int columnStride) {
    return FloatPanels.pack(depth, columns, b, offset, rowStride, columnStride);
  }

  @Override
  public void multiply(
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
      Workspace workspace) {
    var panels = (FloatPanels) b;
    float[] floats = workspace.tile(FLOATS);
    int blockRows = blockRows(panels.depth());
    for (int first = 0; first < rows; first += blockRows) {
      int end = Math.min(rows, first + blockRows);
      int panel = 0;
      while (panel < panels.panels()) {
        int group = groupWidth(rows, panels.panels() - panel);
        for (int row = first; row < end; row += STRIP_ROWS) {
          int height = Math.min(STRIP_ROWS, end - row);
          sum(height, a, aOffset + row * aStride, aStride, panels, panel, group, floats);
          int at = row * cStride + panel * L;
          finish(
              height,
              panels.columns(),
              panel,
              group,
              epilogue,
              residual,
              residualOffset + at,
              c,
              cOffset + at,
              cStride,
              floats);
        }
        panel += group;
      }
    }
  }

  private static int blockRows(int depth) {
    return Math.max(1, BLOCK_ELEMENTS / (STRIP_ROWS * Math.max(1, depth))) * STRIP_ROWS;
  }

  /** Panels of the next group, of those that remain; 4 are two pairs where tiles are 3 wide. */
  private int groupWidth(int rows, int remaining) {
    if (rows == 1) {
      return remaining < ROW.vectors ? 1 : ROW.vectors;
    }
    int most = tiles.length;
    return remaining <= most ? remaining : remaining == most + 1 ? 2 : most;
  }

  /** Sums a strip of rows into {@code floats}, row i at {@code i·group·L}. */
  private void sum(
      int rows,
      float[] a,
      int aOffset,
      int aStride,
      FloatPanels b,
      int panel,
      int group,
      float[] floats) {
    int row = 0;
    while (row < rows) {
      FloatTile tile = tile(rows - row, group);
      int height = Math.min(tile.rows, rows - row);
      for (int j = 0; j < group; j += tile.vectors) {
        FloatTile part = group - j < tile.vectors ? FEW_ROWS_NARROW : tile;
        part.multiply(
            b.depth(),
            a,
            aOffset + row * aStride,
            aStride,
            height,
            b.values(),
            (panel + j) * b.panelStride(),
            b.panelStride(),
            floats,
            (row * group + j) * L,
            group * L);
      }
      row += height;
    }
  }

  /** The tile for the next rows of those that remain; a narrower one is used several times. */
  private FloatTile tile(int rows, int group) {
    if (rows > FEW_ROWS.rows) {
      return tiles[group - 1];
    }
    if (group == ROW.vectors) {
      return ROW;
    }
    return group == 1 ? FEW_ROWS_NARROW : FEW_ROWS;
  }

  private static void finish(
      int rows,
      int columns,
      int panel,
      int group,
      FloatEpilogue epilogue,
      float[] residual,
      int residualOffset,
      float[] c,
      int cOffset,
      int cStride,
      float[] floats) {
    for (int j = 0; j < group; j++) {
      int column = (panel + j) * L;
      FloatTileEpilogue.finish(
          rows,
          column,
          Math.min(L, columns - column),
          floats,
          j * L,
          group * L,
          SCRATCH,
          epilogue,
          residual,
          residualOffset + j * L,
          c,
          cOffset + j * L,
          cStride);
    }
  }
}
