package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.Kernels;
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
  private final Kernels kernels;
  private final Buffer x;
  private final Buffer y;
  private final Buffer bias;
  private final boolean hasBias;
  private final Buffer residual;
  private final boolean hasResidual;
  private final Buffer output;
  private final MatrixBatch batch;
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
    this.alpha = new float[] {alpha};
    this.activation = activation;
  }

  @Override
  public void run(Arena arena) {
    arena.share(this, ElementCost.MOVE.of((long) rows() * batch.depth() * batch.columns()));
  }

  private int rows() {
    return batch.xOffsets().length * batch.rows();
  }

  @Override
  public void run(Arena arena, int worker, int workers) {
    float[] a = x.floats(arena);
    float[] b = y.floats(arena);
    float[] c = output.floats(arena);
    int columns = batch.columns();
    int last = Parts.start(rows(), worker + 1, workers);
    for (int i = Parts.start(rows(), worker, workers); i < last; i++) {
      int matrix = i / batch.rows();
      int aRow = x.offset() + batch.xOffsets()[matrix] + i % batch.rows() * batch.xRowStride();
      int to = output.offset() + i * columns;
      multiplyRow(a, aRow, b, y.offset() + batch.yOffsets()[matrix], c, to);
      finishRow(arena, c, to);
    }
  }

  private void multiplyRow(float[] a, int aRow, float[] b, int bStart, float[] c, int to) {
    int columns = batch.columns();
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
    int n = batch.columns();
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
