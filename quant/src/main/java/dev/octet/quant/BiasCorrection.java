package dev.octet.quant;

import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Tensor;

/**
 * Weights that make up for what their rounding does to the mean and the spread of a channel (or of
 * the whole tensor, where it has one threshold).
 *
 * <p>With w the weights of a channel and d what their integers stand for, {@code (d + mean(w - d))
 * · deviation(w)/(deviation(d) + 1e-8)} is quantized anew. Source: {@code bias_correction_w} of
 * Paddle's {@code paddle.static.quantization.utils}, which means this, but lays the factors and
 * shifts of the channels out along the wrong axis.
 */
final class BiasCorrection {
  private static final double EPSILON = 1e-8;

  private BiasCorrection() {}

  /**
   * Corrected float weights, to be quantized with the same parameters.
   *
   * @param integers the int8 form of {@code weights}
   */
  static Tensor correct(Tensor weights, Tensor integers, QuantParams params) {
    var layout = WeightLayout.of(weights.shape(), params.axis());
    float[] w = weights.toFloats();
    byte[] q = integers.toBytes();
    var real = new Moments(layout.channels());
    var rounded = new Moments(layout.channels());
    for (int i = 0; i < w.length; i++) {
      int channel = layout.channel(i);
      real.add(channel, w[i]);
      rounded.add(channel, dequantized(q[i], params, channel));
    }
    for (int i = 0; i < w.length; i++) {
      int channel = layout.channel(i);
      double shift = real.mean(channel) - rounded.mean(channel);
      double factor = real.deviation(channel) / (rounded.deviation(channel) + EPSILON);
      w[i] = (float) ((dequantized(q[i], params, channel) + shift) * factor);
    }
    return Tensor.of(w, weights.shape().toArray());
  }

  private static double dequantized(byte q, QuantParams params, int channel) {
    return (double) q * params.threshold(channel) / params.levels();
  }

  private static final class Moments {
    private final double[] sum;
    private final double[] squares;
    private final int[] count;

    Moments(int channels) {
      sum = new double[channels];
      squares = new double[channels];
      count = new int[channels];
    }

    void add(int channel, double x) {
      sum[channel] += x;
      squares[channel] += x * x;
      count[channel]++;
    }

    double mean(int channel) {
      return sum[channel] / count[channel];
    }

    double deviation(int channel) {
      double mean = mean(channel);
      return Math.sqrt(Math.max(0, squares[channel] / count[channel] - mean * mean));
    }
  }
}
