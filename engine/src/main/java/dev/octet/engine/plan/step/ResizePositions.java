package dev.octet.engine.plan.step;

import dev.octet.engine.op.Interpolate;

/**
 * Where each row or column of a resized image comes from, in the arithmetic of Paddle's {@code
 * interpolate_kernel.cc}: float32, but for the nearest pixel of aligned corners.
 *
 * @param low the pixel at or before the position
 * @param high the pixel after it, or the last one
 * @param weight how far the position is from {@code low}, 0 to 1
 */
public record ResizePositions(int[] low, int[] high, float[] weight) {

  /** The rows. */
  public static ResizePositions rows(Interpolate op, int size, int outputSize) {
    return of(op, ratio(op, op.scaleHeight(), size, outputSize), size, outputSize);
  }

  /** The columns. */
  public static ResizePositions columns(Interpolate op, int size, int outputSize) {
    return of(op, ratio(op, op.scaleWidth(), size, outputSize), size, outputSize);
  }

  private static float ratio(Interpolate op, float scale, int size, int outputSize) {
    if (outputSize <= 1) {
      return 0;
    }
    if (op.alignCorners()) {
      return (float) (size - 1) / (outputSize - 1);
    }
    boolean given =
        op.scaleRatio() && !op.sizeInput() && op.scaleHeight() > 0 && op.scaleWidth() > 0;
    return given ? (float) (1.0 / scale) : (float) size / outputSize;
  }

  private static ResizePositions of(Interpolate op, float ratio, int size, int outputSize) {
    int[] low = new int[outputSize];
    int[] high = new int[outputSize];
    float[] weight = new float[outputSize];
    boolean halfPixel = op.alignMode() == 0 && !op.alignCorners();
    for (int i = 0; i < outputSize; i++) {
      switch (op.mode()) {
        case NEAREST -> low[i] = op.alignCorners() ? (int) (ratio * i + 0.5) : (int) (ratio * i);
        case BILINEAR -> {
          float position = halfPixel ? ratio * (i + 0.5f) - 0.5f : ratio * i;
          low[i] = Math.max(0, (int) position);
          weight[i] = Math.max(0, position) - low[i];
        }
      }
      low[i] = Math.min(low[i], size - 1);
      high[i] = Math.min(low[i] + 1, size - 1);
    }
    return new ResizePositions(low, high, weight);
  }
}
