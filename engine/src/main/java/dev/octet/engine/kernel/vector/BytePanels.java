package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.ByteGemm;
import dev.octet.engine.kernel.CacheLine;
import dev.octet.engine.kernel.PackedMatrix;
import java.util.Arrays;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * An int8 matrix cut into panels of as many columns as a vector has pairs of int16. Its rows are
 * segments of a length, each filled up to whole steps of two: element (s·length + q, j) is {@code
 * values[START + j/W · panelStride + (s·steps + q/2) · L + 2·(j mod W) + q mod 2]}. Columns are
 * filled up to whole panels. What fills up is zero.
 *
 * @param columnSums the sum of each column, zeros for those that fill up
 * @param exactLimits one element a panel: the largest magnitude of A for which all sums are
 *     integers that float32 holds
 */
record BytePanels(
    int segments,
    int length,
    int columns,
    int panelStride,
    byte[] values,
    int[] columnSums,
    int[] exactLimits,
    SafeBlocks blocks)
    implements PackedMatrix {
  private static final int L = ByteTile.L;
  private static final int W = ByteTile.W;

  /** Where the first panel begins. */
  static final int START = CacheLine.FIRST_BYTE;

  /** Where the first panel begins that is widened to int16. */
  static final int WIDENED = CacheLine.FIRST_SHORT;

  /** Float32 holds all integers of this magnitude and below. */
  private static final int EXACT = 1 << 24;

  /** Keeps panels from beginning at the same place of a page; see {@link FloatPanels}. */
  private static final int GAP = 64;

  /** As many int8 as a vector has lanes of int16. */
  static final VectorSpecies<Byte> HALF =
      ByteVector.SPECIES_64.withShape(VectorShape.forBitSize(Lanes.BITS / 2));

  static BytePanels pack(
      int segments,
      int length,
      int columns,
      byte[] b,
      int offset,
      int rowStride,
      int columnStride) {
    ByteGemm.depth(segments, length);
    int steps = Math.ceilDiv(length, 2);
    int panelStride = Math.addExact(Math.multiplyExact(segments * steps, L), GAP);
    int panels = Math.ceilDiv(columns, W);
    var values = new byte[Math.addExact(START, Math.multiplyExact(panels, panelStride))];
    var columnSums = new int[panels * W];
    var magnitudes = new int[panels * W];
    for (int j = 0; j < columns; j++) {
      int from = offset + j * columnStride;
      for (int s = 0; s < segments; s++) {
        int to = START + j / W * panelStride + s * steps * L + 2 * (j % W);
        for (int q = 0; q < length; q++) {
          byte value = b[from + (s * length + q) * rowStride];
          values[to + q / 2 * L + q % 2] = value;
          columnSums[j] += value;
          magnitudes[j] += Math.abs(value);
        }
      }
    }
    var exactLimits = new int[panels];
    Arrays.fill(exactLimits, EXACT);
    for (int j = 0; j < columns; j++) {
      exactLimits[j / W] = Math.min(exactLimits[j / W], EXACT / Math.max(1, magnitudes[j]));
    }
    SafeBlocks blocks = SafeBlocks.of(values, START, panels, panelStride, segments, steps, L);
    return new BytePanels(
        segments, length, columns, panelStride, values, columnSums, exactLimits, blocks);
  }

  /** Whether float32 sums of some panels are exact, for elements of A of this magnitude. */
  boolean isExactInFloat(int panel, int panels, int magnitude) {
    boolean isExact = true;
    for (int p = panel; p < panel + panels; p++) {
      isExact &= exactLimits[p] >= magnitude;
    }
    return isExact;
  }

  /**
   * Writes some panels as float32, one row of them a vector, one panel after the other. What fills
   * up the last step of the last segment may be written behind the last one.
   */
  void widen(int panel, int panels, float[] to, int toOffset) {
    int steps = steps();
    for (int i = 0; i < panels; i++) {
      int from = START + (panel + i) * panelStride;
      int into = toOffset + i * depth() * W;
      for (int s = 0; s < segments; s++) {
        // A segment of an odd length leaves a vector that fills it up, which the next overwrites.
        for (int k = 0; k < steps; k++) {
          IntVector pairs =
              ByteVector.fromArray(HALF, values, from + k * L)
                  .castShape(ByteTile.SHORTS, 0)
                  .reinterpretAsInts();
          FloatVector even =
              (FloatVector)
                  pairs
                      .lanewise(VectorOperators.LSHL, 16)
                      .lanewise(VectorOperators.ASHR, 16)
                      .castShape(Lanes.FLOAT, 0);
          even.intoArray(to, into + 2 * k * W);
          FloatVector odd =
              (FloatVector) pairs.lanewise(VectorOperators.ASHR, 16).castShape(Lanes.FLOAT, 0);
          odd.intoArray(to, into + (2 * k + 1) * W);
        }
        from += steps * L;
        into += length * W;
      }
    }
  }

  /** Writes some panels as int16 from {@link #WIDENED} on, one after the other without the gaps. */
  void widen(int panel, int panels, short[] to) {
    int length = widenedLength();
    for (int i = 0; i < panels; i++) {
      int from = START + (panel + i) * panelStride;
      for (int p = 0; p < length; p += L) {
        ((ShortVector) ByteVector.fromArray(HALF, values, from + p).castShape(ByteTile.SHORTS, 0))
            .intoArray(to, WIDENED + i * length + p);
      }
    }
  }

  /** No sum of products is larger in magnitude. */
  int largestSum() {
    return segments * length * ByteGemm.LARGEST_PRODUCT;
  }

  /** Elements of a widened panel. */
  int widenedLength() {
    return segments * steps() * L;
  }

  /** Steps of two elements in a segment. */
  int steps() {
    return Math.ceilDiv(length, 2);
  }

  int panels() {
    return columnSums.length / W;
  }

  @Override
  public int depth() {
    return segments * length;
  }

  @Override
  public long bytes() {
    return values.length + 4L * (columnSums.length + exactLimits.length) + blocks.bytes();
  }
}
