package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.ImageWindow;

/** What {@link FloatColumns} and {@link ByteColumns} ask of a window, and where its edges are. */
final class ColumnWindow {
  /** Rows of outputs of one walk: many, because a walk starts with rows of input before its own. */
  private static final int BAND = 16;

  private ColumnWindow() {}

  /**
   * Whether a window is of a kind that is walked: square, of 3 or 5 taps a side, at stride 1 or 2,
   * whole vectors of channels, and no more columns of taps outside of the image than padding by
   * half of the kernel gives.
   *
   * @param columns how many columns of outputs are walked down at once
   */
  static boolean isWalked(ImageWindow g, int columns) {
    int kernel = g.kernelWidth();
    int stride = g.strideWidth();
    return g.channels() >= Lanes.FLOAT.length()
        && g.outputWidth() >= columns
        && (kernel == 3 || kernel == 5)
        && g.kernelHeight() == kernel
        && (stride == 1 || stride == 2)
        && g.strideHeight() == stride
        && g.dilationHeight() == 1
        && g.dilationWidth() == 1
        && g.padLeft() <= kernel / 2
        && columnsBeyond(g) <= kernel / 2;
  }

  /** Whether some taps lie to the left or the right of the image. */
  static boolean hasEdges(ImageWindow g) {
    return g.padLeft() > 0 || columnsBeyond(g) > 0;
  }

  private static int columnsBeyond(ImageWindow g) {
    return (g.outputWidth() - 1) * g.strideWidth() - g.padLeft() + g.kernelWidth() - g.width();
  }

  /** How many walks it takes from the first row of outputs to the last. */
  static int bands(ImageWindow g) {
    return Math.ceilDiv(g.outputHeight(), BAND);
  }

  /** The first row of outputs of a band. */
  static int firstRow(ImageWindow g, int band) {
    return (int) ((long) g.outputHeight() * band / bands(g));
  }

  /** The nearest place in the image to column {@code left + n}, counted from column left on. */
  static int place(ImageWindow g, int left, int n) {
    return (Math.clamp(left + n, 0, g.width() - 1) - left) * g.channels();
  }

  /** All bits where a column lies in the image, else none. */
  static int mask(ImageWindow g, int column) {
    return column >= 0 && column < g.width() ? -1 : 0;
  }
}
