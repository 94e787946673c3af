package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.ByteGemm;
import dev.octet.engine.kernel.IntegerEpilogue;
import dev.octet.engine.kernel.PackedMatrix;
import dev.octet.engine.kernel.PatchRows;
import dev.octet.engine.kernel.Workspace;
import jdk.incubator.vector.IntVector;

/**
 * The product in register tiles with blocks of products summed in int16, see {@link ByteTile}.
 *
 * <p>The fewer bits A needs, the longer the blocks can be. So each strip of rows of A is looked
 * through first and multiplied less the centre of its range: {@code Σ a·b = Σ (a - centre)·b +
 * centre·Σ b}, all exact. The results of a relu need one bit less in this way. That the range is
 * looked up makes the promise of a magnitude at packing time unnecessary.
 *
 * <p>The order of the loops is: blocks of rows, pairs of panels, strips of rows that are finished
 * together, tiles.
 */
final class VectorByteGemm implements ByteGemm {
  private static final int W = ByteTile.W;

  static final ByteTile TILE = new ByteTile4x2();
  private static final ByteTile NARROW = new ByteTile8x1();

  /**
   * The shortest blocks for which sums in int16 are faster than those in float32, which are as wide
   * as int32; the mean counts.
   */
  private static final int LEAST_BLOCK = Lanes.TUNING.leastBlock();

  /** So few steps of a segment that the widening of int16 sums of a single panel costs too much. */
  private static final int FEW_STEPS = 4;

  /** Rows of a strip at most, and of a block. */
  static final int STRIP_ROWS = 96;

  private static final int BLOCK_ROWS = 2 * STRIP_ROWS;

  /** Ints of a block of widened rows, if that is not less than a strip: 256 KB. */
  private static final int BLOCK_INTS = 1 << 16;

  /** Places in the array of ints: the centre and the magnitude of each strip, the widened rows. */
  private static final int RANGES = 0;

  private static final int WIDENED = 2 * BLOCK_ROWS / STRIP_ROWS + W;

  /** The place in the array of floats, behind the sums, of what those of two panels go on from. */
  private static final int INITIAL = FloatSums.PANELS - 2 * W;

  /** Ways to sum that the panels of a block of rows take: bits. */
  private static final int IN_INT16 = 1;

