package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.Kernels;
import dev.octet.engine.kernel.PackedMatrix;
import dev.octet.engine.kernel.Workspace;
import dev.octet.engine.op.BinaryKind;
import java.util.Optional;

/**
 * A product of int8 rows that have a threshold each: {@code (acc·multiplier)·threshold + bias (+
 * residual)}, each step rounded to float32, then the activation; into int8 or float32.
 */
public final class ByteRows implements Product {
  private static final float[] NO_RESIDUAL = {};

  private final Kernels kernels;
  private final Buffer input;
  private final Buffer output;
  private final Buffer residual;
  private final boolean hasResidual;
  private final Buffer thresholds;
  private final IntegerResult result;

  /**
   * @param residual float32, in the layout of the output
   * @param thresholds one a row
   */
  public ByteRows(
      Kernels kernels,
      Buffer input,
      Buffer output,
      Optional<Buffer> residual,
      Buffer thresholds,
      IntegerResult result) {
    this.kernels = kernels;
    this.input = input;
    this.output = output;
    this.residual = residual.orElse(output);
    this.hasResidual = residual.isPresent();
    this.thresholds = thresholds;
    this.result = result;
  }

  @Override
  public int blockElements() {
    return 1 << 16;
  }

  @Override
  public void multiply(
      Arena arena,
      Workspace workspace,
      int rows,
      int aOffset,
      int aStride,
      PackedMatrix b,
      int group,
      int cOffset,
      int cStride) {
    boolean int8 = result.isInt8();
    float[] real = int8 ? workspace.floats(rows * cStride) : output.floats(arena);
    int to = int8 ? 0 : output.offset() + cOffset;
    kernels
        .byteGemm()
        .multiply(
            rows,
            input.bytes(arena),
            input.offset() + aOffset,
            aStride,
            b,
            result.products(),
            NO_RESIDUAL,
            0,
            real,
            to,
            cStride,
            workspace);
    for (int i = 0; i < rows; i++) {
      int threshold = thresholds.offset() + aOffset / Math.max(1, aStride) + i;
      finish(arena, real, to + i * cStride, threshold, cOffset + i * cStride, b.columns());
    }
  }

  private void finish(Arena arena, float[] real, int at, int threshold, int place, int n) {
    var math = kernels.floatMath();
    float[] factor = thresholds.floats(arena);
    math.binary(BinaryKind.MUL, real, at, 1, factor, threshold, 0, real, at, n);
    math.binary(BinaryKind.ADD, real, at, 1, result.realBias(), 0, 1, real, at, n);
    if (hasResidual) {
      float[] added = residual.floats(arena);
      int from = residual.offset() + place;
      math.binary(BinaryKind.ADD, real, at, 1, added, from, 1, real, at, n);
    }
    result.activateAll(real, at, n);
    if (result.isInt8()) {
      result.quantize(real, at, output.bytes(arena), output.offset() + place, n);
    }
  }

  @Override
  public void multiplyPatches(
      Arena arena,
      Workspace workspace,
      Patches patches,
      int imageOffset,
      int firstPatch,
      int rows,
      PackedMatrix b,
      int group,
      int cOffset,
      int cStride) {
    throw new UnsupportedOperationException("patches have one threshold an image");
  }
}
