package dev.octet.quant;

import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/**
 * Float weights to int8, one threshold for all of a tensor or one for each index of an axis.
 *
 * <p>{@code q = rint((w/t)·127)} in float32 in this order, ties to even, w clipped to ±t before:
 * the arithmetic of {@code quant_tensor} in Paddle's {@code paddle.static.quantization.utils}.
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
    var layout = Layout.of(weights.shape(), axis);
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
    var layout = Layout.of(weights.shape(), params.axis());
    FloatElements elements = FloatElements.of(weights);
    byte[] quantized = new byte[weights.elements()];
    for (int at = 0; at < quantized.length; at++) {
      float threshold = params.threshold(layout.channel(at));
      float w = Math.clamp(elements.array()[elements.from() + at], -threshold, threshold);
      quantized[at] = (byte) Math.rint(w / threshold * params.levels());
    }
    return Tensor.of(DType.INT8, weights.shape(), MemorySegment.ofArray(quantized));
  }

  /** Where the channels lie: {@code inner} elements of one, then those of the next, and again. */
  private record Layout(int channels, int inner) {
    static Layout of(Shape shape, int axis) {
      return axis == QuantParams.PER_TENSOR
          ? new Layout(1, 1)
          : new Layout(shape.dim(axis), shape.elements(axis + 1, shape.rank()));
    }

    int channel(int element) {
      return element / inner % channels;
    }
  }
}
