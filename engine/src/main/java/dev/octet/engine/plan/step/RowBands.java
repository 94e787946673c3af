package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.ImageWindow;

/**
 * A window over an image, cut into bands of output rows that threads can share. The number of bands
 * does not depend on that of the threads, so one plan serves them all; bands that follow each other
 * are one window, because a kernel does many rows for less than the same rows one by one.
 */
final class RowBands {
  private static final int MOST_BANDS = 16;

  private final ImageWindow whole;
  private final int[] firstRows;

  /** Of bands {@code first..end-1} in {@code windows[first][end - first - 1]}. */
  private final ImageWindow[][] windows;

  RowBands(ImageWindow whole) {
    this.whole = whole;
    int count = Math.min(MOST_BANDS, whole.outputHeight());
    this.firstRows = new int[count + 1];
    for (int i = 0; i <= count; i++) {
      firstRows[i] = Parts.start(whole.outputHeight(), i, count);
    }
    this.windows = new ImageWindow[count][];
    for (int i = 0; i < count; i++) {
      windows[i] = new ImageWindow[count - i];
      for (int j = 0; j < count - i; j++) {
        windows[i][j] = band(firstRows[i], firstRows[i + j + 1]);
      }
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

  /** How many bands an image has. */
  int count() {
    return windows.length;
  }

  /** The window of bands {@code first..end-1}. */
  ImageWindow window(int first, int end) {
    return windows[first][end - first - 1];
  }

  /** The first element that a band writes, counted from the start of the output image. */
  int outputOffset(int band) {
    return firstRows[band] * whole.outputWidth() * whole.channels();
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
