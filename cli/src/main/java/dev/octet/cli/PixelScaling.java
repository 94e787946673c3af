package dev.octet.cli;

/**
 * How a pixel of 0..255 becomes a model's input: {@code ((p/255) - mean)/std} in float32, in this
 * order, with a mean and a standard deviation for all channels or one for each.
 */
record PixelScaling(float[] means, float[] deviations) {
  /**
   * @throws IllegalArgumentException for a number that is not finite, or a deviation of 0
   */
  PixelScaling {
    for (float mean : means) {
      if (!Float.isFinite(mean)) {
        throw new IllegalArgumentException("mean " + mean + ": must be finite");
      }
    }
    for (float deviation : deviations) {
      if (!Float.isFinite(deviation) || deviation == 0) {
        throw new IllegalArgumentException(
            "standard deviation " + deviation + ": must be finite and not 0");
      }
    }
  }

  float apply(int pixel, int channel) {
    return (pixel / 255f - of(means, channel)) / of(deviations, channel);
  }

  private static float of(float[] values, int channel) {
    return values.length == 1 ? values[0] : values[channel];
  }

  /** Whether images of this many channels can be scaled. */
  boolean fits(int channels) {
    return (means.length == 1 || means.length == channels)
        && (deviations.length == 1 || deviations.length == channels);
  }
}
