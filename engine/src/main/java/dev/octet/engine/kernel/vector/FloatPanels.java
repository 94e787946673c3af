package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.PackedMatrix;

/**
 * A float matrix cut into panels of one vector of columns: element (p, j) is {@code values[j/L ·
 * panelStride + p·L + j mod L]}. The last panel is filled up with columns of zeros.
 *
 * <p>The stride leaves a gap after each panel. Without it panels of a depth that is a power of two
 * begin at the same place of a memory page, and the lines that one step reads fight for the same
 * set of the cache.
 */
record FloatPanels(int depth, int columns, int panelStride, float[] values)
    implements PackedMatrix {
  private static final int L = FloatTile.L;
  private static final int GAP = 16;

  static FloatPanels pack(
      int depth, int columns, float[] b, int offset, int rowStride, int columnStride) {
    int panelStride = Math.addExact(Math.multiplyExact(depth, L), GAP);
    int panels = Math.ceilDiv(columns, L);
    var values = new float[Math.multiplyExact(panels, panelStride)];
    for (int j = 0; j < columns; j++) {
      int to = j / L * panelStride + j % L;
      int from = offset + j * columnStride;
      for (int p = 0; p < depth; p++) {
        values[to + p * L] = b[from + p * rowStride];
      }
    }
    return new FloatPanels(depth, columns, panelStride, values);
  }

  int panels() {
    return Math.ceilDiv(columns, L);
  }

  @Override
  public long bytes() {
    return 4L * values.length;
  }
}
