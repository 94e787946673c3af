package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.ByteGemm;
import dev.octet.engine.kernel.Kernels;
import dev.octet.engine.kernel.Workspace;
import dev.octet.engine.op.BinaryKind;
import dev.octet.engine.parallel.SharedWork;
import java.util.Optional;

/**
 * Products of int8 matrices that only a run knows, with exact sums: {@code acc·multiplier + bias (+
 * residual)}, each step rounded to float32, then the activation; into int8 or float32. Threads
 * share the rows.
 */
public final class ByteBatchedProductStep implements Step, SharedWork<Arena> {
  private final Kernels kernels;
  private final Buffer x;
  private final Buffer y;
  private final Buffer residual;
  private final boolean hasResidual;
  private final Buffer output;
  private final MatrixBatch batch;
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
    this.result = result;
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
    Workspace workspace = arena.workspace(worker);
    int columns = batch.columns();
    boolean int8 = result.isInt8();
    int last = Parts.start(rows(), worker + 1, workers);
    for (int i = Parts.start(rows(), worker, workers); i < last; i++) {
      int matrix = i / batch.rows();
      int row = x.offset() + batch.xOffsets()[matrix] + i % batch.rows() * batch.xRowStride();
      int right = y.offset() + batch.yOffsets()[matrix];
      float[] real = int8 ? workspace.floats(columns) : output.floats(arena);
      int at = int8 ? 0 : output.offset() + i * columns;
      multiplyRow(x.bytes(arena), row, y.bytes(arena), right, workspace, real, at);
      finishRow(arena, real, at, i * columns);
    }
  }

  private void multiplyRow(
      byte[] a, int row, byte[] b, int right, Workspace workspace, float[] real, int at) {
    float multiplier = result.products().multiplier()[0];
    int columns = batch.columns();
    if (batch.depth() > ByteGemm.MAX_DEPTH) {
      for (int j = 0; j < columns; j++) {
        real[at + j] = longSum(a, row, b, right + j * batch.yColumnStride()) * multiplier;
      }
      return;
    }
    int[] sums = workspace.ints(columns);
    for (int j = 0; j < columns; j++) {
      sums[j] = 0;
    }
    for (int p = 0; p < batch.depth(); p++) {
      int factor = a[row + p * batch.xDepthStride()];
      int from = right + p * batch.yDepthStride();
      if (batch.yColumnStride() == 1) {
        addMultiple(factor, b, from, sums, columns);
      } else {
        int stride = batch.yColumnStride();
        for (int j = 0; j < columns; j++) {
          sums[j] += factor * b[from + j * stride];
        }
      }
    }
    for (int j = 0; j < columns; j++) {
      real[at + j] = sums[j] * multiplier;
    }
  }

  private static void addMultiple(int factor, byte[] b, int from, int[] sums, int n) {
    for (int j = 0; j < n; j++) {
      sums[j] += factor * b[from + j];
    }
  }

  /** A sum that might not fit an int32. */
  private long longSum(byte[] a, int row, byte[] b, int column) {
    long sum = 0;
    for (int p = 0; p < batch.depth(); p++) {
      sum += a[row + p * batch.xDepthStride()] * b[column + p * batch.yDepthStride()];
    }
    return sum;
  }

  /**
   * @param place of the row in the output
   */
  private void finishRow(Arena arena, float[] real, int at, int place) {
    int n = batch.columns();
    var math = kernels.floatMath();
    math.binary(BinaryKind.ADD, real, at, 1, result.realBias(), 0, 0, real, at, n);
    if (hasResidual) {
      float[] added = residual.floats(arena);
      math.binary(BinaryKind.ADD, real, at, 1, added, residual.offset() + place, 1, real, at, n);
    }
    result.activateAll(real, at, n);
    if (result.isInt8()) {
      result.quantize(real, at, output.bytes(arena), output.offset() + place, n);
    }
  }
}
