package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.PackedMatrix;
import java.util.Arrays;

/**
 * An int8 matrix as int16, cut into panels of one vector of columns. The lane of column j in its
 * panel is {@code 2·(j mod W)} for the first half of the columns and one more for the second, so
 * that {@link ByteTile} finds both halves in order. Depth is filled up to an even number and
 * columns to whole panels, with zeros.
 *
 * @param columnSums the sum of each column, zeros for those that fill up
 * @param limits element {@code panel·BLOCKS.length + i}: the largest magnitude of A for which
 *     {@code BLOCKS[i]} products of this panel cannot overflow int16
 */
record BytePanels(
    int depth, int columns, int panelStride, short[] values, int[] columnSums, short[] limits)
    implements PackedMatrix {
  private static final int L = ByteTile.L;
  private static final int W = ByteTile.W;

  /** The lengths of blocks to choose from. */
  private static final int[] BLOCKS = {1, 2, 3, 4, 6, 8, 12, 16};

  /** Keeps panels from beginning at the same place of a page; see {@link FloatPanels}. */
  private static final int GAP = 32;

  static BytePanels pack(
      int depth, int columns, byte[] b, int offset, int rowStride, int columnStride) {
    int panelStride = Math.addExact(Math.multiplyExact(evenDepth(depth), L), GAP);
    int panels = Math.ceilDiv(columns, L);
    var values = new short[Math.multiplyExact(panels, panelStride)];
    var columnSums = new int[panels * L];
    for (int j = 0; j < columns; j++) {
      int to = j / L * panelStride + 2 * (j % W) + j % L / W;
      int from = offset + j * columnStride;
      for (int p = 0; p < depth; p++) {
        byte value = b[from + p * rowStride];
        values[to + p * L] = value;
        columnSums[j] += value;
      }
    }
    var limits = new short[panels * BLOCKS.length];
    for (int panel = 0; panel < panels; panel++) {
      for (int i = 0; i < BLOCKS.length; i++) {
        int sum = largestSum(values, panel * panelStride, depth, BLOCKS[i]);
        limits[panel * BLOCKS.length + i] = (short) (Short.MAX_VALUE / Math.max(1, sum));
      }
    }
    return new BytePanels(depth, columns, panelStride, values, columnSums, limits);
  }

  /** The largest sum of magnitudes in one lane and one block. */
  private static int largestSum(short[] values, int offset, int depth, int block) {
    var sums = new int[L];
    int largest = 0;
    for (int first = 0; first < depth; first += block) {
      Arrays.fill(sums, 0);
      for (int p = first; p < Math.min(first + block, depth); p++) {
        for (int lane = 0; lane < L; lane++) {
          sums[lane] += Math.abs(values[offset + p * L + lane]);
        }
      }
      for (int lane = 0; lane < L; lane++) {
        largest = Math.max(largest, sums[lane]);
      }
    }
    return largest;
  }

  /**
   * The longest block that is safe for some panels.
   *
   * @param magnitude of the elements of A, at most 128
   */
  int block(int panel, int panels, int magnitude) {
    int choice = BLOCKS.length - 1;
    for (int p = panel; p < panel + panels; p++) {
      while (limits[p * BLOCKS.length + choice] < magnitude) {
        choice--;
      }
    }
    return BLOCKS[choice];
  }

  /** The depth filled up to an even number. */
  int evenDepth() {
    return evenDepth(depth);
  }

  private static int evenDepth(int depth) {
    return depth + (depth & 1);
  }

  int panels() {
    return columnSums.length / L;
  }

  @Override
  public long bytes() {
    return 2L * values.length + 4L * columnSums.length + 2L * limits.length;
  }
}
