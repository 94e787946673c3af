package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.ImageWindow;

/** Which taps and outputs of a window lie inside of the image. */
final class WindowRange {
  private WindowRange() {}

  /** The first tap of 0, 1, … that is at 0 or more; tap t is at {@code base + t·dilation}. */
  static int firstTap(int base, int dilation) {
    return base >= 0 ? 0 : Math.ceilDiv(-base, dilation);
  }

  /** The first tap of 0, 1, … that is at {@code size} or more, {@code taps} at most. */
  static int endTap(int base, int dilation, int size, int taps) {
    return base >= size ? 0 : Math.min(taps, Math.ceilDiv(size - base, dilation));
  }

  /** The first output column with all its taps at column 0 or more. */
  static int firstInnerColumn(ImageWindow g) {
    return Math.clamp(Math.ceilDiv(g.padLeft(), g.strideWidth()), 0, g.outputWidth());
  }

  /** The first output column from {@code first} on with a tap beyond the image. */
  static int endInnerColumn(ImageWindow g, int first) {
    int last = g.width() - 1 - (g.kernelWidth() - 1) * g.dilationWidth() + g.padLeft();
    return Math.clamp(Math.floorDiv(last, g.strideWidth()) + 1L, first, g.outputWidth());
  }

  /**
   * How many outputs of a row, from the left, read no further than {@code length} elements of the
   * image although they read {@code reach} elements from each pixel on.
   *
   * @param lastRow the row of the image that holds their last taps
   */
  static int readableColumns(ImageWindow g, int lastRow, int length, int reach) {
    int lastColumn = Math.floorDiv(length - reach, g.channels()) - lastRow * g.width();
    if (lastColumn >= g.width() - 1) {
      return g.outputWidth();
    }
    int lastTap = (g.kernelWidth() - 1) * g.dilationWidth() - g.padLeft();
    long last = Math.floorDiv(lastColumn - lastTap, g.strideWidth());
    return Math.clamp(last + 1, 0, g.outputWidth());
  }

  /**
   * How many outputs of row {@code i}, from the left, stay within the result although they write
   * {@code reach} elements from each pixel on.
   */
  static int writableColumns(ImageWindow g, int i, int reach) {
    int outputs = g.outputHeight() * g.outputWidth();
    long last = Math.floorDiv(outputs * g.channels() - reach, g.channels());
    return Math.clamp(last + 1 - (long) i * g.outputWidth(), 0, g.outputWidth());
  }
}
