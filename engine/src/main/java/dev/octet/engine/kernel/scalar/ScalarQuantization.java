package dev.octet.engine.kernel.scalar;

import dev.octet.engine.kernel.Quantization;
import dev.octet.engine.tensor.Rounding;

/** Quantization, element by element; the vector kernels finish their runs with the same methods. */
public final class ScalarQuantization implements Quantization {
  @Override
  public void quantize(
      float[] x,
      int xOffset,
      float[] inverseScale,
      int scaleOffset,
      int stride,
      Rounding rounding,
      int low,
      int high,
      byte[] y,
      int yOffset,
      int n) {
    for (int i = 0; i < n; i++) {
      float v = x[xOffset + i] * inverseScale[scaleOffset + i * stride];
      float rounded =
          switch (rounding) {
            case HALF_EVEN -> (float) Math.rint(v);
            case HALF_AWAY_FROM_ZERO -> roundHalfAway(v);
          };
      y[yOffset + i] = clamp(rounded, low, high);
    }
  }

  @Override
  public void quantizeRanged(
      float[] x, int xOffset, float inverseScale, byte[] y, int yOffset, int n) {
    for (int i = 0; i < n; i++) {
      y[yOffset + i] = (byte) Math.rint(x[xOffset + i] * inverseScale);
    }
  }

  @Override
  public float largestMagnitude(float[] x, int xOffset, int n) {
    int largest = 0;
    for (int i = 0; i < n; i++) {
      largest = Math.max(largest, Float.floatToRawIntBits(x[xOffset + i]) & Integer.MAX_VALUE);
    }
    return Float.intBitsToFloat(largest);
  }

  @Override
  public void dequantize(
      byte[] x,
      int xOffset,
      float[] threshold,
      int thresholdOffset,
      int stride,
      float levels,
      float[] y,
      int yOffset,
      int n) {
    for (int i = 0; i < n; i++) {
      y[yOffset + i] = (x[xOffset + i] * threshold[thresholdOffset + i * stride]) / levels;
    }
  }

  @Override
  public void requantize(
      byte[] x, int xOffset, float multiplier, int low, int high, byte[] y, int yOffset, int n) {
    for (int i = 0; i < n; i++) {
      y[yOffset + i] = clamp((float) Math.rint(x[xOffset + i] * multiplier), low, high);
    }
  }

  @Override
  public void add(
      byte[] a,
      int aOffset,
      float aMultiplier,
      byte[] b,
      int bOffset,
      float bMultiplier,
      int low,
      int high,
      byte[] y,
      int yOffset,
      int n) {
    for (int i = 0; i < n; i++) {
      float v = a[aOffset + i] * aMultiplier + b[bOffset + i] * bMultiplier;
      y[yOffset + i] = clamp((float) Math.rint(v), low, high);
    }
  }

  @Override
  public void clamp(byte[] x, int xOffset, int low, int high, byte[] y, int yOffset, int n) {
    for (int i = 0; i < n; i++) {
      y[yOffset + i] = (byte) Math.clamp(x[xOffset + i], low, high);
    }
  }

  /** To the nearest integer, ties away from zero: {@code roundf} of C. The sign of zero is kept. */
  static float roundHalfAway(float v) {
    float magnitude = Math.abs(v);
    float floor = (float) Math.floor(magnitude);
    return Math.copySign(magnitude - floor >= 0.5f ? floor + 1 : floor, v);
  }

  /** The integer {@code v} within {@code low..high}; 0 for NaN. */
  private static byte clamp(float v, int low, int high) {
    return (byte) (Float.isNaN(v) ? 0 : Math.clamp((long) v, low, high));
  }
}
