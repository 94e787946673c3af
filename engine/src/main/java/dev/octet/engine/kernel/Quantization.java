package dev.octet.engine.kernel;

import dev.octet.engine.tensor.Rounding;

/**
 * Conversions between float32 and int8, and arithmetic on int8. A scale or multiplier of stride 0
 * holds for all elements.
 */
public interface Quantization {
  /**
   * {@code v = x[i]·inverseScale[i·stride]}, rounded as {@code rounding} says, clamped to {@code
   * low..high}; a NaN becomes 0.
   */
  void quantize(
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
      int n);

  /**
   * {@code rint(x[i]·inverseScale)}, ties to even, of numbers that the scale brings below 127.5 in
   * magnitude, so that no bound is needed. A NaN becomes any integer.
   */
  void quantizeRanged(float[] x, int xOffset, float inverseScale, byte[] y, int yOffset, int n);

  /**
   * The largest magnitude of n elements, 0 for none. It is found by the bits of the magnitudes, so
   * a NaN is larger than all numbers, and the order does not matter.
   */
  float largestMagnitude(float[] x, int xOffset, int n);

  /** {@code y[i] = (x[i]·threshold[i·stride]) / levels}. */
  void dequantize(
      byte[] x,
      int xOffset,
      float[] threshold,
      int thresholdOffset,
      int stride,
      float levels,
      float[] y,
      int yOffset,
      int n);

  /** {@code y[i] = clamp(rint(x[i]·multiplier))}, ties to even. */
  void requantize(
      byte[] x, int xOffset, float multiplier, int low, int high, byte[] y, int yOffset, int n);

  /** {@code y[i] = clamp(rint(a[i]·aMultiplier + b[i]·bMultiplier))}, products and sum rounded. */
  void add(
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
      int n);

  /** {@code y[i] = clamp(x[i])}. */
  void clamp(byte[] x, int xOffset, int low, int high, byte[] y, int yOffset, int n);
}
