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
   * How many outputs of row {@code i}, from the left, can be made of whole vectors that neither
   * read beyond {@code length} elements of the image nor write beyond the last output. These are
   * all where there are as many channels as lanes.
   *
   * @param lastRow the row of the image that holds the last tap
   */
  static int safeColumns(ImageWindow g, int i, int lastRow, int length, int lanes) {
    int channels = g.channels();
    if (channels >= lanes) {
      return g.outputWidth();
    }
    int outputs = g.outputHeight() * g.outputWidth();
    int lastOutput = Math.floorDiv(outputs * channels - lanes, channels) - i * g.outputWidth();
    int lastColumn = Math.floorDiv(length - lanes, channels) - lastRow * g.width();
    if (lastColumn < g.width() - 1) {
      int reach = (g.kernelWidth() - 1) * g.dilationWidth() - g.padLeft();
      lastOutput = Math.min(lastOutput, Math.floorDiv(lastColumn - reach, g.strideWidth()));
    }
    return Math.clamp(lastOutput + 1L, 0, g.outputWidth());
  }
}
