package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.ByteGemm;
import dev.octet.engine.kernel.IntegerEpilogue;
import dev.octet.engine.kernel.PackedMatrix;
import dev.octet.engine.kernel.PatchRows;
import dev.octet.engine.kernel.Workspace;

/**
 * The product in register tiles with blocks of products summed in int16, see {@link ByteTile}.
 *
 * <p>The fewer bits A needs, the longer the blocks can be. So each block of rows of A is looked
 * through first and multiplied less the centre of its range: {@code Σ a·b = Σ (a - centre)·b +
 * centre·Σ b}, all exact. The results of a relu need one bit less in this way. That the range is
 * looked up makes the promise of a magnitude at packing time unnecessary.
 *
 * <p>The order of the loops is: blocks of rows, pairs of panels, strips of rows that are finished
 * together, tiles.
 */
final class VectorByteGemm implements ByteGemm {
  private static final int W = ByteTile.W;

  private static final ByteTile TILE = new ByteTile4x2();
  private static final ByteTile NARROW = new ByteTile8x1();

  /** Rows of a strip at most, and of a block. */
  private static final int STRIP_ROWS = 32;

  private static final int BLOCK_ROWS = 8 * STRIP_ROWS;

  /** Ints of a block of widened rows, if that is not less than a strip: 256 KB. */
  private static final int BLOCK_INTS = 1 << 16;

  /** Places in the array of ints: the range, the sums of a strip, the widened rows. */
  private static final int RANGE = 0;

  private static final int SUMS = W;
  private static final int WIDENED = SUMS + STRIP_ROWS * 2 * W;

  private static final byte[] NO_BYTES = {};
  private static final float[] NO_FLOATS = {};

  @Override
  public PackedMatrix pack(
      int segments,
      int length,
      int columns,
      byte[] b,
      int offset,
      int rowStride,
      int columnStride,
      int inputMagnitude) {
    return BytePanels.pack(segments, length, columns, b, offset, rowStride, columnStride);
  }

  @Override
  public void multiply(
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
      Workspace workspace) {
    multiplyRows(
        rows,
        a,
        aOffset,
        aStride,
        (BytePanels) b,
        epilogue,
        residual,
        residualOffset,
        c,
        NO_FLOATS,
        cOffset,
        cStride,
        workspace);
  }

  @Override
  public void multiply(
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
      Workspace workspace) {
    multiplyRows(
        rows,
        a,
        aOffset,
        aStride,
        (BytePanels) b,
        epilogue,
        residual,
        residualOffset,
        NO_BYTES,
        c,
        cOffset,
        cStride,
        workspace);
  }

  @Override
  public void multiplyPatches(
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
      Workspace workspace) {
    multiplyBlocks(
        rows,
        a,
        aOffset,
        patches,
        firstPatch,
        (BytePanels) b,
        epilogue,
        residual,
        residualOffset,
        c,
        NO_FLOATS,
        cOffset,
        cStride,
        workspace);
  }

  @Override
  public void multiplyPatches(
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
      Workspace workspace) {
    multiplyBlocks(
        rows,
        a,
        aOffset,
        patches,
        firstPatch,
        (BytePanels) b,
        epilogue,
        residual,
        residualOffset,
        NO_BYTES,
        c,
        cOffset,
        cStride,
        workspace);
  }

