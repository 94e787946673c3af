package dev.octet.quant.observer;

/** Which integers a search for thresholds rounds to. */
public enum RoundingRange {
  /** 0 to 127: negative numbers count as 0, as Paddle has it without {@code onnx_format}. */
  NON_NEGATIVE {
    @Override
    void round(float[] x, int count, float threshold, float[] rounded) {
      for (int i = 0; i < count; i++) {
        float clipped = Math.min(Math.max(x[i], 0), threshold);
        rounded[i] = nearest(clipped / threshold * LEVELS) / LEVELS * threshold;
      }
    }
  },
  /** -128 to 127, as Paddle has it with {@code onnx_format}. */
  SIGNED {
    @Override
    void round(float[] x, int count, float threshold, float[] rounded) {
      for (int i = 0; i < count; i++) {
        float q = nearest(x[i] / threshold * LEVELS);
        rounded[i] = Math.min(Math.max(q, -LEVELS - 1), LEVELS) / LEVELS * threshold;
      }
    }
  };

  private static final float LEVELS = 127;

  /** Adding and taking it away again rounds what is below 2^22 to an integer, ties to even. */
  private static final float ROUNDING = 0x1.8p23f;

  /** Numbers to their nearest multiples of threshold/127 within the range, in float32. */
  abstract void round(float[] x, int count, float threshold, float[] rounded);

  private static float nearest(float x) {
    return (x + ROUNDING) - ROUNDING;
  }
}
