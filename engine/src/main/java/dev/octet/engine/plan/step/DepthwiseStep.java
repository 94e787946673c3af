package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.FloatEpilogue;
import dev.octet.engine.kernel.ImageWindow;
import dev.octet.engine.kernel.Kernels;
import dev.octet.engine.kernel.PackedMatrix;
import dev.octet.engine.op.Activation;
import dev.octet.engine.parallel.SharedWork;
import java.util.Optional;

/** A depthwise convolution in float32, channels last; threads share the rows of the output. */
public final class DepthwiseStep implements Step, SharedWork<Arena> {
  private static final float[] NO_RESIDUAL = {};

  private final Kernels kernels;
  private final RowBands bands;
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
    this.bands = new RowBands(window);
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
    arena.share(this, images * bands.multiplyAdds());
  }

  @Override
  public void run(Arena arena, int worker, int workers) {
    int perImage = bands.count();
    int last = Parts.start(images * perImage, worker + 1, workers);
    int done = Parts.start(images * perImage, worker, workers);
    while (done < last) {
      int image = done / perImage;
      int first = done % perImage;
      int end = Math.min(perImage, first + last - done);
      convolve(arena, image, first, end);
      done += end - first;
    }
  }

  /** Does bands {@code first..end-1} of an image. */
  private void convolve(Arena arena, int image, int first, int end) {
    ImageWindow window = bands.window(first, end);
    int done = image * bands.outputElements() + bands.outputOffset(first);
    float[] y = output.floats(arena);
    int to = output.offset() + done;
    kernels
        .depthwise()
        .convolve(
            window,
            input.floats(arena),
            input.offset() + image * bands.inputElements(),
            filter,
            epilogue,
            hasResidual ? residual.floats(arena) : NO_RESIDUAL,
            residual.offset() + done,
            y,
            to);
    if (activation.hasRest()) {
      int n = RowBands.elements(window);
      kernels.floatMath().activate(activation.rest(), y, to, y, to, n);
    }
  }
}