  /** Multiplies rows into the one of the two results that is not empty. */
  private static void multiplyRows(
      int rows,
      byte[] a,
      int aOffset,
      int aStride,
      BytePanels b,
      IntegerEpilogue epilogue,
      float[] residual,
      int residualOffset,
      byte[] bytes,
      float[] floats,
      int cOffset,
      int cStride,
      Workspace workspace) {
    int perRow = b.segments() * b.steps();
    int blockRows = blockRows(perRow);
    int most = Math.min(rows, blockRows);
    int[] ints = workspace.ints(WIDENED + most * perRow);
    int[] starts = workspace.starts(most);
    for (int i = 0; i < most; i++) {
      starts[i] = i * perRow;
    }
    for (int first = 0; first < rows; first += blockRows) {
      int height = Math.min(blockRows, rows - first);
      int from = aOffset + first * aStride;
      WidenedRows.range(height, b.depth(), a, from, aStride, ints);
      int centre = centre(ints);
      widen(height, a, from, aStride, b, centre, ints);
      multiplyBlock(
          height,
          ints,
          starts,
          b.steps(),
          b,
          centre,
          epilogue,
          residual,
          residualOffset + first * cStride,
          bytes,
          floats,
          cOffset + first * cStride,
          cStride,
          workspace);
    }
  }

  private static void widen(
      int rows, byte[] a, int aOffset, int aStride, BytePanels b, int centre, int[] ints) {
    int segments = b.segments();
    int length = b.length();
    int steps = b.steps();
    if (segments == 1) {
      WidenedRows.widen(rows, length, a, aOffset, aStride, centre, ints, WIDENED, steps);
      return;
    }
    for (int i = 0; i < rows; i++) {
      int from = aOffset + i * aStride;
      int to = WIDENED + i * segments * steps;
      WidenedRows.widen(segments, length, a, from, length, centre, ints, to, steps);
    }
  }

  /**
   * Multiplies patches. Where all runs begin at even places the part of the image that they cover
   * is widened once, pairs stay pairs, and patches overlap in it; else patch by patch.
   */
  private static void multiplyBlocks(
      int rows,
      byte[] a,
      int aOffset,
      PatchRows patches,
      int firstPatch,
      BytePanels b,
      IntegerEpilogue epilogue,
      float[] residual,
      int residualOffset,
      byte[] bytes,
      float[] floats,
      int cOffset,
      int cStride,
      Workspace workspace) {
    int segments = b.segments();
    int perPatch = segments * b.steps();
    boolean isEven =
        ((patches.rowStride() | patches.columnStride() | patches.segmentStride()) & 1) == 0;
    int last = patches.start(firstPatch + Math.max(0, rows - 1));
    int perRow = (last - patches.start(firstPatch)) / 2 / Math.max(1, rows);
    int blockRows = blockRows(isEven ? perRow : perPatch);
    int[] starts = workspace.starts(Math.min(rows, blockRows));
    for (int row = 0; row < rows; row += blockRows) {
      int height = Math.min(blockRows, rows - row);
      int first = firstPatch + row;
      patches.starts(first, height, starts);
      int origin = starts[0];
      int from = aOffset + origin;
      int span = starts[height - 1] - origin + patches.extent();
      int length = isEven ? Math.ceilDiv(span, 2) : height * perPatch;
      int[] ints = workspace.ints(WIDENED + length);
      WidenedRows.range(1, span, a, from, span, ints);
      int centre = centre(ints);
      if (isEven) {
        WidenedRows.widen(1, span, a, from, span, centre, ints, WIDENED, length);
      }
      for (int i = 0; i < height; i++) {
        int start = starts[i] - origin;
        if (isEven) {
          starts[i] = start / 2;
        } else {
          starts[i] = i * perPatch;
          WidenedRows.widen(
              segments,
              b.length(),
              a,
              from + start,
              patches.segmentStride(),
              centre,
              ints,
              WIDENED + i * perPatch,
              b.steps());
        }
      }
      multiplyBlock(
          height,
          ints,
          starts,
          isEven ? patches.segmentStride() / 2 : b.steps(),
          b,
          centre,
          epilogue,
          residual,
          residualOffset + row * cStride,
          bytes,
          floats,
          cOffset + row * cStride,
          cStride,
          workspace);
    }
  }

  private static int blockRows(int intsPerRow) {
    int strips = BLOCK_INTS / STRIP_ROWS / Math.max(1, intsPerRow);
    return Math.clamp(strips, 1, BLOCK_ROWS / STRIP_ROWS) * STRIP_ROWS;
  }

