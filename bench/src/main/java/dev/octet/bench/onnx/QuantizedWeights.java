package dev.octet.bench.onnx;

import dev.octet.engine.tensor.Tensor;

/**
 * Weights in int8 with a scale for each output channel, as Octet quantizes them.
 *
 * @param scales one an output channel
 */
record QuantizedWeights(byte[] data, float[] scales) {
  private static final int LEVELS = 127;

  /**
   * @param channels the number of output channels
   * @param inner how many elements in a row belong to the same channel
   */
  static QuantizedWeights of(Tensor weights, int channels, int inner) {
    float[] values = weights.toFloats();
    float[] thresholds = new float[channels];
    for (int i = 0; i < values.length; i++) {
      int channel = i / inner % channels;
      thresholds[channel] = Math.max(thresholds[channel], Math.abs(values[i]));
    }
    float[] scales = new float[channels];
    for (int c = 0; c < channels; c++) {
      scales[c] = Math.max(thresholds[c], Float.MIN_NORMAL * LEVELS) / LEVELS;
    }
    byte[] data = new byte[values.length];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) Math.clamp(Math.round(values[i] / scales[i / inner % channels]), -127, 127);
    }
    return new QuantizedWeights(data, scales);
  }
}
