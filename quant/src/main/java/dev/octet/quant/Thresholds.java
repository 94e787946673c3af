package dev.octet.quant;

import dev.octet.engine.graph.Value;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Tensor;
import java.util.Optional;

/**
 * The parameters of int8 that follow from the thresholds of a calibration.
 *
 * @param biasCorrection whether integers of weights follow {@link BiasCorrection}
 */
record Thresholds(Calibration calibration, boolean biasCorrection) implements QuantizationScheme {
  /** What stands for a threshold of 0, as in Paddle. */
  static final float OF_ZEROS = 1e-8f;

  /** Below it the reciprocal, which quantization multiplies by, overflows float32. */
  private static final float SMALLEST = 1e-30f;

  @Override
  public boolean covers(Value value) {
    return calibration.activationThresholds().containsKey(value.name());
  }

  /**
   * @throws QuantizationException if the calibration has no usable threshold for it
   */
  @Override
  public Optional<QuantParams> activation(Value value) {
    Double threshold = calibration.activationThresholds().get(value.name());
    if (threshold == null) {
      throw new QuantizationException(
          "the calibration has no threshold for '%s', which a quantized operator reads"
              .formatted(value));
    }
    float usable = usable(value, threshold);
    return Optional.of(QuantParams.perTensor(usable < SMALLEST ? OF_ZEROS : usable));
  }

  /**
   * @throws QuantizationException if the calibration has no usable thresholds for them
   */
  @Override
  public QuantParams weights(Value weights, int axis, Tensor tensor) {
    double[] thresholds = calibration.weightThresholds().get(weights.name());
    int expected = axis == QuantParams.PER_TENSOR ? 1 : tensor.shape().dim(axis);
    if (thresholds == null || thresholds.length != expected) {
      throw new QuantizationException(
          "weights '%s' %s need %d thresholds, and the calibration has %s"
              .formatted(
                  weights, tensor, expected, thresholds == null ? "none" : thresholds.length));
    }
    float[] usable = new float[expected];
    for (int i = 0; i < expected; i++) {
      float threshold = usable(weights, thresholds[i]);
      usable[i] = threshold == 0 ? OF_ZEROS : threshold;
    }
    return axis == QuantParams.PER_TENSOR
        ? QuantParams.perTensor(usable[0])
        : QuantParams.perAxis(axis, usable);
  }

  @Override
  public Tensor integers(Tensor weights, QuantParams params) {
    Tensor integers = WeightQuantizer.quantize(weights, params);
    return biasCorrection
        ? WeightQuantizer.quantize(BiasCorrection.correct(weights, integers, params), params)
        : integers;
  }

  private static float usable(Value value, double threshold) {
    if (!(threshold >= 0 && threshold <= Float.MAX_VALUE)) {
      throw new QuantizationException(
          "threshold %s of '%s': must be a finite number of 0 or more".formatted(threshold, value));
    }
    return (float) threshold;
  }
}
