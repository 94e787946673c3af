package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.FloatEpilogue;
import dev.octet.engine.kernel.FloatGemm;
import dev.octet.engine.kernel.PackedMatrix;
import dev.octet.engine.kernel.Workspace;

/**
 * The product in register tiles. A is read where it lies, B in panels one vector wide; the sums of
 * a tile go through a small array to the epilogue.
 *
 * <p>The order of the loops is: blocks of rows of A that stay in the second cache, groups of panels
 * as wide as a tile, tiles. The depth is not cut: a panel is read in its order, which the hardware
 * prefetches.
 */
final class VectorFloatGemm implements FloatGemm {
  private static final int L = FloatTile.L;
  private static final int SCRATCH = 24 * L;
  private static final int SUMS = SCRATCH + 2 * L;

  /** Elements of a block of rows of A: 256 KB. */
  private static final int BLOCK_ELEMENTS = 1 << 16;

  /** Rows of a block at least, and what they are a multiple of: whole tiles of 8 and of 6 rows. */
  private static final int BLOCK_ROWS = 24;

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
    float[] sums = workspace.tile(SUMS);
    int blockRows = blockRows(panels.depth());
    for (int first = 0; first < rows; first += blockRows) {
      int end = Math.min(rows, first + blockRows);
      int panel = 0;
      while (panel < panels.panels()) {
        int group = groupWidth(rows, panels.panels() - panel);
        int row = first;
        while (row < end) {
          FloatTile tile = tile(end - row, group);
          int height = Math.min(tile.rows, end - row);
          for (int j = 0; j < group; j += tile.vectors) {
            // The narrow tile takes what a wider one would read beyond the group.
            FloatTile part = group - j < tile.vectors ? FEW_ROWS_NARROW : tile;
            part.multiply(
                panels.depth(),
                a,
                aOffset + row * aStride,
                aStride,
                height,
                panels.values(),
                (panel + j) * panels.panelStride(),
                panels.panelStride(),
                sums);
            int at = row * cStride + (panel + j) * L;
            finish(
                part,
                height,
                panel + j,
                panels.columns(),
                sums,
                epilogue,
                residual,
                residualOffset + at,
                c,
                cOffset + at,
                cStride);
          }
          row += height;
        }
        panel += group;
      }
    }
  }

  private static int blockRows(int depth) {
    return Math.max(1, BLOCK_ELEMENTS / (BLOCK_ROWS * Math.max(1, depth))) * BLOCK_ROWS;
  }

  /** Panels of the next group, of those that remain; 4 are two pairs where tiles are 3 wide. */
  private int groupWidth(int rows, int remaining) {
    if (rows == 1) {
      return remaining < ROW.vectors ? 1 : ROW.vectors;
    }
    int most = tiles.length;
    return remaining <= most ? remaining : remaining == most + 1 ? 2 : most;
  }

  private FloatTile tile(int rows, int group) {
    if (rows > 4) {
      return tiles[group - 1];
    }
    if (group == ROW.vectors) {
      return ROW;
    }
    return group == 1 ? FEW_ROWS_NARROW : FEW_ROWS;
  }

  private static void finish(
      FloatTile tile,
      int rows,
      int panel,
      int columns,
      float[] sums,
      FloatEpilogue epilogue,
      float[] residual,
      int residualOffset,
      float[] c,
      int cOffset,
      int cStride) {
    for (int j = 0; j < tile.vectors; j++) {
      int column = (panel + j) * L;
      FloatTileEpilogue.finish(
          rows,
          Math.min(L, columns - column),
          column,
          sums,
          j * L,
          tile.vectors * L,
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
