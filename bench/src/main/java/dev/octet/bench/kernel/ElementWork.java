package dev.octet.bench.kernel;

import dev.octet.engine.kernel.Kernels;
import dev.octet.engine.tensor.Rounding;

/** Kernels on all elements of a square image {@code [size,size,channels]}. */
public enum ElementWork {
  /** float32 to int8. */
  QUANTIZE {
    @Override
    public Runnable prepare(Kernels kernels, int size, int channels) {
      int n = size * size * channels;
      float[] x = new RandomData().floats(n);
      float[] inverseScale = {LEVELS};
      byte[] y = new byte[n];
      return () ->
          kernels
              .quantization()
              .quantize(x, 0, inverseScale, 0, 0, Rounding.HALF_EVEN, -LEVELS, LEVELS, y, 0, n);
    }
  },
  /** int8 to float32. */
  DEQUANTIZE {
    @Override
    public Runnable prepare(Kernels kernels, int size, int channels) {
      int n = size * size * channels;
      byte[] x = new RandomData().activations(n, Operands.WORST_CASE);
      float[] threshold = {1};
      float[] y = new float[n];
      return () -> kernels.quantization().dequantize(x, 0, threshold, 0, 0, LEVELS, y, 0, n);
    }
  },
  /** int8 to int8 of another scale. */
  REQUANTIZE {
    @Override
    public Runnable prepare(Kernels kernels, int size, int channels) {
      int n = size * size * channels;
      byte[] x = new RandomData().activations(n, Operands.WORST_CASE);
      byte[] y = new byte[n];
      return () -> kernels.quantization().requantize(x, 0, MULTIPLIER, -LEVELS, LEVELS, y, 0, n);
    }
  },
  /** The sum of two images in int8. */
  ADD {
    @Override
    public Runnable prepare(Kernels kernels, int size, int channels) {
      int n = size * size * channels;
      var random = new RandomData();
      byte[] a = random.activations(n, Operands.WORST_CASE);
      byte[] b = random.activations(n, Operands.ONE_SIDED);
      byte[] y = new byte[n];
      return () ->
          kernels.quantization().add(a, 0, MULTIPLIER, b, 0, MULTIPLIER, 0, LEVELS, y, 0, n);
    }
  },
  /** The maximum of 2x2 windows of float32. */
  MAX_POOL_FLOAT32 {
    @Override
    public Runnable prepare(Kernels kernels, int size, int channels) {
      float[] x = new RandomData().floats(size * size * channels);
      float[] y = new float[size / 2 * (size / 2) * channels];
      return () ->
          eachWindow(
              size,
              (top, left, index) ->
                  kernels
                      .pooling()
                      .max(
                          x, 0, size, channels, top, top + 2, left, left + 2, y, index * channels));
    }
  },
  /** The maximum of 2x2 windows of int8. */
  MAX_POOL_INT8 {
    @Override
    public Runnable prepare(Kernels kernels, int size, int channels) {
      byte[] x = new RandomData().activations(size * size * channels, Operands.WORST_CASE);
      byte[] y = new byte[size / 2 * (size / 2) * channels];
      return () ->
          eachWindow(
              size,
              (top, left, index) ->
                  kernels
                      .pooling()
                      .max(
                          x, 0, size, channels, top, top + 2, left, left + 2, y, index * channels));
    }
  },
  /** The mean of all pixels in float32. */
  GLOBAL_AVERAGE {
    @Override
    public Runnable prepare(Kernels kernels, int size, int channels) {
      float[] x = new RandomData().floats(size * size * channels);
      float[] y = new float[channels];
      return () ->
          kernels
              .pooling()
              .average(x, 0, size, channels, 0, size, 0, size, (float) size * size, y, 0);
    }
  };

  private static final int LEVELS = 127;
  private static final float MULTIPLIER = 0.7f;

  /** One window of 2x2 pixels. */
  private interface Window {
    void pool(int top, int left, int index);
  }

  private static void eachWindow(int size, Window window) {
    int half = size / 2;
    for (int i = 0; i < half; i++) {
      for (int j = 0; j < half; j++) {
        window.pool(2 * i, 2 * j, i * half + j);
      }
    }
  }

  /** The work with data of its own. */
  public abstract Runnable prepare(Kernels kernels, int size, int channels);
}
