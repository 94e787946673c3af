package dev.octet.engine.plan.lowering;

import dev.octet.engine.kernel.FloatGemm;
import dev.octet.engine.kernel.PackedMatrix;
import dev.octet.engine.kernel.WinogradTile;
import dev.octet.engine.plan.step.Buffer;
import dev.octet.engine.plan.step.ByteWinograd;
import dev.octet.engine.plan.step.FloatWinograd;
import dev.octet.engine.plan.step.IntegerResult;
import dev.octet.engine.plan.step.RunThresholds;
import dev.octet.engine.plan.step.WinogradFilters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** 3x3 convolutions by Winograd's algorithm, where that is faster than the direct way. */
final class WinogradLowering {
  private WinogradLowering() {}

  /** Lowers a float convolution, or does nothing and gives false. */
  static boolean lower(
      Site site, Convolution convolution, Buffer input, Optional<Buffer> residual, Buffer output) {
    Optional<WinogradTile> choice = WinogradChoice.floats(convolution);
    if (choice.isEmpty()) {
      return false;
    }
    WinogradTile tile = choice.get();
    WinogradFilters filters =
        site.once(
            "winograd " + tile,
            WinogradFilters.class,
            () -> {
              float[] elements =
                  convolution
                      .matrix(0)
                      .elements(site.constantInput(1).toFloats(), convolution.phases().getFirst());
              return pack(
                  site.kernels().floatGemm(),
                  convolution,
                  FilterTransform.floats(tile, elements),
                  tile,
                  1);
            },
            convolution.absorbed(site));
    float[] bias = ConvolutionLowering.bias(site, convolution.epilogue(), filters.columns());
    site.add(
        FloatWinograd.step(
            site.kernels(),
            convolution.window().over(filters.depth()),
            convolution.input().dim(0),
            filters,
            input,
            output,
            residual,
            bias,
            convolution.epilogue().activation()));
    site.kernel(tile == WinogradTile.F2X2 ? "f32 winograd 2x2" : "f32 winograd 4x4");
    site.work(convolution.multiplyAdds(), filters.bytes() + 4L * bias.length);
    return true;
  }

  /** Lowers a convolution of int8, or does nothing and gives false. */
  static boolean lower(
      Site site,
      Convolution convolution,
      Buffer input,
      Optional<Buffer> residual,
      Buffer output,
      Optional<RunThresholds> thresholds,
      IntegerResult result) {
    if (!WinogradChoice.isForInt8(convolution, 1)) {
      return false;
    }
    IntegerParts parts =
        site.once(
            "winograd parts",
            IntegerParts.class,
            () ->
                IntegerParts.of(
                    FilterTransform.integers(elements(site, convolution)),
                    convolution.input().dim(1),
                    convolution.output().dim(1)));
    if (parts.count() == 0 || !WinogradChoice.isForInt8(convolution, parts.count())) {
      return false;
    }
    WinogradFilters filters =
        site.once(
            "winograd",
            WinogradFilters.class,
            () ->
                pack(
                    site.kernels().floatGemm(),
                    convolution,
                    FilterTransform.integers(elements(site, convolution)),
                    WinogradTile.F2X2,
                    parts.count()),
            convolution.absorbed(site));
    site.add(
        ByteWinograd.step(
            site.kernels(),
            convolution.window().over(filters.depth()),
            convolution.input().dim(0),
            filters,
            input,
            output,
            residual,
            thresholds,
            result));
    site.kernel("int8 winograd 2x2");
    site.work(convolution.multiplyAdds(), filters.bytes() + result.bytes());
    return true;
  }

  private static byte[] elements(Site site, Convolution convolution) {
    return convolution
        .matrix(0)
        .elements(site.constantInput(1).toBytes(), convolution.phases().getFirst());
  }

  private static WinogradFilters pack(
      FloatGemm gemm, Convolution convolution, float[] transformed, WinogradTile tile, int parts) {
    int depth = convolution.input().dim(1);
    int columns = convolution.output().dim(1);
    List<PackedMatrix> matrices = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      int first = WinogradFilters.firstChannel(depth, part, parts);
      int last = WinogradFilters.firstChannel(depth, part + 1, parts);
      for (int element = 0; element < tile.elements(); element++) {
        int from = (element * depth + first) * columns;
        matrices.add(gemm.pack(last - first, columns, transformed, from, columns, 1));
      }
    }
    return new WinogradFilters(tile, depth, columns, parts, List.copyOf(matrices));
  }
}
