package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.CacheLine;
import dev.octet.engine.kernel.PackedMatrix;

/**
 * A float matrix cut into panels of one vector of columns: element (p, j) is {@code values[START +
 * j/L · panelStride + p·L + j mod L]}. The last panel is filled up with columns of zeros.
 *
 * <p>The stride leaves a gap after each panel. Without it panels of a depth that is a power of two
 * begin at the same place of a memory page, and the lines that one step reads fight for the same
 * set of the cache.
 */
final class FloatPanels implements PackedMatrix {
  private static final int L = FloatTile.L;
  private static final int GAP = 16;

  /** Where the first panel begins. */
  static final int START = CacheLine.FIRST_FLOAT;

  private int depth;
  private int columns;
  private int panelStride;
  private float[] values = {};

  static FloatPanels pack(
      int depth, int columns, float[] b, int offset, int rowStride, int columnStride) {
    FloatPanels panels = new FloatPanels();
    panels.fill(depth, columns, b, offset, rowStride, columnStride);
    return panels;
  }

  /** Takes up another matrix, in the same memory if that is large enough. */
  void fill(int depth, int columns, float[] b, int offset, int rowStride, int columnStride) {
    this.depth = depth;
    this.columns = columns;
    panelStride = Math.addExact(Math.multiplyExact(depth, L), GAP);
    int length = Math.addExact(START, Math.multiplyExact(panels(), panelStride));
    if (values.length < length) {
      values = new float[length];
    }
    for (int column = 0; column < columns; column += L) {
      int from = offset + column * columnStride;
      int to = START + column / L * panelStride;
      int width = Math.min(L, columns - column);
      if (columnStride == 1) {
        fillByRows(to, b, from, rowStride, width);
      } else {
        fillByColumns(to, b, from, rowStride, columnStride, width);
      }
    }
  }

  private void fillByRows(int to, float[] b, int from, int rowStride, int width) {
    for (int p = 0; p < depth; p++) {
      System.arraycopy(b, from + p * rowStride, values, to + p * L, width);
      for (int j = width; j < L; j++) {
        values[to + p * L + j] = 0;
      }
    }
  }

  private void fillByColumns(
      int to, float[] b, int from, int rowStride, int columnStride, int width) {
    for (int j = 0; j < L; j++) {
      int column = from + j * columnStride;
      for (int p = 0; p < depth; p++) {
        values[to + p * L + j] = j < width ? b[column + p * rowStride] : 0;
      }
    }
  }

  int panels() {
    return Math.ceilDiv(columns, L);
  }

  @Override
  public int depth() {
    return depth;
  }

  @Override
  public int columns() {
    return columns;
  }

  int panelStride() {
    return panelStride;
  }

  float[] values() {
    return values;
  }

  @Override
  public long bytes() {
    return 4L * values.length;
  }
}
