package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.ByteGemm;
import dev.octet.engine.kernel.IntegerEpilogue;
import dev.octet.engine.kernel.PackedMatrix;
import dev.octet.engine.kernel.Workspace;

/**
 * The product in register tiles with blocks of products summed in int16, see {@link ByteTile}.
 *
 * <p>The fewer bits A needs, the longer the blocks can be. So each block of rows of A is looked
 * through first and multiplied less the centre of its range: {@code Σ a·b = Σ (a - centre)·b +
 * centre·Σ b}, all exact. The results of a relu need one bit less in this way. That the range is
 * looked up makes the promise of a magnitude at packing time unnecessary.
 *
 * <p>The order of the loops is: blocks of rows, pairs of panels, tiles.
 */
final class VectorByteGemm implements ByteGemm {
  private static final int W = ByteTile.W;

  private static final ByteTile TILE = new ByteTile4x2();
  private static final ByteTile TILE_OF_TWO_STEPS = new ByteTile4x2TwoSteps();
  private static final ByteTile NARROW = new ByteTile8x1();
  private static final ByteTile ROW = new ByteTile1x2TwoSteps();

  /** The least block that gains more than its inner loop costs: the wider, the less it costs. */
  private static final int LONG_BLOCK = Lanes.BITS == 512 ? 4 : 6;

  /** Steps so few that no block gains that much. */
  private static final int FEW_STEPS = 16;

  /** Rows of a block at most, and what they are a multiple of. */
  private static final int BLOCK_ROWS = 32;

  private static final int ROWS_UNIT = 8;

  /** Steps of a block of rows, if it is not the least that can be: 256 KB when widened. */
  private static final int BLOCK_STEPS = 1 << 16;

  /** Places in the array of ints: the range, the sums of a block, the widened rows. */
  private static final int RANGE = 0;

  private static final int SUMS = W;
  private static final int WIDENED = SUMS + BLOCK_ROWS * 2 * W;

  private static final byte[] NO_BYTES = {};
  private static final float[] NO_FLOATS = {};

  @Override
  public PackedMatrix pack(
      int depth,
      int columns,
      byte[] b,
      int offset,
      int rowStride,
      int columnStride,
      int inputMagnitude) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException(
          "depth is " + depth + ", the most an int32 sum can hold is " + MAX_DEPTH);
    }
    return BytePanels.pack(depth, columns, b, offset, rowStride, columnStride);
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
    multiply(
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
    multiply(
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

  /** Multiplies into the one of the two results that is not empty. */
  private static void multiply(
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
    int steps = b.steps();
    int blockRows = blockRows(steps);
    int[] ints = workspace.ints(WIDENED + Math.min(rows, blockRows) * steps);
    float[] scratch = workspace.tile(IntegerTileEpilogue.floats(BLOCK_ROWS));
    for (int first = 0; first < rows; first += blockRows) {
      int height = Math.min(blockRows, rows - first);
      int from = aOffset + first * aStride;
      WidenedRows.range(height, b.depth(), a, from, aStride, ints);
      int centre = (ints[RANGE] + ints[RANGE + 1]) >> 1;
      int magnitude = Math.max(ints[RANGE + 1] - centre, centre - ints[RANGE]);
      WidenedRows.widen(height, b.depth(), a, from, aStride, centre, ints, WIDENED, steps);
      for (int panel = 0; panel < b.panels(); panel += 2) {
        int group = Math.min(2, b.panels() - panel);
        sum(height, steps, b, panel, group, magnitude, ints);
        int at = first * cStride + panel * W;
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

  private static int blockRows(int steps) {
    int most = BLOCK_STEPS / (ROWS_UNIT * Math.max(1, steps)) * ROWS_UNIT;
    return Math.clamp(most, ROWS_UNIT, BLOCK_ROWS);
  }

  private static void sum(
      int rows, int steps, BytePanels b, int panel, int group, int magnitude, int[] ints) {
    int block = b.block(panel, group, magnitude);
    ByteTile tile = tile(rows, group, steps, block);
    for (int row = 0; row < rows; row += tile.rows) {
      tile.multiply(
          steps,
          block,
          ints,
          WIDENED + row * steps,
          steps,
          Math.min(tile.rows, rows - row),
          b.values(),
          panel * b.panelStride(),
          b.panelStride(),
          ints,
          SUMS + row * group * W);
    }
  }

  private static ByteTile tile(int rows, int group, int steps, int block) {
    if (group == 1) {
      return NARROW;
    }
    if (block == 1) {
      return TILE;
    }
    if (rows == 1) {
      return ROW;
    }
    return block < LONG_BLOCK || steps <= FEW_STEPS ? TILE_OF_TWO_STEPS : TILE;
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
