package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.ImageWindow;

/**
 * A window over an image, and the same window cut into bands of output rows that threads can share.
 * The number of bands does not depend on that of the threads, so one plan serves them all.
 */
final class RowBands {
  private static final int MOST_BANDS = 16;

  private final ImageWindow whole;
  private final ImageWindow[] bands;
  private final int[] firstRows;

  RowBands(ImageWindow whole) {
    this.whole = whole;
    int count = Math.min(MOST_BANDS, whole.outputHeight());
    this.bands = new ImageWindow[count];
    this.firstRows = new int[count];
    for (int i = 0; i < count; i++) {
      firstRows[i] = Parts.start(whole.outputHeight(), i, count);
      bands[i] = band(firstRows[i], Parts.start(whole.outputHeight(), i + 1, count));
    }
  }

  private ImageWindow band(int first, int last) {
    return new ImageWindow(
        whole.height(),
        whole.width(),
        whole.channels(),
        whole.kernelHeight(),
        whole.kernelWidth(),
        whole.strideHeight(),
        whole.strideWidth(),
        whole.dilationHeight(),
        whole.dilationWidth(),
        whole.padTop() - first * whole.strideHeight(),
        whole.padLeft(),
        last - first,
        whole.outputWidth());
  }

  /** How many windows an image takes: one for one worker. */
  int count(int workers) {
    return workers == 1 ? 1 : bands.length;
  }

  ImageWindow window(int band, int workers) {
    return workers == 1 ? whole : bands[band];
  }

  /** The first element that a band writes, counted from the start of the output image. */
  int outputOffset(int band, int workers) {
    return workers == 1 ? 0 : firstRows[band] * whole.outputWidth() * whole.channels();
  }

  int inputElements() {
    return whole.height() * whole.width() * whole.channels();
  }

  int outputElements() {
    return elements(whole);
  }

  /** How many elements a window writes. */
  static int elements(ImageWindow window) {
    return window.outputHeight() * window.outputWidth() * window.channels();
  }

  /** An upper bound of the products that are summed for one image. */
  long multiplyAdds() {
    return (long) outputElements() * whole.kernelHeight() * whole.kernelWidth();
  }
}
