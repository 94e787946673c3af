package dev.octet.formats.lite;

import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.paddle.proto.AttributeProto;

/** Weights of convolutions that are integers, with a scale for each output channel. */
final class ScaledIntegers {
  private ScaledIntegers() {}

  /**
   * Multiplies the numbers that the weights stand for by a factor a channel: the magnitude goes
   * into the scales, the sign into the integers.
   *
   * @return whether the weights are of this kind; else nothing has changed
   */
  static boolean multiply(ProgramDraft draft, Operation convolution, float[] factors) {
    String name = convolution.input("Filter");
    Tensor weights = draft.tensors().get(name);
    String attribute = convolution.flag("enable_int8") ? "Filter0_scale" : name + "_quant_scale";
    AttributeProto stored = convolution.attributes().get(attribute);
    int channels = factors.length;
    if (weights == null
        || weights.dtype() != DType.INT8 && weights.dtype() != DType.INT16
        || stored == null
        || stored.getFloatsCount() != channels && stored.getFloatsCount() != 1) {
      return false;
    }
    float[] scales = new float[channels];
    for (int i = 0; i < channels; i++) {
      scales[i] = stored.getFloats(stored.getFloatsCount() == 1 ? 0 : i) * Math.abs(factors[i]);
    }
    convolution.set(attribute, scales);
    int inner = weights.elements() / channels;
    short[] integers = new short[weights.elements()];
    for (int i = 0; i < integers.length; i++) {
      int value = (int) weights.element(i);
      integers[i] = (short) (factors[i / inner] < 0 ? -value : value);
    }
    LiteQuantType type =
        weights.dtype() == DType.INT8 ? LiteQuantType.QUANT_INT8 : LiteQuantType.QUANT_INT16;
    draft.tensors().put(name, type.tensor(integers, weights.shape().toArray()));
    return true;
  }
}
