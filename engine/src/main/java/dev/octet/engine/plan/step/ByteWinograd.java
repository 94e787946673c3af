package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.ImageWindow;
import dev.octet.engine.kernel.IntegerEpilogue;
import dev.octet.engine.kernel.Kernels;
import dev.octet.engine.kernel.Workspace;
import java.util.Optional;

/** The ends of a Winograd convolution of int8, into int8 or float32. */
public final class ByteWinograd implements WinogradEnds {
  private static final float[] NO_RESIDUAL = {};

  private final Kernels kernels;
  private final ImageWindow window;
  private final WinogradFilters filters;
  private final Buffer input;
  private final Buffer output;
  private final Buffer residual;
  private final boolean hasResidual;
  private final Optional<RunThresholds> thresholds;
  private final IntegerResult result;

  private ByteWinograd(
      Kernels kernels,
      ImageWindow window,
      WinogradFilters filters,
      Buffer input,
      Buffer output,
      Optional<Buffer> residual,
      Optional<RunThresholds> thresholds,
      IntegerResult result) {
    this.kernels = kernels;
    this.window = window;
    this.filters = filters;
    this.input = input;
    this.output = output;
    this.residual = residual.orElse(output);
    this.hasResidual = residual.isPresent();
    this.thresholds = thresholds;
    this.result = result;
  }

  /**
   * The whole convolution.
   *
   * @param residual float32, in the layout of the output
   * @param thresholds of the input, where a run finds them, one an image
   */
  public static Step step(
      Kernels kernels,
      ImageWindow window,
      int images,
      WinogradFilters filters,
      Buffer input,
      Buffer output,
      Optional<Buffer> residual,
      Optional<RunThresholds> thresholds,
      IntegerResult result) {
    var ends =
        new ByteWinograd(kernels, window, filters, input, output, residual, thresholds, result);
    return new WinogradStep(ends, kernels.floatGemm(), filters, window, images);
  }

  /** Two whole rows of real numbers where these are quantized afterwards. */
  @Override
  public int scratch() {
    return result.isIndirectInt8() ? 2 * window.outputWidth() * filters.columns() : 0;
  }

  @Override
  public void transform(
      Arena arena,
      Workspace workspace,
      int image,
      int row,
      int column,
      int tiles,
      float[] v,
      int vOffset,
      int vStride) {
    kernels
        .winograd()
        .transform(
            window,
            input.bytes(arena),
            input.offset() + image * window.height() * window.width() * window.channels(),
            row,
            column,
            tiles,
            v,
            vOffset,
            vStride,
            workspace);
  }

  @Override
  public void finish(
      Arena arena,
      Workspace workspace,
      int image,
      int row,
      int column,
      int tiles,
      float[] m,
      int mOffset,
      int mStride,
      int scratchOffset) {
    int channels = filters.columns();
    int at = image * window.outputHeight() * window.outputWidth() * channels;
    int place = image * window.height() * window.width() * window.channels();
    IntegerEpilogue epilogue =
        result.epilogue(0, workspace, RunThresholds.at(thresholds, arena, place));
    float[] added = hasResidual ? residual.floats(arena) : NO_RESIDUAL;
    if (result.isDirectInt8()) {
      kernels
          .winograd()
          .finish(
              window,
              channels,
              row,
              column,
              tiles,
              filters.parts(),
              m,
              mOffset,
              mStride,
              epilogue,
              added,
              residual.offset() + at,
              output.bytes(arena),
              output.offset() + at,
              workspace);
      return;
    }
    boolean indirect = result.isIndirectInt8();
    float[] real = indirect ? m : output.floats(arena);
    int first = 2 * (row * window.outputWidth() + column) * channels;
    // In the scratch the first pixel of the run is where the scratch begins.
    int realOffset = indirect ? scratchOffset - first : output.offset() + at;
    kernels
        .winograd()
        .finish(
            window,
            channels,
            row,
            column,
            tiles,
            filters.parts(),
            m,
            mOffset,
            mStride,
            epilogue,
            added,
            residual.offset() + at,
            real,
            realOffset,
            workspace);
    int rows = Math.min(2, window.outputHeight() - 2 * row);
    int n = Math.min(2 * tiles, window.outputWidth() - 2 * column) * channels;
    for (int i = 0; i < rows; i++) {
      int from = first + i * window.outputWidth() * channels;
      result.complete(0, real, realOffset + from, n);
      if (indirect) {
        result.quantize(
            real, realOffset + from, output.bytes(arena), output.offset() + at + from, n);
      }
    }
  }
}
