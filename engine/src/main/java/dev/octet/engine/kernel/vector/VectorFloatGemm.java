package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.CacheLine;
import dev.octet.engine.kernel.FloatEpilogue;
import dev.octet.engine.kernel.FloatGemm;
import dev.octet.engine.kernel.PackedMatrix;
import dev.octet.engine.kernel.PatchRows;
import dev.octet.engine.kernel.Workspace;

/**
 * The product in register tiles. A is read where it lies, B in panels one vector wide; the sums go
 * through a small array to the epilogue.
 *
 * <p>The order of the loops is: blocks of rows of A that stay in the second cache, groups of panels
 * as wide as a tile, pieces of the depth whose panels stay in the second cache too, strips of rows,
 * tiles. After the last piece a strip is finished at once.
 */
final class VectorFloatGemm implements FloatGemm {
  private static final int L = FloatTile.L;

  /** Rows of a strip at most, and of a block. */
  private static final int STRIP_ROWS = 24;

  private static final int BLOCK_ROWS = 5 * STRIP_ROWS;

  /** Elements of a block of rows of A, if that is not less than a strip: 256 KB. */
  private static final int BLOCK_ELEMENTS = 1 << 16;

  /** Elements of a group of panels in one piece of the depth: 256 KB. */
  private static final int PIECE_ELEMENTS = 1 << 16;

  private static final int MOST_VECTORS = 4;
  private static final int MOST_TILE_ROWS = 8;

  /** Places in the array of floats: the sums of a block, then the scratch of the epilogue. */
  private static final int SUMS = CacheLine.FIRST_FLOAT;

  private static final int SCRATCH = SUMS + (BLOCK_ROWS + MOST_TILE_ROWS) * MOST_VECTORS * L;

  private static final int FLOATS = SCRATCH + FloatTileEpilogue.scratch(STRIP_ROWS);

  /** What the sums of every tile start from. */
  private static final float[] ZEROS = new float[MOST_TILE_ROWS * MOST_VECTORS * L];

  private static final FloatTile ROW = new FloatTile1x4();

