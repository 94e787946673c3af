package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.FloatEpilogue;
import dev.octet.engine.kernel.ImageWindow;

/**
 * The usual windows over float images: walks down the image, a few columns of outputs and a vector
 * of channels at a time.
 *
 * <p>A row of input is loaded once for all rows of outputs that it has a part in: the sums of these
 * are in registers together and move up by one when the walk goes down by one, so that each is
 * still one chain in the order of its taps. The last columns and the last channels reach back over
 * some that are done already.
 *
 * <p>Columns of taps outside of the image are taken for zeros. That adds zeros to a sum, which can
 * only make a -0 of it a +0; and behind a bias other than -0 both are the same.
 *
 * <p>C2 stops inlining methods of ours in bodies of many vector operations, and a vector that
 * crosses a call is allocated: so the bodies are written out. C1 refuses bodies not much larger
 * than these, and a method that it refuses stays interpreted.
 */
abstract class FloatColumns {
  private static final FloatColumns OF_3 = new FloatColumns3x3();
  private static final FloatColumns OF_3_STRIDE_2 = new FloatColumns3x3Stride2();
  private static final FloatColumns OF_5 = new FloatColumns5x5();
  private static final FloatColumns OF_5_STRIDE_2 = new FloatColumns5x5Stride2();

  private static final int NEGATIVE_ZERO = Float.floatToRawIntBits(-0f);

  /** Columns of outputs of one walk. */
  final int columns;

  FloatColumns(int columns) {
    this.columns = columns;
  }

  /** Whether {@link #convolve} can do it, where no residual is added. */
  static boolean suit(ImageWindow g, DepthwiseFilter filter, FloatEpilogue e) {
    int columns = of(g).columns;
    return ColumnWindow.isWalked(g, columns)
        && !(ColumnWindow.hasEdges(g) && !(filter.finite() && hasNoNegativeZero(e.bias())));
  }

  private static boolean hasNoNegativeZero(float[] bias) {
    for (float b : bias) {
      if (Float.floatToRawIntBits(b) == NEGATIVE_ZERO) {
        return false;
      }
    }
    return true;
  }

  static void convolve(
      ImageWindow g,
      float[] x,
      int xOffset,
      DepthwiseFilter filter,
      FloatEpilogue e,
      float[] y,
      int yOffset) {
    FloatColumns walker = of(g);
    float[] w = filter.values();
    int lastColumn = g.outputWidth() - walker.columns;
    for (int band = 0; band < ColumnWindow.bands(g); band++) {
      int first = ColumnWindow.firstRow(g, band);
      int end = ColumnWindow.firstRow(g, band + 1);
      for (int j = 0; j < g.outputWidth(); j += walker.columns) {
        int column = Math.min(j, lastColumn);
        walker.walk(g, first, end, column, x, xOffset, w, e, y, yOffset);
      }
    }
  }

  private static FloatColumns of(ImageWindow g) {
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
      float[] x,
      int xOffset,
      float[] w,
      FloatEpilogue e,
      float[] y,
      int yOffset);
}