  private static int centre(int[] ints) {
    return (ints[RANGE] + ints[RANGE + 1]) >> 1;
  }

  /** Multiplies a block of widened rows whose range is known. */
  private static void multiplyBlock(
      int rows,
      int[] ints,
      int[] starts,
      int segmentStride,
      BytePanels b,
      int centre,
      IntegerEpilogue epilogue,
      float[] residual,
      int residualOffset,
      byte[] bytes,
      float[] floats,
      int cOffset,
      int cStride,
      Workspace workspace) {
    int magnitude = Math.max(ints[RANGE + 1] - centre, centre - ints[RANGE]);
    float[] scratch = workspace.tile(IntegerTileEpilogue.floats(STRIP_ROWS));
    short[] shorts = workspace.shorts(2 * b.widenedLength());
    for (int panel = 0; panel < b.panels(); panel += 2) {
      int group = Math.min(2, b.panels() - panel);
      int block = b.block(panel, group, magnitude);
      if (group == 1 || rows >= TILE.rows) {
        b.widen(panel, group, shorts);
      }
      for (int row = 0; row < rows; row += STRIP_ROWS) {
        int height = Math.min(STRIP_ROWS, rows - row);
        sum(height, segmentStride, block, ints, starts, row, b, panel, group, shorts);
        int at = row * cStride + panel * W;
        finish(
            height,
            b,
            panel,
            group,
            centre,
            ints,
            epilogue,
            residual,
            residualOffset + at,
            bytes,
            floats,
            cOffset + at,
            cStride,
            scratch);
      }
    }
  }

  /** Sums a strip: whole tiles, and what is left by a single row or in all by less than a tile. */
  private static void sum(
      int rows,
      int segmentStride,
      int block,
      int[] ints,
      int[] starts,
      int first,
      BytePanels b,
      int panel,
      int group,
      short[] shorts) {
    ByteTile tile = group == 1 ? NARROW : TILE;
    int single = group == 1 ? 0 : rows < TILE.rows ? rows : rows % TILE.rows == 1 ? 1 : 0;
    int height = rows - single;
    if (height > 0) {
      tile.multiply(
          b.segments(),
          b.steps(),
          segmentStride,
          block,
          ints,
          WIDENED,
          starts,
          first,
          height,
          shorts,
          0,
          b.widenedLength(),
          ints,
          SUMS);
    }
    for (int row = height; row < rows; row++) {
      ByteRowTile.multiply(
          b.segments(),
          b.steps(),
          segmentStride,
          block,
          ints,
          WIDENED + starts[first + row],
          b.values(),
          panel * b.panelStride(),
          b.panelStride(),
          ints,
          SUMS + row * 2 * W);
    }
  }

  private static void finish(
      int rows,
      BytePanels b,
      int panel,
      int group,
      int centre,
      int[] ints,
      IntegerEpilogue epilogue,
      float[] residual,
      int residualOffset,
      byte[] bytes,
      float[] floats,
      int cOffset,
      int cStride,
      float[] scratch) {
    int first = panel * W;
    int columns = Math.min(group * W, b.columns() - first);
    for (int j = 0; j < columns; j += W) {
      int width = Math.min(W, columns - j);
      if (bytes.length > 0) {
        IntegerTileEpilogue.toBytes(
            rows,
            first + j,
            width,
            ints,
            SUMS + j,
            group * W,
            b.columnSums(),
            centre,
            epilogue,
            residual,
            residualOffset + j,
            bytes,
            cOffset + j,
            cStride,
            scratch);
      } else {
        IntegerTileEpilogue.toFloats(
            rows,
            first + j,
            width,
            ints,
            SUMS + j,
            group * W,
            b.columnSums(),
            centre,
            epilogue,
            residual,
            residualOffset + j,
            floats,
            cOffset + j,
            cStride,
            scratch);
      }
    }
  }
}
