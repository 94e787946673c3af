package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.PackedMatrix;
import java.util.List;

/**
 * A convolution or transposed convolution as matrix products over patches, in channels-last order:
 * for each image, phase and group, a block of patches at a time.
 */
public final class ConvolutionStep implements Step {
  private final Product product;
  private final Phase[] phases;
  private final int images;
  private final int imageElements;
  private final int groups;
  private final int depth;
  private final int outputWidth;
  private final int outputElements;
  private final int outputChannels;

  /**
   * @param imageElements elements of one input image
   * @param depth input channels of one group
   */
  public ConvolutionStep(
      Product product,
      List<Phase> phases,
      int images,
      int imageElements,
      int groups,
      int depth,
      int outputHeight,
      int outputWidth,
      int outputChannels) {
    this.product = product;
    this.phases = phases.toArray(Phase[]::new);
    this.images = images;
    this.imageElements = imageElements;
    this.groups = groups;
    this.depth = depth;
    this.outputWidth = outputWidth;
    this.outputElements = outputHeight * outputWidth * outputChannels;
    this.outputChannels = outputChannels;
  }

  @Override
  public void run(Arena arena) {
    for (Phase phase : phases) {
      for (int group = 0; group < groups; group++) {
        if (phase.isDense() && phase.grid().isPixels()) {
          multiplyPixels(arena, phase, group);
        } else {
          for (int image = 0; image < images; image++) {
            multiplyPatches(arena, phase, group, image);
          }
        }
      }
    }
  }

  private void multiplyPixels(Arena arena, Phase phase, int group) {
    PackedMatrix b = phase.matrices().get(group);
    product.multiply(
        arena,
        images * phase.grid().patches(),
        group * depth,
        phase.grid().channels(),
        b,
        group,
        group * b.columns(),
        outputChannels);
  }

  private void multiplyPatches(Arena arena, Phase phase, int group, int image) {
    PatchGrid grid = phase.grid();
    int run = phase.isDense() ? grid.patches() : grid.columns();
    int runs = phase.isDense() ? 1 : grid.rows();
    for (int i = 0; i < runs; i++) {
      int row = phase.firstRow() + i * phase.rowStep();
      int pixel = row * outputWidth + phase.firstColumn();
      multiplyRun(arena, phase, group, image, i * run, run, pixel);
    }
  }

  /** Patches {@code first} to {@code first + count} into output pixels from {@code pixel} on. */
  private void multiplyRun(
      Arena arena, Phase phase, int group, int image, int first, int count, int pixel) {
    PackedMatrix b = phase.matrices().get(group);
    int block = blockRows(phase.grid().taps() * depth);
    int stride = phase.columnStep() * outputChannels;
    int start = image * outputElements + pixel * outputChannels + group * b.columns();
    for (int done = 0; done < count; done += block) {
      product.multiplyPatches(
          arena,
          phase.grid(),
          image * imageElements + group * depth,
          depth,
          first + done,
          Math.min(block, count - done),
          b,
          group,
          start + done * stride,
          stride);
    }
  }

  private int blockRows(int patchLength) {
    int rows = product.blockElements() / Math.max(1, patchLength);
    return Math.clamp(rows / 8 * 8, 16, 1024);
  }
}