  /** The tiles; the one at place i is i + 1 vectors wide. */
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
            ? new FloatTile[] {
              new FloatTile8x1(), new FloatTile8x2(), new FloatTile6x3(), new FloatTile4x4()
            }
            : new FloatTile[] {new FloatTile8x1(), new FloatTile6x2()};
  }

  @Override
  public PackedMatrix pack(
      int depth, int columns, float[] b, int offset, int rowStride, int columnStride) {
    return FloatPanels.pack(depth, columns, b, offset, rowStride, columnStride);
  }

  @Override
  public PackedMatrix pack(
      int depth,
      int columns,
      float[] b,
      int offset,
      int rowStride,
      int columnStride,
      Workspace workspace) {
    FloatPanels panels = workspace.kept(FloatPanels.class, FloatPanels::new);
    panels.fill(depth, columns, b, offset, rowStride, columnStride);
    return panels;
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
    int blockRows = blockRows(b.depth());
    int[] starts = workspace.starts(blockRows);
    for (int i = 0; i < Math.min(rows, blockRows); i++) {
      starts[i] = i * aStride;
    }
    for (int row = 0; row < rows; row += blockRows) {
      multiplyBlock(
          Math.min(blockRows, rows - row),
          a,
          aOffset + row * aStride,
          starts,
          1,
          b.depth(),
          0,
          (FloatPanels) b,
          epilogue,
          residual,
          residualOffset + row * cStride,
          c,
          cOffset + row * cStride,
          cStride,
          workspace);
    }
  }

  @Override
  public void multiplyPatches(
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
      Workspace workspace) {
    int perRow =
        rows == 0 ? 1 : (patches.start(firstPatch + rows - 1) - patches.start(firstPatch)) / rows;
    int blockRows = blockRows(perRow);
    int[] starts = workspace.starts(blockRows);
    for (int row = 0; row < rows; row += blockRows) {
      int height = Math.min(blockRows, rows - row);
      patches.starts(firstPatch + row, height, starts);
      multiplyBlock(
          height,
          a,
          aOffset,
          starts,
          patches.segments(),
          patches.length(),
          patches.segmentStride(),
          (FloatPanels) b,
          epilogue,
          residual,
          residualOffset + row * cStride,
          c,
          cOffset + row * cStride,
          cStride,
          workspace);
    }
  }

  private void multiplyBlock(
      int rows,
      float[] a,
      int aOffset,
      int[] starts,
      int segments,
      int length,
      int segmentStride,
      FloatPanels b,
      FloatEpilogue epilogue,
      float[] residual,
      int residualOffset,
      float[] c,
      int cOffset,
      int cStride,
      Workspace workspace) {
    float[] floats = workspace.tile(FLOATS);
    int panel = 0;
    while (panel < b.panels()) {
      int group = groupWidth(rows, b.panels() - panel);
      multiplyGroup(
          rows,
          a,
          aOffset,
          starts,
          segments,
          length,
          segmentStride,
          b,
          panel,
          group,
          epilogue,
          residual,
          residualOffset + panel * L,
          c,
          cOffset + panel * L,
          cStride,
          floats);
      panel += group;
    }
  }

  /**
   * @param perRow elements of A that belong to one row; those that several share count once
   */
  private static int blockRows(int perRow) {
    int strips = BLOCK_ELEMENTS / STRIP_ROWS / Math.max(1, perRow);
    return Math.clamp(strips, 1, BLOCK_ROWS / STRIP_ROWS) * STRIP_ROWS;
  }

  /** Panels of the next group, of those that remain: none is left alone if that can be. */
  private int groupWidth(int rows, int remaining) {
    if (rows == 1) {
      return remaining < ROW.vectors ? 1 : ROW.vectors;
    }
    int most = tiles.length;
    return remaining <= most ? remaining : remaining == most + 1 ? most - most / 3 : most;
  }

  /** Multiplies a block of rows with a group of panels, piece by piece of the depth. */
  private void multiplyGroup(
      int rows,
      float[] a,
      int aOffset,
      int[] starts,
      int segments,
      int length,
      int segmentStride,
      FloatPanels b,
      int panel,
      int group,
      FloatEpilogue epilogue,
      float[] residual,
      int residualOffset,
      float[] c,
      int cOffset,
      int cStride,
      float[] floats) {
    int width = group * L;
    int pieces = Math.max(1, Math.ceilDiv(b.depth() * width, PIECE_ELEMENTS));
    boolean isCut = segments == 1;
    int whole = isCut ? length : segments;
    pieces = Math.min(pieces, Math.max(1, whole));
    for (int piece = 0; piece < pieces; piece++) {
      int from = (int) ((long) whole * piece / pieces);
      int size = (int) ((long) whole * (piece + 1) / pieces) - from;
      int aStart = aOffset + (isCut ? from : from * segmentStride);
      int bStart = FloatPanels.START + panel * b.panelStride() + (isCut ? from : from * length) * L;
      for (int row = 0; row < rows; row += STRIP_ROWS) {
        int height = Math.min(STRIP_ROWS, rows - row);
        int sums = SUMS + (pieces == 1 ? 0 : row * width);
        sum(
            height,
            a,
            aStart,
            starts,
            row,
            isCut ? 1 : size,
            isCut ? size : length,
            segmentStride,
            b,
            bStart,
            group,
            piece > 0,
            floats,
            sums);
        if (piece == pieces - 1) {
          int at = row * cStride;
          int column = panel * L;
          FloatTileEpilogue.finish(
              height,
              column,
              Math.min(width, b.columns() - column),
              floats,
              sums,
              width,
              SCRATCH,
              epilogue,
              residual,
              residualOffset + at,
              c,
              cOffset + at,
              cStride);
        }
      }
    }
  }

  /**
   * Sums a strip of rows into {@code floats}, row i at {@code sums + i·group·L}.
   *
   * @param goesOn whether the sums that are there go on
   */
  private void sum(
      int rows,
      float[] a,
      int aOffset,
      int[] starts,
      int first,
      int segments,
      int length,
      int segmentStride,
      FloatPanels b,
      int bOffset,
      int group,
      boolean goesOn,
      float[] floats,
      int sums) {
    FloatTile tile = rows == 1 && group == ROW.vectors ? ROW : tiles[group - 1];
    boolean endsWithRow = rows > 1 && rows % tile.rows == 1 && group == ROW.vectors;
    int height = endsWithRow ? rows - 1 : rows;
    float[] initial = goesOn ? floats : ZEROS;
    tile.multiply(
        segments,
        length,
        segmentStride,
        a,
        aOffset,
        starts,
        first,
        height,
        b.values(),
        bOffset,
        b.panelStride(),
        initial,
        goesOn ? sums : 0,
        goesOn ? tile.rows * group * L : 0,
        floats,
        sums);
    if (endsWithRow) {
      int at = sums + height * group * L;
      ROW.multiply(
          segments,
          length,
          segmentStride,
          a,
          aOffset,
          starts,
          first + height,
          1,
          b.values(),
          bOffset,
          b.panelStride(),
          initial,
          goesOn ? at : 0,
          0,
          floats,
          at);
    }
  }
}
