package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.ImageWindow;
import dev.octet.engine.kernel.Kernels;
import dev.octet.engine.kernel.PackedMatrix;
import java.util.Optional;

/** A depthwise convolution of int8 with exact sums, into int8 or float32, channels last. */
public final class ByteDepthwiseStep implements Step {
  private static final float[] NO_RESIDUAL = {};

  private final Kernels kernels;
  private final ImageWindow window;
  private final int images;
  private final Buffer input;
  private final PackedMatrix filter;
  private final Buffer output;
  private final Buffer residual;
  private final boolean hasResidual;
  private final IntegerResult result;

  /**
   * @param residual float32, in the layout of the output
   */
  public ByteDepthwiseStep(
      Kernels kernels,
      ImageWindow window,
      int images,
      Buffer input,
      PackedMatrix filter,
      Buffer output,
      Optional<Buffer> residual,
      IntegerResult result) {
    this.kernels = kernels;
    this.window = window;
    this.images = images;
    this.input = input;
    this.filter = filter;
    this.output = output;
    this.residual = residual.orElse(output);
    this.hasResidual = residual.isPresent();
    this.result = result;
  }

  @Override
  public void run(Arena arena) {
    int inputElements = window.height() * window.width() * window.channels();
    int outputElements = window.outputHeight() * window.outputWidth() * window.channels();
    for (int image = 0; image < images; image++) {
      convolve(arena, image * inputElements, image * outputElements, outputElements);
    }
  }

  private void convolve(Arena arena, int from, int done, int n) {
    byte[] x = input.bytes(arena);
    float[] added = hasResidual ? residual.floats(arena) : NO_RESIDUAL;
    int xOffset = input.offset() + from;
    int addedOffset = residual.offset() + done;
    int to = output.offset() + done;
    if (result.isDirectInt8()) {
      kernels
          .depthwise()
          .convolve(
              window,
              x,
              xOffset,
              filter,
              result.epilogue(0),
              added,
              addedOffset,
              output.bytes(arena),
              to,
              arena.workspace());
      return;
    }
    boolean indirect = result.isIndirectInt8();
    float[] real = indirect ? arena.workspace().floats(n) : output.floats(arena);
    int realOffset = indirect ? 0 : to;
    kernels
        .depthwise()
        .convolve(
            window,
            x,
            xOffset,
            filter,
            result.epilogue(0),
            added,
            addedOffset,
            real,
            realOffset,
            arena.workspace());
    result.activate(real, realOffset, n);
    if (indirect) {
      result.quantize(real, realOffset, output.bytes(arena), to, n);
    }
  }
}
