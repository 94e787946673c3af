package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.PackedMatrix;
import java.util.Arrays;

/**
 * An int8 matrix as int16, cut into panels of one vector of pairs: element (p, j) is {@code
 * values[j/W · panelStride + p/2 · L + 2·(j mod W) + p mod 2]}. Depth is filled up to a multiple of
 * 4 and columns to whole panels, with zeros.
 *
 * @param columnSums the sum of each column, zeros for those that fill up
 * @param limits element {@code panel·BLOCKS.length + i}: the largest magnitude of A for which
 *     {@code BLOCKS[i]} products in one lane of this panel cannot overflow int16
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
    int panelStride = Math.addExact(Math.multiplyExact(steps(depth), L), GAP);
    int panels = Math.ceilDiv(columns, W);
    var values = new short[Math.multiplyExact(panels, panelStride)];
    var columnSums = new int[panels * W];
    for (int j = 0; j < columns; j++) {
      int to = j / W * panelStride + 2 * (j % W);
      int from = offset + j * columnStride;
      for (int p = 0; p < depth; p++) {
        byte value = b[from + p * rowStride];
        values[to + p / 2 * L + p % 2] = value;
        columnSums[j] += value;
      }
    }
    var limits = new short[panels * BLOCKS.length];
    for (int panel = 0; panel < panels; panel++) {
      for (int i = 0; i < BLOCKS.length; i++) {
        int sum = largestSum(values, panel * panelStride, steps(depth), BLOCKS[i]);
        limits[panel * BLOCKS.length + i] = (short) (Short.MAX_VALUE / Math.max(1, sum));
      }
    }
    return new BytePanels(depth, columns, panelStride, values, columnSums, limits);
  }

  /** The largest sum of magnitudes in one lane and one block. */
  private static int largestSum(short[] values, int offset, int steps, int block) {
    var sums = new int[L];
    int largest = 0;
    for (int first = 0; first < steps; first += block) {
      Arrays.fill(sums, 0);
      for (int k = first; k < Math.min(first + block, steps); k++) {
        for (int lane = 0; lane < L; lane++) {
          sums[lane] += Math.abs(values[offset + k * L + lane]);
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

  /** Steps of two elements of depth; an even number. */
  int steps() {
    return steps(depth);
  }

  private static int steps(int depth) {
    return Math.ceilDiv(depth, 4) * 2;
  }

  int panels() {
    return columnSums.length / W;
  }

  @Override
  public long bytes() {
    return 2L * values.length + 4L * columnSums.length + 2L * limits.length;
  }
}
