package dev.octet.engine.kernel;

/** The formula of {@link Depthwise}, tap by tap over whole images of sums. */
public final class NaiveDepthwise {
  private NaiveDepthwise() {}

  static void convolve(
      ImageWindow g,
      float[] x,
      int xOffset,
      float[] filter,
      FloatEpilogue epilogue,
      float[] residual,
      int residualOffset,
      float[] y,
      int yOffset) {
    float[] sums = new float[g.outputHeight() * g.outputWidth() * g.channels()];
    forEachTap(g, (out, in, w) -> sums[out] = Math.fma(x[xOffset + in], filter[w], sums[out]));
    for (int i = 0; i < sums.length; i++) {
      float v = sums[i] + epilogue.bias()[i % g.channels()];
      if (residual.length > 0) {
        v = v + residual[residualOffset + i];
      }
      y[yOffset + i] =
          v < epilogue.low() ? epilogue.low() : v > epilogue.high() ? epilogue.high() : v;
    }
  }

  /** The results before they are rounded to int8. */
  static float[] convolve(
      ImageWindow g,
      byte[] x,
      int xOffset,
      byte[] filter,
      IntegerEpilogue epilogue,
      float[] residual,
      int residualOffset) {
    int[] sums = new int[g.outputHeight() * g.outputWidth() * g.channels()];
    forEachTap(g, (out, in, w) -> sums[out] += x[xOffset + in] * filter[w]);
    float[] y = new float[sums.length];
    for (int i = 0; i < sums.length; i++) {
      int c = i % g.channels();
      float v = (float) sums[i] * epilogue.multiplier()[c];
      v = v + epilogue.bias()[c];
      if (residual.length > 0) {
        float product = residual[residualOffset + i] * epilogue.residualMultiplier();
        v = v + product;
      }
      y[i] = v < epilogue.low() ? epilogue.low() : v > epilogue.high() ? epilogue.high() : v;
    }
    return y;
  }

  private interface Tap {
    void accept(int output, int input, int weight);
  }

  private static void forEachTap(ImageWindow g, Tap tap) {
    for (int t = 0; t < g.kernelHeight() * g.kernelWidth(); t++) {
      for (int o = 0; o < g.outputHeight() * g.outputWidth(); o++) {
        int row =
            o / g.outputWidth() * g.strideHeight()
                - g.padTop()
                + t / g.kernelWidth() * g.dilationHeight();
        int column =
            o % g.outputWidth() * g.strideWidth()
                - g.padLeft()
                + t % g.kernelWidth() * g.dilationWidth();
        if (row < 0 || row >= g.height() || column < 0 || column >= g.width()) {
          continue;
        }
        for (int c = 0; c < g.channels(); c++) {
          int in = (row * g.width() + column) * g.channels() + c;
          tap.accept(o * g.channels() + c, in, t * g.channels() + c);
        }
      }
    }
  }
}
