package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.FloatEpilogue;
import dev.octet.engine.kernel.ImageWindow;
import dev.octet.engine.kernel.Kernels;
import dev.octet.engine.kernel.Workspace;
import dev.octet.engine.op.Activation;
import java.util.Optional;

/** The ends of a Winograd convolution in float32. */
public final class FloatWinograd implements WinogradEnds {
  private static final float[] NO_RESIDUAL = {};

  private final Kernels kernels;
  private final ImageWindow window;
  private final WinogradFilters filters;
  private final Buffer input;
  private final Buffer output;
  private final Buffer residual;
  private final boolean hasResidual;
  private final FloatEpilogue epilogue;
  private final ClampedActivation activation;

  private FloatWinograd(
      Kernels kernels,
      ImageWindow window,
      WinogradFilters filters,
      Buffer input,
      Buffer output,
      Optional<Buffer> residual,
      float[] bias,
      Activation activation) {
    this.kernels = kernels;
    this.window = window;
    this.filters = filters;
    this.input = input;
    this.output = output;
    this.residual = residual.orElse(output);
    this.hasResidual = residual.isPresent();
    this.activation = ClampedActivation.of(activation);
    this.epilogue = new FloatEpilogue(bias, this.activation.low(), this.activation.high());
  }

  /**
   * The whole convolution.
   *
   * @param residual in the layout of the output
   * @param bias one element an output channel
   */
  public static Step step(
      Kernels kernels,
      ImageWindow window,
      int images,
      WinogradFilters filters,
      Buffer input,
      Buffer output,
      Optional<Buffer> residual,
      float[] bias,
      Activation activation) {
    var ends =
        new FloatWinograd(kernels, window, filters, input, output, residual, bias, activation);
    return new WinogradStep(ends, kernels.floatGemm(), filters, window, images);
  }

  @Override
  public int scratch() {
    return 0;
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
            filters.tile(),
            window,
            input.floats(arena),
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
    float[] y = output.floats(arena);
    int channels = filters.columns();
    int at = image * window.outputHeight() * window.outputWidth() * channels;
    kernels
        .winograd()
        .finish(
            filters.tile(),
            window,
            channels,
            row,
            column,
            tiles,
            m,
            mOffset,
            mStride,
            epilogue,
            hasResidual ? residual.floats(arena) : NO_RESIDUAL,
            residual.offset() + at,
            y,
            output.offset() + at,
            workspace);
    if (activation.hasRest()) {
      int size = filters.tile().size();
      int rows = Math.min(size, window.outputHeight() - row * size);
      int pixels = Math.min(tiles * size, window.outputWidth() - column * size);
      int from = output.offset() + at + (row * window.outputWidth() + column) * size * channels;
      for (int i = 0; i < rows; i++) {
        int to = from + i * window.outputWidth() * channels;
        kernels.floatMath().activate(activation.rest(), y, to, y, to, pixels * channels);
      }
    }
  }
}
