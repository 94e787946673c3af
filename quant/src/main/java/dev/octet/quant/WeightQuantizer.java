package dev.octet.quant;

import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/**
 * Float weights to integers, one threshold for all of a tensor or one for each index of an axis.
 *
 * <p>With thresholds: {@code q = rint((w/t)·127)} in float32 in this order, ties to even, w clipped
 * to ±t before: the arithmetic of {@code quant_tensor} in Paddle's {@code
 * paddle.static.quantization.utils}. With scales: {@code q = rint(w/scale)}, the scale rounded to
 * float32, as {@code WeightQuantization} in Paddle's {@code post_training_quantization} has it.
 */
final class WeightQuantizer {
  private WeightQuantizer() {}

  /**
   * The largest magnitudes; 0 where all weights are 0.
   *
   * @param axis an axis of {@code weights} or {@link QuantParams#PER_TENSOR}
   * @throws QuantizationException if a weight is not finite
   */
  static double[] thresholds(String name, Tensor weights, int axis) {
    var layout = WeightLayout.of(weights.shape(), axis);
    FloatElements elements = FloatElements.of(weights);
    double[] thresholds = new double[layout.channels()];
    for (int i = elements.from(), at = 0; i < elements.to(); i++, at++) {
      float magnitude = Math.abs(elements.array()[i]);
      if (!(magnitude <= Float.MAX_VALUE)) {
        throw new QuantizationException(
            "weights '%s' hold %s at element %d".formatted(name, elements.array()[i], at));
      }
      int channel = layout.channel(at);
      thresholds[channel] = Math.max(thresholds[channel], magnitude);
    }
    return thresholds;
  }

  /** The int8 form of {@code weights}. */
  static Tensor quantize(Tensor weights, QuantParams params) {
    var layout = WeightLayout.of(weights.shape(), params.axis());
    FloatElements elements = FloatElements.of(weights);
    byte[] quantized = new byte[weights.elements()];
    for (int at = 0; at < quantized.length; at++) {
      float threshold = params.threshold(layout.channel(at));
      float w = Math.clamp(elements.array()[elements.from() + at], -threshold, threshold);
      quantized[at] = (byte) Math.rint(w / threshold * params.levels());
    }
    return Tensor.of(DType.INT8, weights.shape(), MemorySegment.ofArray(quantized));
  }

  /** The int8 or int16 form of {@code weights} for params of scales. */
  static Tensor scale(Tensor weights, QuantParams params) {
    var layout = WeightLayout.of(weights.shape(), params.axis());
    FloatElements elements = FloatElements.of(weights);
    short[] quantized = new short[weights.elements()];
    for (int at = 0; at < quantized.length; at++) {
      float steps = elements.array()[elements.from() + at] / params.scale(layout.channel(at));
      quantized[at] = (short) Math.clamp(Math.rint(steps), params.low(), params.high());
    }
    if (params.bits() > 8) {
      return Tensor.of(DType.INT16, weights.shape(), MemorySegment.ofArray(quantized));
    }
    byte[] narrow = new byte[quantized.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (byte) quantized[i];
    }
    return Tensor.of(DType.INT8, weights.shape(), MemorySegment.ofArray(narrow));
  }

  /** The real numbers that the integers of {@link #scale} stand for. */
  static Tensor unscale(Tensor integers, QuantParams params) {
    var layout = WeightLayout.of(integers.shape(), params.axis());
    float[] real = new float[integers.elements()];
    for (int at = 0; at < real.length; at++) {
      real[at] = (float) (integers.element(at) * params.exactScale(layout.channel(at)));
    }
    return Tensor.of(real, integers.shape().toArray());
  }
}