  private static final int IN_FLOAT = 2;

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
    int depth = b.depth();
    int blockRows = blockRows(perRow);
    int most = Math.min(rows, blockRows);
    int[] ints = workspace.ints(WIDENED + most * perRow + 1);
    int[] starts = workspace.starts(2 * most);
    for (int i = 0; i < most; i++) {
      starts[i] = i * perRow;
      starts[most + i] = i * depth;
    }
    for (int first = 0; first < rows; first += blockRows) {
      int height = Math.min(blockRows, rows - first);
      int from = aOffset + first * aStride;
      for (int row = 0; row < height; row += STRIP_ROWS) {
        int strip = Math.min(STRIP_ROWS, height - row);
        int range = RANGES + 2 * (row / STRIP_ROWS);
        WidenedRows.range(strip, depth, a, from + row * aStride, aStride, ints, range);
      }
      int ways = ways(height, ints, b);
      if ((ways & IN_INT16) != 0) {
        for (int row = 0; row < height; row += STRIP_ROWS) {
          int strip = Math.min(STRIP_ROWS, height - row);
          widen(row, strip, a, from + row * aStride, aStride, b, ints);
        }
      }
      boolean inFloat = (ways & IN_FLOAT) != 0;
      float[] sums =
          workspace.sums(inFloat ? FloatSums.floats(b, height * depth) : FloatSums.PANELS);
      if (inFloat) {
        FloatSums.widen(height, depth, a, from, aStride, sums, FloatSums.rows(b));
      }
      multiplyBlock(
          height,
          ints,
          starts,
          b.steps(),
          most,
          1,
          0,
          b,
          epilogue,
          residual,
          residualOffset + first * cStride,
          bytes,
          floats,
          cOffset + first * cStride,
          cStride,
          sums,
          workspace);
    }
  }

  /** Widens the strip that begins with {@code row} of a block. */
  private static void widen(
      int row, int rows, byte[] a, int aOffset, int aStride, BytePanels b, int[] ints) {
    int segments = b.segments();
    int length = b.length();
    int steps = b.steps();
    int to = WIDENED + row * segments * steps;
    int centre = ints[RANGES + 2 * (row / STRIP_ROWS)];
    if (segments == 1) {
      WidenedRows.widen(rows, length, a, aOffset, aStride, centre, ints, to, steps);
      return;
    }
    for (int i = 0; i < rows; i++) {
      int from = aOffset + i * aStride;
      int at = to + i * segments * steps;
      WidenedRows.widen(segments, length, a, from, length, centre, ints, at, steps);
    }
  }

  /**
   * Multiplies patches. The part of the image that a block of them covers is widened once, and
   * patches overlap in it; twice where some begin at odd places, with the pairs that begin there.
   * Runs at odd distances are widened patch by patch.
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
    int perPatch = b.segments() * b.steps();
    boolean isApart = b.segments() > 1 && patches.segmentStride() % 2 != 0;
    int last = patches.start(firstPatch + Math.max(0, rows - 1));
    int perRow = (last - patches.start(firstPatch)) / Math.max(1, rows);
    int blockRows = blockRows(isApart ? perPatch : perRow);
    int most = Math.min(rows, blockRows);
    int[] starts = workspace.starts(2 * most);
    for (int row = 0; row < rows; row += blockRows) {
      int height = Math.min(blockRows, rows - row);
      patches.starts(firstPatch + row, height, starts);
      int from = aOffset + starts[0];
      int span = starts[height - 1] - starts[0] + patches.extent();
      for (int i = 0; i < height; i++) {
        starts[most + i] = starts[i] - starts[0];
      }
      int[] ints = workspace.ints(WIDENED + (isApart ? height * perPatch : span + 2) + 1);
      WidenedRows.range(1, span, a, from, span, ints, RANGES);
      for (int strip = 1; strip < Math.ceilDiv(height, STRIP_ROWS); strip++) {
        ints[RANGES + 2 * strip] = ints[RANGES];
        ints[RANGES + 2 * strip + 1] = ints[RANGES + 1];
      }
      int ways = ways(height, ints, b);
      boolean inFloat = (ways & IN_FLOAT) != 0;
      float[] sums = workspace.sums(inFloat ? FloatSums.floats(b, span) : FloatSums.PANELS);
      if (inFloat) {
        FloatSums.widen(1, span, a, from, span, sums, FloatSums.rows(b));
      }
      if ((ways & IN_INT16) != 0) {
        if (isApart) {
          widenApart(height, a, aOffset, patches, starts, b, ints);
        } else {
          boolean hasOdd = (patches.rowStride() | patches.columnStride()) % 2 != 0;
          widenTogether(height, a, from, span, hasOdd, starts, ints);
        }
      }
      multiplyBlock(
          height,
          ints,
          starts,
          isApart ? b.steps() : patches.segmentStride() / 2,
          most,
          b.segments(),
          patches.segmentStride(),
          b,
          epilogue,
          residual,
          residualOffset + row * cStride,
          bytes,
          floats,
          cOffset + row * cStride,
          cStride,
          sums,
          workspace);
    }
  }

  /** Widens all that patches cover; turns their starts in the image into those of pairs. */
  private static void widenTogether(
      int rows, byte[] a, int aOffset, int span, boolean hasOdd, int[] starts, int[] ints) {
    int centre = ints[RANGES];
    int pairs = Math.ceilDiv(span, 2);
    WidenedRows.widen(1, span, a, aOffset, span, centre, ints, WIDENED, pairs);
    if (hasOdd) {
      int rest = span - 1;
      int to = WIDENED + pairs;
      WidenedRows.widen(1, rest, a, aOffset + 1, rest, centre, ints, to, Math.ceilDiv(rest, 2));
    }
    int origin = starts[0];
    for (int i = 0; i < rows; i++) {
      int start = starts[i] - origin;
      starts[i] = start % 2 == 0 ? start / 2 : pairs + start / 2;
    }
  }

  /** The same, patch by patch. */
  private static void widenApart(
      int rows, byte[] a, int aOffset, PatchRows patches, int[] starts, BytePanels b, int[] ints) {
    int length = b.length();
    int stride = patches.segmentStride();
    int perPatch = b.segments() * b.steps();
    int centre = ints[RANGES];
    for (int i = 0; i < rows; i++) {
      int from = aOffset + starts[i];
      int to = WIDENED + i * perPatch;
      WidenedRows.widen(b.segments(), length, a, from, stride, centre, ints, to, b.steps());
      starts[i] = i * perPatch;
    }
  }

  private static int blockRows(int intsPerRow) {
    int strips = BLOCK_INTS / STRIP_ROWS / Math.max(1, intsPerRow);
    return Math.clamp(strips, 1, BLOCK_ROWS / STRIP_ROWS) * STRIP_ROWS;
  }

  /**
   * Multiplies a block of rows whose ranges are known, widened as their {@link #ways} need it.
   *
   * @param starts of rows in pairs, and from {@code firstInFloat} on in float
   * @param segmentStride of rows in pairs
   * @param segmentsInFloat runs of a row in float, {@code strideInFloat} apart
   * @param sums with the rows in float
   */
  private static void multiplyBlock(
      int rows,
      int[] ints,
      int[] starts,
      int segmentStride,
      int firstInFloat,
      int segmentsInFloat,
      int strideInFloat,
      BytePanels b,
      IntegerEpilogue epilogue,
      float[] residual,
      int residualOffset,
      byte[] bytes,
      float[] floats,
      int cOffset,
      int cStride,
      float[] sums,
      Workspace workspace) {
    float[] scratch = workspace.tile(IntegerTileEpilogue.floats(STRIP_ROWS));
    short[] shorts = workspace.shorts(BytePanels.WIDENED + 2 * b.widenedLength() + ByteTile.L);
    for (int panel = 0; panel < b.panels(); panel += 2) {
      int group = Math.min(2, b.panels() - panel);
      boolean hasShorts = false;
      boolean hasFloats = false;
      for (int row = 0; row < rows; row += STRIP_ROWS) {
        int height = Math.min(STRIP_ROWS, rows - row);
        int range = RANGES + 2 * (row / STRIP_ROWS);
        boolean isInFloat = isInFloat(panel, group, height, ints, range, b);
        if (isInFloat) {
          if (!hasFloats) {
            b.widen(panel, group, sums, FloatSums.PANELS);
            hasFloats = true;
          }
          int first = firstInFloat + row;
          FloatSums.sum(height, segmentsInFloat, strideInFloat, starts, first, b, group, sums);
        } else {
          if (!hasShorts && (group == 1 ? rows > 1 : rows >= TILE.rows)) {
            b.widen(panel, group, shorts);
            hasShorts = true;
          }
          sum(height, segmentStride, range, ints, starts, row, b, panel, group, shorts, sums);
        }
        int at = row * cStride + panel * W;
        int column = panel * W;
        IntegerTileEpilogue.finish(
            height,
            column,
            Math.min(group * W, b.columns() - column),
            sums,
            FloatSums.SUMS,
            group * W,
            !isInFloat,
            b.largestSum(),
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

  /** The ways in which a block of rows whose ranges are known is summed. */
  private static int ways(int rows, int[] ints, BytePanels b) {
    int ways = 0;
    for (int panel = 0; panel < b.panels(); panel += 2) {
      int group = Math.min(2, b.panels() - panel);
      for (int row = 0; row < rows; row += STRIP_ROWS) {
        int height = Math.min(STRIP_ROWS, rows - row);
        int range = RANGES + 2 * (row / STRIP_ROWS);
        ways |= isInFloat(panel, group, height, ints, range, b) ? IN_FLOAT : IN_INT16;
      }
    }
    return ways;
  }

  /** Whether blocks in int16 are so short that sums in float32 are faster, and these are exact. */
  private static boolean isInFloat(
      int panel, int group, int rows, int[] ints, int range, BytePanels b) {
    int magnitude = ints[range + 1];
    int blocks = b.blocks().count(panel, magnitude);
    boolean isShort =
        b.segments() * b.steps() < blocks * LEAST_BLOCK || group == 1 && b.steps() <= FEW_STEPS;
    return isShort && rows > 1 && b.isExactInFloat(panel, group, Math.abs(ints[range]) + magnitude);
  }

  /** How many rows of a strip, the last ones, are multiplied one by one. */
  private static int singleRows(int rows, int group) {
    if (rows == 1) {
      return 1;
    }
    if (group == 1) {
      return 0;
    }
    if (rows < TILE.rows) {
      return rows;
    }
    return rows % TILE.rows == 1 ? 1 : 0;
  }

  /**
   * Sums a strip: whole tiles, and what is left by a single row or in all by less than a tile. A
   * row of a single panel is summed twice: a tile of its own would be called so rarely that C2
   * compiles it late.
   */
  private static void sum(
      int rows,
      int segmentStride,
      int range,
      int[] ints,
      int[] starts,
      int first,
      BytePanels b,
      int panel,
      int group,
      short[] shorts,
      float[] sums) {
    int centre = ints[range];
    int magnitude = ints[range + 1];
    SafeBlocks blocks = b.blocks();
    int firstBlock = blocks.first(panel, magnitude);
    int blockStarts = blocks.count(panel, magnitude) * ByteTile.EVEN_START;
    for (int i = 0; i < group * W; i += W) {
      IntVector.fromArray(ByteTile.INTS, b.columnSums(), panel * W + i)
          .mul(centre)
          .sub(blockStarts)
          .reinterpretAsFloats()
          .intoArray(sums, INITIAL + i);
    }
    ByteTile tile = group == 1 ? NARROW : TILE;
    int height = rows - singleRows(rows, group);
    int segments = b.steps() == 0 ? 0 : b.segments();
    if (height > 0) {
      tile.multiply(
          segments,
          b.steps(),
          segmentStride,
          blocks.lengths(),
          firstBlock,
          ints,
          WIDENED,
          starts,
          first,
          height,
          shorts,
          BytePanels.WIDENED,
          b.widenedLength(),
          INITIAL,
          sums,
          FloatSums.SUMS);
    }
    for (int row = height; row < rows; row++) {
      ByteRowTile.multiply(
          segments,
          b.steps(),
          segmentStride,
          blocks.lengths(),
          firstBlock,
          ints,
          WIDENED + starts[first + row],
          b.values(),
          BytePanels.START + panel * b.panelStride(),
          group == 1 ? 0 : b.panelStride(),
          INITIAL,
          sums,
          FloatSums.SUMS + row * 2 * W);
    }
  }
}
