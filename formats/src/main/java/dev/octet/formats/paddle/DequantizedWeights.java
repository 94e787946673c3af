package dev.octet.formats.paddle;

import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Tensor;

/** The real numbers that integer weights stand for. */
final class DequantizedWeights {
  private DequantizedWeights() {}

  /**
   * As a node that dequantizes computes them: {@code q·scale} in double where scales were given,
   * else {@code (q·threshold)/levels} in float32.
   */
  static Tensor of(Tensor integers, QuantParams params) {
    float[] data = new float[integers.elements()];
    int axis = params.axis();
    int inner =
        params.isPerTensor() ? 1 : integers.shape().elements(axis + 1, integers.shape().rank());
    for (int i = 0; i < data.length; i++) {
      int index = params.isPerTensor() ? 0 : i / inner % params.count();
      data[i] =
          params.hasScales()
              ? (float) (integers.element(i) * params.exactScale(index))
              : ((float) integers.element(i) * params.threshold(index)) / params.levels();
    }
    return Tensor.of(data, integers.shape().toArray());
  }
}
