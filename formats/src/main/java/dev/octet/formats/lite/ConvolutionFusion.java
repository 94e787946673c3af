package dev.octet.formats.lite;

import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.ModelFormatException;
import java.util.Optional;

/** Takes biases and batch normalisation into the convolutions before them. */
final class ConvolutionFusion implements ProgramPass {
  private static final String[] CONVOLUTIONS = {
    "conv2d", "depthwise_conv2d", "conv2d_transpose", "depthwise_conv2d_transpose"
  };

  static boolean isConvolution(Operation operation) {
    return operation.is(CONVOLUTIONS)
        && operation.text("data_format", "NCHW").matches("NCHW|AnyLayout");
  }

  @Override
  public void apply(ProgramDraft draft) throws ModelFormatException {
    for (Operation operation : draft.snapshot()) {
      if (isConvolution(operation)) {
        while (fuse(draft, operation)) {
          // Until what follows is something else.
        }
      }
    }
  }

  private static boolean fuse(ProgramDraft draft, Operation convolution) {
    if (convolution.flag("with_act") || convolution.flag("fuse_relu")) {
      return false;
    }
    String value = convolution.output("Output");
    Optional<Operation> add = draft.follower(value, "Out");
    if (add.isPresent()
        && add.get().is("elementwise_add")
        && !convolution.has("Bias")
        && isBias(draft, add.get(), value, convolution)) {
      convolution.setInput("Bias", add.get().input("Y"));
      replace(draft, convolution, add.get(), "Out");
      return true;
    }
    Optional<Operation> normalisation = draft.follower(value, "Y");
    if (normalisation.isPresent()
        && normalisation.get().is("batch_norm")
        && fold(draft, convolution, normalisation.get())) {
      replace(draft, convolution, normalisation.get(), "Y");
      return true;
    }
    return false;
  }

  private static void replace(
      ProgramDraft draft, Operation convolution, Operation follower, String slot) {
    convolution.setOutput("Output", follower.output(slot));
    draft.operations().remove(follower);
    QuantizationAttributes.inherit(convolution, follower);
  }

  /** Whether the sum adds a number to each channel of {@code value}. */
  static boolean isBias(ProgramDraft draft, Operation add, String value, Operation convolution) {
    Tensor bias = draft.tensors().get(add.input("Y"));
    Tensor weights = draft.tensors().get(convolution.input("Filter"));
    if (bias == null || weights == null || !add.input("X").equals(value)) {
      return false;
    }
    int channels = channels(convolution, weights);
    int axis = add.integer("axis", -1);
    return bias.dtype().isFloating()
        && bias.elements() == channels
        && (bias.shape().rank() == 1 && axis == 1
            || bias.shape().rank() == 3 && axis == 1 && bias.shape().dim(0) == channels
            || bias.shape().rank() == 4 && bias.shape().dim(1) == channels);
  }

  private static int channels(Operation convolution, Tensor weights) {
    return convolution.type().endsWith("transpose")
        ? weights.shape().dim(1) * convolution.integer("groups", 1)
        : weights.shape().dim(0);
  }

  /**
   * In float32 and in this order, with a = scale/sqrt(variance + epsilon): weights·a, and (bias + a
   * times the bias that was there) - mean·a. Where the weights are integers already, their scales
   * are multiplied by the magnitude of a, and the integers by its sign.
   */
  private static boolean fold(ProgramDraft draft, Operation convolution, Operation batchNorm) {
    String filter = convolution.input("Filter");
    Optional<Tensor> weights = draft.own(filter);
    Optional<Tensor> bias = draft.own(batchNorm.input("Bias"));
    boolean transposed = convolution.type().endsWith("transpose");
    if (weights.isEmpty()
        || bias.isEmpty()
        || transposed && convolution.integer("groups", 1) != 1) {
      return false;
    }
    int channels = channels(convolution, weights.get());
    Optional<float[]> factors = factors(draft, batchNorm, channels);
    Tensor mean = draft.tensors().get(batchNorm.input("Mean"));
    Tensor own = draft.tensors().get(convolution.input("Bias"));
    if (factors.isEmpty()
        || bias.get().dtype() != DType.FLOAT32
        || bias.get().elements() != channels
        || mean == null
        || mean.elements() != channels
        || convolution.has("Bias") && (own == null || own.elements() != channels)) {
      return false;
    }
    if (weights.get().dtype() == DType.FLOAT32) {
      draft.tensors().put(filter, scaled(weights.get(), factors.get(), transposed ? 1 : 0));
    } else if (transposed || !ScaledIntegers.multiply(draft, convolution, factors.get())) {
      return false;
    }
    float[] sums = bias.get().toFloats().clone();
    for (int i = 0; i < channels; i++) {
      float factor = factors.get()[i];
      if (own != null) {
        sums[i] += (float) own.element(i) * factor;
      }
      sums[i] -= (float) mean.element(i) * factor;
    }
    draft.tensors().put(batchNorm.input("Bias"), Tensor.of(sums, channels));
    convolution.setInput("Bias", batchNorm.input("Bias"));
    return true;
  }

  private static Optional<float[]> factors(ProgramDraft draft, Operation batchNorm, int channels) {
    Tensor scale = draft.tensors().get(batchNorm.input("Scale"));
    Tensor variance = draft.tensors().get(batchNorm.input("Variance"));
    if (scale == null
        || variance == null
        || scale.elements() != channels
        || variance.elements() != channels) {
      return Optional.empty();
    }
    float epsilon = batchNorm.real("epsilon", 1e-5f);
    float[] factors = new float[channels];
    for (int i = 0; i < channels; i++) {
      factors[i] =
          (float) scale.element(i) / (float) Math.sqrt((float) variance.element(i) + epsilon);
    }
    return Optional.of(factors);
  }

  private static Tensor scaled(Tensor weights, float[] factors, int axis) {
    float[] data = weights.toFloats().clone();
    int inner = weights.shape().elements(axis + 1, weights.shape().rank());
    for (int i = 0; i < data.length; i++) {
      data[i] *= factors[i / inner % factors.length];
    }
    return Tensor.of(data, weights.shape().toArray());
  }
}
