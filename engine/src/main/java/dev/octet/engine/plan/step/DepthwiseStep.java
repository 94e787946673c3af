package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.FloatEpilogue;
import dev.octet.engine.kernel.ImageWindow;
import dev.octet.engine.kernel.Kernels;
import dev.octet.engine.kernel.PackedMatrix;
import dev.octet.engine.op.Activation;
import java.util.Optional;

/** A depthwise convolution in float32, channels last. */
public final class DepthwiseStep implements Step {
  private static final float[] NO_RESIDUAL = {};

  private final Kernels kernels;
  private final ImageWindow window;
  private final int images;
  private final Buffer input;
  private final PackedMatrix filter;
  private final Buffer output;
  private final Buffer residual;
  private final boolean hasResidual;
  private final FloatEpilogue epilogue;
  private final ClampedActivation activation;

  public DepthwiseStep(
      Kernels kernels,
      ImageWindow window,
      int images,
      Buffer input,
      PackedMatrix filter,
      Buffer output,
      Optional<Buffer> residual,
      float[] bias,
      Activation activation) {
    this.kernels = kernels;
    this.window = window;
    this.images = images;
    this.input = input;
    this.filter = filter;
    this.output = output;
    this.residual = residual.orElse(output);
    this.hasResidual = residual.isPresent();
    this.activation = ClampedActivation.of(activation);
    this.epilogue = new FloatEpilogue(bias, this.activation.low(), this.activation.high());
  }

  @Override
  public void run(Arena arena) {
    float[] x = input.floats(arena);
    float[] y = output.floats(arena);
    float[] added = hasResidual ? residual.floats(arena) : NO_RESIDUAL;
    int inputElements = window.height() * window.width() * window.channels();
    int outputElements = window.outputHeight() * window.outputWidth() * window.channels();
    for (int image = 0; image < images; image++) {
      int done = image * outputElements;
      int to = output.offset() + done;
      kernels
          .depthwise()
          .convolve(
              window,
              x,
              input.offset() + image * inputElements,
              filter,
              epilogue,
              added,
              residual.offset() + done,
              y,
              to);
      if (activation.hasRest()) {
        kernels.floatMath().activate(activation.rest(), y, to, y, to, outputElements);
      }
    }
  }
}
