package dev.octet.engine.plan.lowering;

import dev.octet.engine.kernel.PackedMatrix;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.ConvTranspose2d;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.plan.step.Buffer;
import dev.octet.engine.plan.step.DepthwiseStep;
import dev.octet.engine.plan.step.FloatProduct;
import dev.octet.engine.plan.step.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Convolutions in float32. */
final class ConvolutionLowering {
  private ConvolutionLowering() {}

  static void lower(Site site, Conv2d op) {
    lower(site, Convolution.of(op, site));
  }

  static void lower(Site site, ConvTranspose2d op) {
    lower(site, Convolution.of(op, site));
  }

  private static void lower(Site site, Convolution convolution) {
    Buffer input = site.read(0, Layout.CHANNELS_LAST);
    Optional<Buffer> residual = residual(site, convolution.epilogue());
    Buffer output =
        convolution.isDepthwise()
            ? site.write(0, Layout.CHANNELS_LAST)
            : write(site, input, residual, Layout.CHANNELS_LAST);
    if (convolution.isDepthwise()) {
      lowerDepthwise(site, convolution, input, output, residual);
      return;
    }
    if (WinogradLowering.lower(site, convolution, input, residual, output)) {
      return;
    }
    Convolution.PackedFilters filters =
        site.once(
            convolution.packing(),
            Convolution.PackedFilters.class,
            () -> pack(site, convolution),
            convolution.absorbed(site));
    float[] bias = bias(site, convolution.epilogue(), convolution.output().dim(1));
    FloatProduct product =
        new FloatProduct(
            site.kernels(),
            input,
            output,
            residual,
            bias,
            convolution.groups(),
            convolution.epilogue().activation());
    site.add(convolution.step(product, filters));
    site.kernel(convolution.window().isPointwise() ? "f32 gemm" : "f32 patches gemm");
    site.work(convolution.multiplyAdds(), filters.bytes() + 4L * bias.length);
  }

  private static void lowerDepthwise(
      Site site, Convolution convolution, Buffer input, Buffer output, Optional<Buffer> residual) {
    PackedMatrix filter =
        site.once("filters", PackedMatrix.class, () -> packDepthwise(site, convolution), 1);
    float[] bias = bias(site, convolution.epilogue(), convolution.groups());
    site.add(
        new DepthwiseStep(
            site.kernels(),
            convolution.window().over(convolution.groups()),
            convolution.input().dim(0),
            input,
            filter,
            output,
            residual,
            bias,
            convolution.epilogue().activation()));
    site.kernel("f32 depthwise");
    site.work(convolution.multiplyAdds(), filter.bytes() + 4L * bias.length);
  }

  private static PackedMatrix packDepthwise(Site site, Convolution convolution) {
    FilterTaps taps = convolution.phases().getFirst();
    float[] elements =
        FilterMatrix.depthwise(convolution.filter())
            .elements(site.constantInput(1).toFloats(), taps);
    return site.kernels().depthwise().pack(taps.count(), convolution.groups(), elements, 0);
  }

  private static Convolution.PackedFilters pack(Site site, Convolution convolution) {
    float[] filter = site.constantInput(1).toFloats();
    List<PackedMatrix> matrices = new ArrayList<>();
    for (FilterTaps taps : convolution.phases()) {
      for (int group = 0; group < convolution.groups(); group++) {
        FilterMatrix matrix = convolution.matrix(group);
        matrices.add(
            site.kernels()
                .floatGemm()
                .pack(
                    taps.count() * matrix.depth(),
                    matrix.columns(),
                    matrix.elements(filter, taps),
                    0,
                    matrix.columns(),
                    1));
      }
    }
    return new Convolution.PackedFilters(List.copyOf(matrices));
  }

  /** The bias of an epilogue, or zeros. */
  static float[] bias(Site site, Epilogue epilogue, int channels) {
    return epilogue.bias()
        ? site.once("bias", float[].class, () -> site.constantInput(2).toFloats(), 2)
        : new float[channels];
  }

  /** Memory for the result of a product: that of the residual, if the product does not read it. */
  static Buffer write(Site site, Buffer input, Optional<Buffer> residual, Layout layout) {
    return residual
        .filter(buffer -> buffer.storage() != input.storage())
        .map(buffer -> site.writeOver(0, layout, buffer))
        .orElseGet(() -> site.write(0, layout));
  }

  /** The residual of an epilogue, which is the last input of its node. */
  static Optional<Buffer> residual(Site site, Epilogue epilogue) {
    return epilogue.residual()
        ? Optional.of(site.read(site.inputCount() - 1, Layout.CHANNELS_LAST))
        : Optional.empty();
  }
}
