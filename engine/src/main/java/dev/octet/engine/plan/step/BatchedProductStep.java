package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.FloatEpilogue;
import dev.octet.engine.kernel.FloatGemm;
import dev.octet.engine.kernel.Kernels;
import dev.octet.engine.kernel.PackedMatrix;
import dev.octet.engine.kernel.Workspace;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.parallel.SharedWork;
import java.util.Optional;

/**
 * Products of matrices that only a run knows. Each sum is one chain of fma over the depth, as in
 * {@link dev.octet.engine.kernel.FloatGemm}; then alpha, bias, residual and activation follow.
 * Threads share the rows.
 */
public final class BatchedProductStep implements Step, SharedWork<Arena> {
  private static final float[] NO_RESIDUAL = {};

  private final Kernels kernels;
  private final Buffer x;
  private final Buffer y;
  private final Buffer bias;
  private final boolean hasBias;
  private final Buffer residual;
  private final boolean hasResidual;
  private final Buffer output;
  private final MatrixBatch batch;
  private final int columns;
  private final FloatEpilogue sums;
  private final float[] alpha;
  private final Activation activation;

  public BatchedProductStep(
      Kernels kernels,
      Buffer x,
      Buffer y,
      Optional<Buffer> bias,
      Optional<Buffer> residual,
      Buffer output,
      MatrixBatch batch,
      float alpha,
      Activation activation) {
    this.kernels = kernels;
    this.x = x;
    this.y = y;
    this.bias = bias.orElse(y);
    this.hasBias = bias.isPresent();
    this.residual = residual.orElse(y);
    this.hasResidual = residual.isPresent();
    this.output = output;
    this.batch = batch;
    this.columns = batch.columns();
    this.sums = FloatEpilogue.none(columns);
    this.alpha = new float[] {alpha};
    this.activation = activation;
  }

  @Override
  public void run(Arena arena) {
    arena.share(this, ElementCost.MOVE.of((long) batch.allRows() * batch.depth() * columns));
  }

  @Override
  public void run(Arena arena, int worker, int workers) {
    int rows = batch.allRows();
    int end = Parts.start(rows, worker + 1, workers);
    int run;
    for (int i = Parts.start(rows, worker, workers); i < end; i += run) {
      run = batch.run(i, end);
      if (batch.isPacked()) {
        multiplyPacked(arena, arena.workspace(worker), i, run);
      } else {
        multiplyRows(arena, i, run);
      }
      for (int row = i; row < i + run; row++) {
        finishRow(arena, output.floats(arena), output.offset() + row * columns);
      }
    }
  }

  private void multiplyPacked(Arena arena, Workspace workspace, int first, int rows) {
    FloatGemm gemm = kernels.floatGemm();
    int depth = batch.depth();
    PackedMatrix packed =
        gemm.pack(
            depth,
            columns,
            y.floats(arena),
            y.offset() + batch.yStart(first),
            batch.yDepthStride(),
            batch.yColumnStride(),
            workspace);
    float[] a = x.floats(arena);
    int start = x.offset() + batch.xStart(first);
    int stride = batch.xRowStride();
    if (batch.xDepthStride() != 1) {
      a = transposed(a, start, rows, workspace);
      start = 0;
      stride = depth;
    }
    int to = output.offset() + first * columns;
    float[] c = output.floats(arena);
    gemm.multiply(rows, a, start, stride, packed, sums, NO_RESIDUAL, 0, c, to, columns, workspace);
  }

  private float[] transposed(float[] a, int start, int rows, Workspace workspace) {
    int depth = batch.depth();
    float[] dense = workspace.floats(Math.multiplyExact(rows, depth));
    for (int p = 0; p < depth; p++) {
      int from = start + p * batch.xDepthStride();
      for (int i = 0; i < rows; i++) {
        dense[i * depth + p] = a[from + i * batch.xRowStride()];
      }
    }
    return dense;
  }

  private void multiplyRows(Arena arena, int first, int rows) {
    float[] a = x.floats(arena);
    float[] b = y.floats(arena);
    float[] c = output.floats(arena);
    for (int i = first; i < first + rows; i++) {
      int row = x.offset() + batch.xStart(i);
      multiplyRow(a, row, b, y.offset() + batch.yStart(i), c, output.offset() + i * columns);
    }
  }

  private void multiplyRow(float[] a, int aRow, float[] b, int bStart, float[] c, int to) {
    for (int j = 0; j < columns; j++) {
      c[to + j] = 0;
    }
    for (int p = 0; p < batch.depth(); p++) {
      float factor = a[aRow + p * batch.xDepthStride()];
      int from = bStart + p * batch.yDepthStride();
      if (batch.yColumnStride() == 1) {
        addMultiple(factor, b, from, c, to, columns);
      } else {
        int stride = batch.yColumnStride();
        for (int j = 0; j < columns; j++) {
          c[to + j] = Math.fma(factor, b[from + j * stride], c[to + j]);
        }
      }
    }
  }

  private static void addMultiple(float factor, float[] b, int from, float[] c, int to, int n) {
    for (int j = 0; j < n; j++) {
      c[to + j] = Math.fma(factor, b[from + j], c[to + j]);
    }
  }

  private void finishRow(Arena arena, float[] c, int to) {
    int n = columns;
    var math = kernels.floatMath();
    if (alpha[0] != 1) {
      math.binary(BinaryKind.MUL, c, to, 1, alpha, 0, 0, c, to, n);
    }
    if (hasBias) {
      math.binary(BinaryKind.ADD, c, to, 1, bias.floats(arena), bias.offset(), 1, c, to, n);
    }
    if (hasResidual) {
      int at = residual.offset() + to - output.offset();
      math.binary(BinaryKind.ADD, c, to, 1, residual.floats(arena), at, 1, c, to, n);
    }
    if (!(activation instanceof Activation.None)) {
      math.activate(activation, c, to, c, to, n);
    }
  }
}
