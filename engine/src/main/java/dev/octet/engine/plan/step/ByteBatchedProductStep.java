package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.FloatEpilogue;
import dev.octet.engine.kernel.FloatGemm;
import dev.octet.engine.kernel.Kernels;
import dev.octet.engine.kernel.PackedMatrix;
import dev.octet.engine.kernel.Quantization;
import dev.octet.engine.kernel.Workspace;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.parallel.SharedWork;
import java.util.Arrays;
import java.util.Optional;

/**
 * Products of int8 matrices that only a run knows, with exact sums: {@code acc·multiplier + bias (+
 * residual)}, each step rounded to float32, then the activation; into int8 or float32. Threads
 * share the rows.
 *
 * <p>The sums come from float32 products: packing for int16 would look through the right-hand side
 * for the lengths of its blocks in every run. Pieces of the depth are so short that no sum reaches
 * 2^24, and float32 is exact.
 */
public final class ByteBatchedProductStep implements Step, SharedWork<Arena> {
  /** Products of two magnitudes of 128 that make 2^24. */
  private static final int EXACT_DEPTH = 1024;

  private static final int BLOCK_ROWS = 128;
  private static final float[] NO_RESIDUAL = {};
  private static final float[] ONE = {1};

  private final Kernels kernels;
  private final Buffer x;
  private final Buffer y;
  private final Buffer residual;
  private final boolean hasResidual;
  private final Buffer output;
  private final MatrixBatch batch;
  private final int columns;
  private final int piece;
  private final FloatEpilogue sums;
  private final IntegerResult result;

  /**
   * @param result of one multiplier and one bias
   */
  public ByteBatchedProductStep(
      Kernels kernels,
      Buffer x,
      Buffer y,
      Optional<Buffer> residual,
      Buffer output,
      MatrixBatch batch,
      IntegerResult result) {
    this.kernels = kernels;
    this.x = x;
    this.y = y;
    this.residual = residual.orElse(output);
    this.hasResidual = residual.isPresent();
    this.output = output;
    this.batch = batch;
    this.columns = batch.columns();
    this.piece = Math.min(EXACT_DEPTH, batch.depth());
    this.sums = FloatEpilogue.none(columns);
    this.result = result;
  }

  @Override
  public void run(Arena arena) {
    arena.share(this, ElementCost.MOVE.of((long) batch.allRows() * batch.depth() * columns));
  }

  @Override
  public void run(Arena arena, int worker, int workers) {
    Workspace workspace = arena.workspace(worker);
    int rows = batch.allRows();
    int end = Parts.start(rows, worker + 1, workers);
    int run;
    for (int i = Parts.start(rows, worker, workers); i < end; i += run) {
      run = Math.min(BLOCK_ROWS, batch.run(i, end));
      float[] real = workspace.floats(floats(run));
      if (batch.isPacked()) {
        multiplyPacked(arena, workspace, i, run, real);
      } else {
        multiplyRows(arena, i, run, real);
      }
      finish(arena, real, run * columns, i * columns);
    }
  }

  /** Places for the sums, those of a piece of the depth, and a piece of both matrices. */
  private int floats(int rows) {
    long floats = 2L * rows * columns + (long) piece * (rows + columns);
    return Math.toIntExact(floats);
  }

  private void multiplyRows(Arena arena, int first, int rows, float[] real) {
    byte[] a = x.bytes(arena);
    byte[] b = y.bytes(arena);
    for (int i = 0; i < rows; i++) {
      int row = x.offset() + batch.xStart(first + i);
      int matrix = y.offset() + batch.yStart(first + i);
      for (int j = 0; j < columns; j++) {
        real[i * columns + j] = sum(a, row, b, matrix + j * batch.yColumnStride());
      }
    }
  }

  private long sum(byte[] a, int row, byte[] b, int column) {
    long sum = 0;
    for (int p = 0; p < batch.depth(); p++) {
      sum += a[row + p * batch.xDepthStride()] * b[column + p * batch.yDepthStride()];
    }
    return sum;
  }

  private void multiplyPacked(Arena arena, Workspace workspace, int first, int rows, float[] real) {
    int depth = batch.depth();
    if (depth <= piece) {
      multiplyPiece(arena, workspace, first, rows, 0, depth, real, 0);
      return;
    }
    int n = rows * columns;
    long[] totals = workspace.longs(n);
    Arrays.fill(totals, 0, n, 0);
    for (int p = 0; p < depth; p += piece) {
      multiplyPiece(arena, workspace, first, rows, p, Math.min(piece, depth - p), real, n);
      for (int i = 0; i < n; i++) {
        totals[i] += (long) real[n + i];
      }
    }
    for (int i = 0; i < n; i++) {
      real[i] = totals[i];
    }
  }

  private void multiplyPiece(
      Arena arena,
      Workspace workspace,
      int first,
      int rows,
      int p,
      int depth,
      float[] real,
      int to) {
    FloatGemm gemm = kernels.floatGemm();
    int a = 2 * rows * columns;
    int b = a + rows * depth;
    widenRows(x.bytes(arena), x.offset() + batch.xStart(first), p, rows, depth, real, a);
    widenMatrix(y.bytes(arena), y.offset() + batch.yStart(first), p, depth, real, b);
    boolean byRows = batch.yColumnStride() == 1;
    PackedMatrix packed =
        gemm.pack(depth, columns, real, b, byRows ? columns : 1, byRows ? 1 : depth, workspace);
    gemm.multiply(rows, real, a, depth, packed, sums, NO_RESIDUAL, 0, real, to, columns, workspace);
  }

  private void widenRows(byte[] from, int start, int p, int rows, int depth, float[] real, int to) {
    for (int i = 0; i < rows; i++) {
      int row = start + i * batch.xRowStride() + p * batch.xDepthStride();
      if (batch.xDepthStride() == 1) {
        widen(from, row, real, to + i * depth, depth);
      } else {
        for (int k = 0; k < depth; k++) {
          real[to + i * depth + k] = from[row + k * batch.xDepthStride()];
        }
      }
    }
  }

  private void widenMatrix(byte[] from, int start, int p, int depth, float[] real, int to) {
    if (batch.yColumnStride() == 1) {
      widen(from, start + p * batch.yDepthStride(), real, to, Math.multiplyExact(depth, columns));
      return;
    }
    for (int j = 0; j < columns; j++) {
      widen(from, start + p + j * batch.yColumnStride(), real, to + j * depth, depth);
    }
  }

  private void widen(byte[] from, int start, float[] real, int to, int n) {
    Quantization quantization = kernels.quantization();
    quantization.dequantize(from, start, ONE, 0, 0, 1, real, to, n);
  }

  /**
   * @param place of the first row in the output
   */
  private void finish(Arena arena, float[] real, int n, int place) {
    var math = kernels.floatMath();
    float[] multiplier = result.products().multiplier();
    math.binary(BinaryKind.MUL, real, 0, 1, multiplier, 0, 0, real, 0, n);
    math.binary(BinaryKind.ADD, real, 0, 1, result.realBias(), 0, 0, real, 0, n);
    if (hasResidual) {
      float[] added = residual.floats(arena);
      math.binary(BinaryKind.ADD, real, 0, 1, added, residual.offset() + place, 1, real, 0, n);
    }
    result.activateAll(real, 0, n);
    if (result.isInt8()) {
      result.quantize(real, 0, output.bytes(arena), output.offset() + place, n);
    } else {
      System.arraycopy(real, 0, output.floats(arena), output.offset() + place, n);
    }
  }
}
