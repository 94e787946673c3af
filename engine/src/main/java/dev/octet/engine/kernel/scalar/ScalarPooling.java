package dev.octet.engine.kernel.scalar;

import dev.octet.engine.kernel.Pooling;

/** Pooling, channel by channel. */
public final class ScalarPooling implements Pooling {
  @Override
  public void max(
      float[] x,
      int xOffset,
      int width,
      int channels,
      int top,
      int bottom,
      int left,
      int right,
      float[] y,
      int yOffset) {
    for (int c = 0; c < channels; c++) {
      float max = x[xOffset + (top * width + left) * channels + c];
      for (int row = top; row < bottom; row++) {
        for (int column = left; column < right; column++) {
          float v = x[xOffset + (row * width + column) * channels + c];
          max = v > max ? v : max;
        }
      }
      y[yOffset + c] = max;
    }
  }

  @Override
  public void max(
      byte[] x,
      int xOffset,
      int width,
      int channels,
      int top,
      int bottom,
      int left,
      int right,
      byte[] y,
      int yOffset) {
    for (int c = 0; c < channels; c++) {
      byte max = Byte.MIN_VALUE;
      for (int row = top; row < bottom; row++) {
        for (int column = left; column < right; column++) {
          byte v = x[xOffset + (row * width + column) * channels + c];
          max = v > max ? v : max;
        }
      }
      y[yOffset + c] = max;
    }
  }

  @Override
  public void average(
      float[] x,
      int xOffset,
      int width,
      int channels,
      int top,
      int bottom,
      int left,
      int right,
      float divisor,
      float[] y,
      int yOffset) {
    for (int c = 0; c < channels; c++) {
      float sum = 0;
      for (int row = top; row < bottom; row++) {
        for (int column = left; column < right; column++) {
          sum += x[xOffset + (row * width + column) * channels + c];
        }
      }
      y[yOffset + c] = sum / divisor;
    }
  }
}
