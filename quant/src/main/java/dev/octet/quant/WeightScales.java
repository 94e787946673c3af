package dev.octet.quant;

import dev.octet.engine.graph.Value;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Tensor;
import java.util.Optional;

/** Weights alone become integers, with a scale of threshold/127 or threshold/32767 in double. */
record WeightScales(int bits) implements QuantizationScheme {
  @Override
  public boolean covers(Value value) {
    return false;
  }

  @Override
  public Optional<QuantParams> activation(Value value) {
    return Optional.empty();
  }

  @Override
  public QuantParams weights(Value weights, int axis, Tensor tensor) {
    int levels = (1 << (bits - 1)) - 1;
    double[] scales = WeightQuantizer.thresholds(weights.name(), tensor, axis);
    for (int i = 0; i < scales.length; i++) {
      double scale = scales[i] / levels;
      // Zeros, or numbers so small that a scale in float32 loses digits: all become 0.
      scales[i] = scale < Float.MIN_NORMAL ? Thresholds.OF_ZEROS : scale;
    }
    return QuantParams.ofScales(axis, bits, scales);
  }

  @Override
  public Tensor integers(Tensor weights, QuantParams params) {
    return WeightQuantizer.scale(weights, params);
  }
}
