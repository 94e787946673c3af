package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.ImageWindow;
import dev.octet.engine.kernel.IntegerEpilogue;
import dev.octet.engine.kernel.Kernels;
import dev.octet.engine.kernel.PackedMatrix;
import dev.octet.engine.kernel.Workspace;
import dev.octet.engine.parallel.SharedWork;
import java.util.Optional;

/**
 * A depthwise convolution of int8 with exact sums, into int8 or float32, channels last; threads
 * share the rows of the output.
 */
public final class ByteDepthwiseStep implements Step, SharedWork<Arena> {
  private static final float[] NO_RESIDUAL = {};

  private final Kernels kernels;
  private final RowBands bands;
  private final int images;
  private final Buffer input;
  private final PackedMatrix filter;
  private final Buffer output;
  private final Buffer residual;
  private final boolean hasResidual;
  private final Optional<RunThresholds> thresholds;
  private final IntegerResult result;

  /**
   * @param residual float32, in the layout of the output
   * @param thresholds of the input, where a run finds them, one an image
   */
  public ByteDepthwiseStep(
      Kernels kernels,
      ImageWindow window,
      int images,
      Buffer input,
      PackedMatrix filter,
      Buffer output,
      Optional<Buffer> residual,
      Optional<RunThresholds> thresholds,
      IntegerResult result) {
    this.kernels = kernels;
    this.bands = new RowBands(window);
    this.images = images;
    this.input = input;
    this.filter = filter;
    this.output = output;
    this.residual = residual.orElse(output);
    this.hasResidual = residual.isPresent();
    this.thresholds = thresholds;
    this.result = result;
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
      convolve(
          arena,
          arena.workspace(worker),
          bands.window(first, end),
          image * bands.inputElements(),
          image * bands.outputElements() + bands.outputOffset(first));
      done += end - first;
    }
  }

  private void convolve(Arena arena, Workspace workspace, ImageWindow window, int from, int done) {
    byte[] x = input.bytes(arena);
    IntegerEpilogue epilogue =
        result.epilogue(0, workspace, RunThresholds.at(thresholds, arena, from));
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
              epilogue,
              added,
              addedOffset,
              output.bytes(arena),
              to,
              workspace);
      return;
    }
    int n = RowBands.elements(window);
    boolean indirect = result.isIndirectInt8();
    float[] real = indirect ? workspace.floats(n) : output.floats(arena);
    int realOffset = indirect ? 0 : to;
    kernels
        .depthwise()
        .convolve(
            window, x, xOffset, filter, epilogue, added, addedOffset, real, realOffset, workspace);
    result.complete(0, real, realOffset, n);
    if (indirect) {
      result.quantize(real, realOffset, output.bytes(arena), to, n);
    }
  }
}
