package dev.octet.engine.kernel.scalar;

import dev.octet.engine.kernel.Depthwise;
import dev.octet.engine.kernel.FloatEpilogue;
import dev.octet.engine.kernel.ImageWindow;
import dev.octet.engine.kernel.IntegerEpilogue;
import dev.octet.engine.kernel.PackedMatrix;
import dev.octet.engine.kernel.Workspace;
import java.util.Arrays;
import java.util.Objects;

/** Depthwise convolution, one output at a time. */
public final class ScalarDepthwise implements Depthwise {
  private record FloatFilter(int depth, int columns, float[] values) implements PackedMatrix {
    @Override
    public long bytes() {
      return 4L * values.length;
    }
  }

  private record ByteFilter(int depth, int columns, byte[] values) implements PackedMatrix {
    @Override
    public long bytes() {
      return values.length;
    }
  }

  @Override
  public PackedMatrix pack(int taps, int channels, float[] filter, int offset) {
    Objects.checkFromIndexSize(offset, taps * channels, filter.length);
    float[] values = Arrays.copyOfRange(filter, offset, offset + taps * channels);
    return new FloatFilter(taps, channels, values);
  }

  @Override
  public PackedMatrix pack(int taps, int channels, byte[] filter, int offset, int inputMagnitude) {
    Objects.checkFromIndexSize(offset, taps * channels, filter.length);
    byte[] values = Arrays.copyOfRange(filter, offset, offset + taps * channels);
    return new ByteFilter(taps, channels, values);
  }

  @Override
  public void convolve(
      ImageWindow window,
      float[] x,
      int xOffset,
      PackedMatrix filter,
      FloatEpilogue epilogue,
      float[] residual,
      int residualOffset,
      float[] y,
      int yOffset) {
    int row = window.outputWidth() * window.channels();
    for (int i = 0; i < window.outputHeight(); i++) {
      for (int j = 0; j < window.outputWidth(); j++) {
        int at = i * row + j * window.channels();
        pixel(
            window,
            i,
            j,
            x,
            xOffset,
            filter,
            epilogue,
            residual,
            residualOffset + at,
            y,
            yOffset + at);
      }
    }
  }

  @Override
  public void convolve(
      ImageWindow window,
      byte[] x,
      int xOffset,
      PackedMatrix filter,
      IntegerEpilogue epilogue,
      float[] residual,
      int residualOffset,
      byte[] y,
      int yOffset,
      Workspace workspace) {
    int row = window.outputWidth() * window.channels();
    for (int i = 0; i < window.outputHeight(); i++) {
      for (int j = 0; j < window.outputWidth(); j++) {
        int at = i * row + j * window.channels();
        pixel(
            window,
            i,
            j,
            x,
            xOffset,
            filter,
            epilogue,
            residual,
            residualOffset + at,
            y,
            yOffset + at);
      }
    }
  }

  @Override
  public void convolve(
      ImageWindow window,
      byte[] x,
      int xOffset,
      PackedMatrix filter,
      IntegerEpilogue epilogue,
      float[] residual,
      int residualOffset,
      float[] y,
      int yOffset,
      Workspace workspace) {
    int row = window.outputWidth() * window.channels();
    for (int i = 0; i < window.outputHeight(); i++) {
      for (int j = 0; j < window.outputWidth(); j++) {
        int at = i * row + j * window.channels();
        pixel(
            window,
            i,
            j,
            x,
            xOffset,
            filter,
            epilogue,
            residual,
            residualOffset + at,
            y,
            yOffset + at);
      }
    }
  }

  /** The channels of output (i, j), with residual and y at their first. */
  public static void pixel(
      ImageWindow window,
      int i,
      int j,
      float[] x,
      int xOffset,
      PackedMatrix filter,
      FloatEpilogue epilogue,
      float[] residual,
      int residualOffset,
      float[] y,
      int yOffset) {
    float[] w = ((FloatFilter) filter).values;
    for (int c = 0; c < window.channels(); c++) {
      float v = sum(window, x, xOffset, w, i, j, c) + epilogue.bias()[c];
      if (residual.length > 0) {
        v += residual[residualOffset + c];
      }
      y[yOffset + c] = clamp(v, epilogue.low(), epilogue.high());
    }
  }

  /** The same from int8 to int8. */
  public static void pixel(
      ImageWindow window,
      int i,
      int j,
      byte[] x,
      int xOffset,
      PackedMatrix filter,
      IntegerEpilogue epilogue,
      float[] residual,
      int residualOffset,
      byte[] y,
      int yOffset) {
    byte[] w = ((ByteFilter) filter).values;
    for (int c = 0; c < window.channels(); c++) {
      int sum = sum(window, x, xOffset, w, i, j, c);
      y[yOffset + c] = (byte) Math.rint(scale(sum, epilogue, c, residual, residualOffset + c));
    }
  }

  /** The same from int8 to float32. */
  public static void pixel(
      ImageWindow window,
      int i,
      int j,
      byte[] x,
      int xOffset,
      PackedMatrix filter,
      IntegerEpilogue epilogue,
      float[] residual,
      int residualOffset,
      float[] y,
      int yOffset) {
    byte[] w = ((ByteFilter) filter).values;
    for (int c = 0; c < window.channels(); c++) {
      int sum = sum(window, x, xOffset, w, i, j, c);
      y[yOffset + c] = scale(sum, epilogue, c, residual, residualOffset + c);
    }
  }

  private static float sum(ImageWindow g, float[] x, int xOffset, float[] w, int i, int j, int c) {
    float sum = 0;
    for (int r = 0; r < g.kernelHeight(); r++) {
      int row = i * g.strideHeight() - g.padTop() + r * g.dilationHeight();
      for (int s = 0; s < g.kernelWidth(); s++) {
        int column = j * g.strideWidth() - g.padLeft() + s * g.dilationWidth();
        if (row >= 0 && row < g.height() && column >= 0 && column < g.width()) {
          float v = x[xOffset + (row * g.width() + column) * g.channels() + c];
          sum = Math.fma(v, w[(r * g.kernelWidth() + s) * g.channels() + c], sum);
        }
      }
    }
    return sum;
  }

  private static int sum(ImageWindow g, byte[] x, int xOffset, byte[] w, int i, int j, int c) {
    int sum = 0;
    for (int r = 0; r < g.kernelHeight(); r++) {
      int row = i * g.strideHeight() - g.padTop() + r * g.dilationHeight();
      for (int s = 0; s < g.kernelWidth(); s++) {
        int column = j * g.strideWidth() - g.padLeft() + s * g.dilationWidth();
        if (row >= 0 && row < g.height() && column >= 0 && column < g.width()) {
          int v = x[xOffset + (row * g.width() + column) * g.channels() + c];
          sum += v * w[(r * g.kernelWidth() + s) * g.channels() + c];
        }
      }
    }
    return sum;
  }

  private static float scale(
      int sum, IntegerEpilogue epilogue, int channel, float[] residual, int residualIndex) {
    float v = sum * epilogue.multiplier()[channel] + epilogue.bias()[channel];
    if (residual.length > 0) {
      v += residual[residualIndex] * epilogue.residualMultiplier();
    }
    return clamp(v, epilogue.low(), epilogue.high());
  }

  private static float clamp(float v, float low, float high) {
    return v < low ? low : v > high ? high : v;
  }
}
