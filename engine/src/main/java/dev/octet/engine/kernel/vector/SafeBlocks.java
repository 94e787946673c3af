package dev.octet.engine.kernel.vector;

import java.util.Arrays;

/**
 * The steps of a product cut into blocks whose sums int16 can hold, for groups of panels that are
 * multiplied together and for left-hand sides of some magnitudes. Each block goes on until the next
 * step could overflow in some lane, so there are as few blocks as can be.
 *
 * @param lengths the steps of each block, in the order of the groups, in a group by magnitude, and
 *     then by depth; no block reaches over the end of a segment
 * @param firsts where in {@code lengths} the blocks of a group and a magnitude begin; the element
 *     after them, where they end
 */
record SafeBlocks(byte[] lengths, int[] firsts) {
  /** Panels of a group; the last one can have less. */
  static final int GROUP = 2;

  /** Steps of a block at most. */
  private static final int LONGEST = Byte.MAX_VALUE;

  /** Blocks are kept for {@code LEAST, LEAST + STEP ...}; the greatest for all int8. */
  private static final int LEAST = 24;

  private static final int STEP = 8;
  private static final int GREATEST = 128;
  private static final int CHOICES = (GREATEST - LEAST) / STEP + 1;

  /**
   * @param values of the panels, {@code lanes} a step
   * @param start where the first panel begins
   * @param panelStride from one panel to the next
   */
  static SafeBlocks of(
      byte[] values, int start, int panels, int panelStride, int segments, int steps, int lanes) {
    int groups = Math.ceilDiv(panels, GROUP);
    var firsts = new int[groups * CHOICES + 1];
    var lengths = new byte[16];
    var sums = new int[lanes];
    int count = 0;
    for (int i = 0; i < groups * CHOICES; i++) {
      int limit = Short.MAX_VALUE / (LEAST + i % CHOICES * STEP);
      int from = start + i / CHOICES * GROUP * panelStride;
      int end = Math.min(from + GROUP * panelStride, start + panels * panelStride);
      for (int segment = 0; segment < segments; segment++) {
        int at = from + segment * steps * lanes;
        for (int step = 0; step < steps; count++) {
          int length = length(values, at, end, panelStride, steps - step, limit, lanes, sums);
          if (count == lengths.length) {
            lengths = Arrays.copyOf(lengths, 2 * count);
          }
          lengths[count] = (byte) length;
          step += length;
          at += length * lanes;
        }
      }
      firsts[i + 1] = count;
    }
    return new SafeBlocks(Arrays.copyOf(lengths, count), firsts);
  }

  /** The steps from one on, 1 or more, whose magnitudes sum up to at most {@code limit}. */
  private static int length(
      byte[] values,
      int from,
      int end,
      int panelStride,
      int steps,
      int limit,
      int lanes,
      int[] sums) {
    int length = Math.min(steps, LONGEST);
    for (int panel = from; panel < end; panel += panelStride) {
      Arrays.fill(sums, 0);
      for (int step = 0; step < length; step++) {
        int at = panel + step * lanes;
        int largest = 0;
        for (int lane = 0; lane < lanes; lane++) {
          sums[lane] += Math.abs(values[at + lane]);
          largest = Math.max(largest, sums[lane]);
        }
        if (largest > limit) {
          length = step;
        }
      }
    }
    return length;
  }

  /**
   * Where the blocks of a group begin.
   *
   * @param panel the first of the group
   * @param magnitude of the elements of the left-hand side, at most 128
   */
  int first(int panel, int magnitude) {
    return firsts[index(panel, magnitude)];
  }

  /** How many blocks a group has in all segments together. */
  int count(int panel, int magnitude) {
    int index = index(panel, magnitude);
    return firsts[index + 1] - firsts[index];
  }

  private static int index(int panel, int magnitude) {
    return panel / GROUP * CHOICES + Math.ceilDiv(Math.max(0, magnitude - LEAST), STEP);
  }

  long bytes() {
    return lengths.length + 4L * firsts.length;
  }
}
