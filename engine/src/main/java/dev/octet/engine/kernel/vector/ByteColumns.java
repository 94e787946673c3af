package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.ImageWindow;
import dev.octet.engine.kernel.IntegerEpilogue;

/**
 * The usual windows over int8 images, walked as in {@link FloatColumns}. Results go to {@code
 * bytes}, or where that is empty to {@code floats}.
 */
abstract class ByteColumns {

  private static final ByteColumns OF_3 = new ByteColumns3x3();
  private static final ByteColumns OF_3_STRIDE_2 = new ByteColumns3x3Stride2();
  private static final ByteColumns OF_5 = new ByteColumns5x5();
  private static final ByteColumns OF_5_STRIDE_2 = new ByteColumns5x5Stride2();

  /** Columns of outputs of one walk. */
  final int columns;

  ByteColumns(int columns) {
    this.columns = columns;
  }

  /**
   * Whether {@link #convolve} can do it, where no residual is added. It loads whole vectors of
   * bytes, which may be longer than those of floats: then something must follow the image in its
   * array. It rounds before it clamps, which gives the same bytes only where the numbers that are
   * rounded are small enough.
   */
  static boolean suit(ImageWindow g, byte[] x, int xOffset, IntegerEpilogue e, byte[] bytes) {
    int columns = of(g).columns;
    int end = xOffset + g.height() * g.width() * g.channels();
    int largest = g.kernelHeight() * g.kernelWidth() * 128 * 128;
    return ColumnWindow.isWalked(g, columns)
        && end + ByteLanes.SPECIES.length() - Lanes.FLOAT.length() <= x.length
        && (bytes.length == 0 || IntegerTileEpilogue.areNarrow(g.channels(), largest, e));
  }

  static void convolve(
      ImageWindow g,
      byte[] x,
      int xOffset,
      DepthwiseFilter filter,
      IntegerEpilogue e,
      byte[] bytes,
      float[] floats,
      int yOffset) {
    ByteColumns walker = of(g);
    float[] w = filter.values();
    int lastColumn = g.outputWidth() - walker.columns;
    for (int band = 0; band < ColumnWindow.bands(g); band++) {
      int first = ColumnWindow.firstRow(g, band);
      int end = ColumnWindow.firstRow(g, band + 1);
      for (int j = 0; j < g.outputWidth(); j += walker.columns) {
        walker.walk(
            g, first, end, Math.min(j, lastColumn), x, xOffset, w, e, bytes, floats, yOffset);
      }
    }
  }

  private static ByteColumns of(ImageWindow g) {
    if (g.kernelWidth() == 3) {
      return g.strideWidth() == 1 ? OF_3 : OF_3_STRIDE_2;
    }
    return g.strideWidth() == 1 ? OF_5 : OF_5_STRIDE_2;
  }

  /**
   * Makes rows {@code first..end-1} of the outputs from {@code column} on, all channels.
   *
   * @param w as in {@link DepthwiseFilter}
   */
  abstract void walk(
      ImageWindow g,
      int first,
      int end,
      int column,
      byte[] x,
      int xOffset,
      float[] w,
      IntegerEpilogue e,
      byte[] bytes,
      float[] floats,
      int yOffset);
}
