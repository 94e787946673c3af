package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.CacheLine;
import dev.octet.engine.kernel.FloatEpilogue;
import dev.octet.engine.kernel.FloatGemm;
import dev.octet.engine.kernel.ImageWindow;
import dev.octet.engine.kernel.PackedMatrix;
import dev.octet.engine.kernel.Workspace;
import dev.octet.engine.parallel.SharedWork;

/**
 * A 3x3 convolution by Winograd's algorithm, channels last. The tiles of all images are cut into
 * blocks, which threads share: a block is transformed, multiplied with one matrix for each element
 * of a patch, and transformed back while it is in the second cache.
 */
public final class WinogradStep implements Step, SharedWork<Arena> {
  private static final float[] NO_RESIDUAL = {};

  /** Elements of the patches and products of a block, if that is not less than its least size. */
  private static final int BLOCK_ELEMENTS = 1 << 17;

  /** Tiles of a block: at least so many, and a multiple of the rows of large register tiles. */
  private static final int LEAST_TILES = 48;

  private static final int TILES_UNIT = 8;

  /** Keeps the elements of a patch from falling into one set of the first cache. */
  private static final int GAP = 16;

  /** Where the elements of patches begin. */
  private static final int START = CacheLine.FIRST_FLOAT;

  private final WinogradEnds ends;
  private final FloatGemm gemm;
  private final WinogradFilters filters;
  private final PackedMatrix[] matrices;
  private final FloatEpilogue plain;
  private final int images;
  private final int tileRows;
  private final int tileColumns;
  private final long multiplyAdds;

  WinogradStep(
      WinogradEnds ends, FloatGemm gemm, WinogradFilters filters, ImageWindow window, int images) {
    this.ends = ends;
    this.gemm = gemm;
    this.filters = filters;
    this.matrices = filters.matrices().toArray(PackedMatrix[]::new);
    this.plain =
        new FloatEpilogue(
            new float[filters.columns()], Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
    this.images = images;
    this.tileRows = Math.ceilDiv(window.outputHeight(), filters.tile().size());
    this.tileColumns = Math.ceilDiv(window.outputWidth(), filters.tile().size());
    this.multiplyAdds =
        (long) images
            * tileRows
            * tileColumns
            * filters.tile().elements()
            * filters.depth()
            * filters.columns();
  }

  @Override
  public void run(Arena arena) {
    arena.share(this, multiplyAdds);
  }

  @Override
  public void run(Arena arena, int worker, int workers) {
    int tiles = images * tileRows * tileColumns;
    if (tiles == 0) {
      return;
    }
    int block = blockTiles(tiles, workers);
    int blocks = Math.ceilDiv(tiles, block);
    int last = Parts.start(blocks, worker + 1, workers);
    for (int i = Parts.start(blocks, worker, workers); i < last; i++) {
      multiply(arena, arena.workspace(worker), i * block, Math.min(block, tiles - i * block));
    }
  }

  /** Tiles that fit the cache, but no more than give every worker the same number of blocks. */
  private int blockTiles(int tiles, int workers) {
    int elements =
        filters.tile().elements() * (filters.depth() + filters.parts() * filters.columns());
    int fitting = Math.max(LEAST_TILES, BLOCK_ELEMENTS / elements);
    int shared = Math.ceilDiv(tiles, workers);
    int blocks = Math.ceilDiv(shared, fitting);
    return Math.ceilDiv(Math.ceilDiv(shared, blocks), TILES_UNIT) * TILES_UNIT;
  }

  private void multiply(Arena arena, Workspace workspace, int first, int tiles) {
    int elements = filters.tile().elements();
    int depth = filters.depth();
    int columns = filters.columns();
    int vStride = stride(tiles * depth);
    int mOffset = START + elements * vStride;
    int mStride = stride(tiles * columns);
    int scratch = mOffset + filters.parts() * elements * mStride;
    float[] floats = workspace.floats(scratch + ends.scratch());
    transform(arena, workspace, first, tiles, floats, vStride);
    for (int i = 0; i < matrices.length; i++) {
      int part = i / elements;
      int element = i % elements;
      int channel = WinogradFilters.firstChannel(depth, part, filters.parts());
      gemm.multiply(
          tiles,
          floats,
          START + element * vStride + channel,
          depth,
          matrices[i],
          plain,
          NO_RESIDUAL,
          0,
          floats,
          mOffset + i * mStride,
          columns,
          workspace);
    }
    finish(arena, workspace, first, tiles, floats, mOffset, mStride, scratch);
  }

  private static int stride(int length) {
    return Math.ceilDiv(length, 2 * GAP) * 2 * GAP + GAP;
  }

  private void transform(
      Arena arena, Workspace workspace, int first, int tiles, float[] v, int vStride) {
    int done = 0;
    while (done < tiles) {
      int row = (first + done) / tileColumns;
      int column = (first + done) % tileColumns;
      int run = Math.min(tiles - done, tileColumns - column);
      ends.transform(
          arena,
          workspace,
          row / tileRows,
          row % tileRows,
          column,
          run,
          v,
          START + done * filters.depth(),
          vStride);
      done += run;
    }
  }

  private void finish(
      Arena arena,
      Workspace workspace,
      int first,
      int tiles,
      float[] m,
      int mOffset,
      int mStride,
      int scratch) {
    int done = 0;
    while (done < tiles) {
      int row = (first + done) / tileColumns;
      int column = (first + done) % tileColumns;
      int run = Math.min(tiles - done, tileColumns - column);
      ends.finish(
          arena,
          workspace,
          row / tileRows,
          row % tileRows,
          column,
          run,
          m,
          mOffset + done * filters.columns(),
          mStride,
          scratch);
      done += run;
    }
  }
}
