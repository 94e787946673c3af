package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.PackedMatrix;
import dev.octet.engine.kernel.Workspace;
import dev.octet.engine.parallel.SharedWork;
import java.util.List;

/**
 * A convolution or transposed convolution as matrix products over patches, in channels-last order:
 * for each image, phase and group, a block of patches at a time.
 */
public final class ConvolutionStep implements Step, SharedWork<Arena> {
  /** Rows of the usual tiles of the kernels; a part that is a multiple of it leaves no rest. */
  private static final int TILE_ROWS = 4;

  private final Product product;
  private final Phase[] phases;
  private final Patches[] patches;
  private final int images;
  private final int imageElements;
  private final int groups;
  private final int depth;
  private final int outputWidth;
  private final int outputElements;
  private final int outputChannels;
  private final long multiplyAdds;

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
      int outputChannels,
      long multiplyAdds) {
    this.product = product;
    this.phases = phases.toArray(Phase[]::new);
    this.patches =
        phases.stream().map(phase -> Patches.of(phase.grid(), depth)).toArray(Patches[]::new);
    this.images = images;
    this.imageElements = imageElements;
    this.groups = groups;
    this.depth = depth;
    this.outputWidth = outputWidth;
    this.outputElements = outputHeight * outputWidth * outputChannels;
    this.outputChannels = outputChannels;
    this.multiplyAdds = multiplyAdds;
  }

  @Override
  public void run(Arena arena) {
    arena.share(this, multiplyAdds);
  }

  @Override
  public void run(Arena arena, int worker, int workers) {
    for (int i = 0; i < phases.length; i++) {
      for (int group = 0; group < groups; group++) {
        if (phases[i].isDense() && phases[i].grid().isPixels()) {
          multiplyPixels(arena, phases[i], group, worker, workers);
        } else {
          multiplyPatches(arena, phases[i], patches[i], group, worker, workers);
        }
      }
    }
  }

  private void multiplyPixels(Arena arena, Phase phase, int group, int worker, int workers) {
    PackedMatrix b = phase.matrices().get(group);
    int pixels = images * phase.grid().patches();
    int tiles = Math.ceilDiv(pixels, TILE_ROWS);
    int first = Math.min(pixels, Parts.start(tiles, worker, workers) * TILE_ROWS);
    int last = Math.min(pixels, Parts.start(tiles, worker + 1, workers) * TILE_ROWS);
    product.multiply(
        arena,
        arena.workspace(worker),
        last - first,
        first * phase.grid().channels() + group * depth,
        phase.grid().channels(),
        b,
        group,
        first * outputChannels + group * b.columns(),
        outputChannels);
  }

  /** Blocks of patches are counted over all images and runs, so that a batch is shared as well. */
  private void multiplyPatches(
      Arena arena, Phase phase, Patches patches, int group, int worker, int workers) {
    PatchGrid grid = phase.grid();
    int run = phase.isDense() ? grid.patches() : grid.columns();
    int runs = phase.isDense() ? 1 : grid.rows();
    int block = blockRows(patches.elementsPerPatch(), run, workers);
    int blocks = Math.ceilDiv(run, block);
    int all = images * runs * blocks;
    int last = Parts.start(all, worker + 1, workers);
    for (int i = Parts.start(all, worker, workers); i < last; i++) {
      int image = i / (runs * blocks);
      int row = i / blocks % runs;
      multiplyBlock(
          arena,
          arena.workspace(worker),
          phase,
          patches,
          group,
          image,
          row,
          i % blocks * block,
          block);
    }
  }

  /** Patches {@code first} to {@code first + block} of a run into the output pixels of the run. */
  private void multiplyBlock(
      Arena arena,
      Workspace workspace,
      Phase phase,
      Patches patches,
      int group,
      int image,
      int row,
      int first,
      int block) {
    PackedMatrix b = phase.matrices().get(group);
    PatchGrid grid = phase.grid();
    int run = phase.isDense() ? grid.patches() : grid.columns();
    int pixel = (phase.firstRow() + row * phase.rowStep()) * outputWidth + phase.firstColumn();
    int stride = phase.columnStep() * outputChannels;
    int start = image * outputElements + pixel * outputChannels + group * b.columns();
    product.multiplyPatches(
        arena,
        workspace,
        patches,
        image * imageElements + group * depth,
        row * run + first,
        Math.min(block, run - first),
        b,
        group,
        start + first * stride,
        stride);
  }

  /** Rows of which the scratch memory fits the cache, in blocks that are alike for all workers. */
  private int blockRows(int elementsPerPatch, int run, int workers) {
    int fitting = Math.max(2 * TILE_ROWS, product.blockElements() / Math.max(1, elementsPerPatch));
    int blocks = Math.ceilDiv(Math.ceilDiv(run, fitting), workers) * workers;
    return Math.ceilDiv(Math.ceilDiv(run, blocks), TILE_ROWS) * TILE_ROWS;
  }
}
