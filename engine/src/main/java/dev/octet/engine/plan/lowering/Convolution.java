package dev.octet.engine.plan.lowering;

import dev.octet.engine.kernel.PackedMatrix;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.ConvTranspose2d;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.Padding;
import dev.octet.engine.plan.fact.WindowGeometry;
import dev.octet.engine.plan.step.ConvolutionStep;
import dev.octet.engine.plan.step.Phase;
import dev.octet.engine.plan.step.Product;
import dev.octet.engine.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the lowering of a convolution needs to know, whatever its element type and direction.
 *
 * @param phases the taps of each phase
 */
record Convolution(
    WindowGeometry window,
    Padding padding,
    int groups,
    Epilogue epilogue,
    Shape input,
    Shape filter,
    Shape output,
    boolean isTransposed,
    List<FilterTaps> phases) {

  static Convolution of(Conv2d op, Site site) {
    Shape input = site.input(0).shape();
    Shape filter = site.input(1).shape();
    WindowGeometry window = WindowGeometry.of(op, input, filter);
    return new Convolution(
        window,
        op.window().padding(),
        op.groups(),
        op.epilogue(),
        input,
        filter,
        site.output(0).shape(),
        false,
        List.of(FilterTaps.of(window, input.dim(1))));
  }

  static Convolution of(ConvTranspose2d op, Site site) {
    Shape input = site.input(0).shape();
    Shape filter = site.input(1).shape();
    WindowGeometry window = WindowGeometry.of(op, input, filter);
    return new Convolution(
        window,
        op.window().padding(),
        op.groups(),
        op.epilogue(),
        input,
        filter,
        site.output(0).shape(),
        true,
        FilterTaps.transposed(window, input.dim(1)));
  }

  /** Whether every channel has a filter of its own and nothing else. */
  boolean isDepthwise() {
    return !isTransposed
        && groups > 1
        && groups == input.dim(1)
        && groups == filter.dim(0)
        && filter.dim(1) == 1;
  }

  /**
   * The inputs of a convolution that its packed filters make needless: not the filters themselves,
   * if images of another size may need them packed in another way.
   */
  int[] absorbed(Site site) {
    return isPackedAlike() || site.isImageFixed(0) ? new int[] {1} : new int[0];
  }

  /**
   * Whether the size of the images never matters to how filters are packed. Where a transposed
   * convolution gives fewer than stride pixels for each, the least images lack some phases.
   */
  private boolean isPackedAlike() {
    return isTransposed
        ? padding instanceof Padding.Explicit
            && window.outputHeight() >= window.height() * (long) window.strideHeight()
            && window.outputWidth() >= window.width() * (long) window.strideWidth()
        : !WinogradChoice.isSuitable(this);
  }

  /** Under which name filters are kept that are packed phase by phase. */
  String packing() {
    return phases.stream().map(FilterTaps::taps).collect(Collectors.joining(" ", "filters ", ""));
  }

  FilterMatrix matrix(int group) {
    return isTransposed
        ? FilterMatrix.transposed(filter, groups, group)
        : FilterMatrix.of(filter, groups, group);
  }

  /** The products that are summed in one run. */
  long multiplyAdds() {
    Shape pixels = isTransposed ? input : output;
    return (long) pixels.dim(0) * pixels.elements(2, 4) * filter.elements();
  }

  /**
   * @param matrices the packed filters: phase by phase, and in each group by group
   */
  ConvolutionStep step(Product product, PackedFilters matrices) {
    List<Phase> packed = new ArrayList<>();
    for (int i = 0; i < phases.size(); i++) {
      FilterTaps taps = phases.get(i);
      packed.add(
          new Phase(
              taps.grid(),
              taps.firstRow(),
              taps.firstColumn(),
              taps.rowStep(),
              taps.columnStep(),
              matrices.phase(i, groups)));
    }
    return new ConvolutionStep(
        product,
        packed,
        input.dim(0),
        input.elements(1, 4),
        groups,
        input.dim(1) / groups,
        output.dim(2),
        output.dim(3),
        output.dim(1),
        multiplyAdds());
  }

  /** Packed filters, phase by phase, and in each group by group. */
  record PackedFilters(List<PackedMatrix> matrices) {
    List<PackedMatrix> phase(int index, int groups) {
      return matrices.subList(index * groups, (index + 1) * groups);
    }

    long bytes() {
      return matrices.stream().mapToLong(PackedMatrix::bytes).sum();
    }
  }
}
