package dev.octet.engine.kernel;

/**
 * Pooling of one window: rows {@code top..bottom} and columns {@code left..right} (ends exclusive,
 * not empty) of an image in {@code [height,width,channels]} order at {@code xOffset}, into {@code
 * channels} elements at {@code yOffset}.
 */
public interface Pooling {
  /** The maximum; {@code v > max ? v : max} from the first tap on, row by row. */
  void max(
      float[] x,
      int xOffset,
      int width,
      int channels,
      int top,
      int bottom,
      int left,
      int right,
      float[] y,
      int yOffset);

  /** The maximum of int8. */
  void max(
      byte[] x,
      int xOffset,
      int width,
      int channels,
      int top,
      int bottom,
      int left,
      int right,
      byte[] y,
      int yOffset);

  /** The sum from 0, tap by tap, row by row, then divided by {@code divisor}. */
  void average(
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
      int yOffset);
}
