package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.Kernels;
import dev.octet.engine.kernel.PackedMatrix;
import dev.octet.engine.kernel.Workspace;
import java.util.Optional;

/** A product of int8 with exact sums, into int8 or float32. */
public final class ByteProduct implements Product {
  private static final float[] NO_RESIDUAL = {};

  private final Kernels kernels;
  private final Buffer input;
  private final Buffer output;
  private final Buffer residual;
  private final boolean hasResidual;
  private final IntegerResult result;

  /**
   * @param residual float32, in the layout of the output
   */
  public ByteProduct(
      Kernels kernels,
      Buffer input,
      Buffer output,
      Optional<Buffer> residual,
      IntegerResult result) {
    this.kernels = kernels;
    this.input = input;
    this.output = output;
    this.residual = residual.orElse(output);
    this.hasResidual = residual.isPresent();
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
    byte[] a = input.bytes(arena);
    multiply(
        arena, workspace, rows, a, input.offset() + aOffset, aStride, b, group, cOffset, cStride);
  }

  @Override
  public void multiplyPatches(
      Arena arena,
      Workspace workspace,
      PatchGrid grid,
      int imageOffset,
      int depth,
      int firstPatch,
      int rows,
      PackedMatrix b,
      int group,
      int cOffset,
      int cStride) {
    int length = grid.taps() * depth;
    byte[] patches = workspace.bytes(rows * length);
    grid.gather(input.bytes(arena), input.offset() + imageOffset, depth, firstPatch, rows, patches);
    multiply(arena, workspace, rows, patches, 0, length, b, group, cOffset, cStride);
  }

  private void multiply(
      Arena arena,
      Workspace workspace,
      int rows,
      byte[] a,
      int aOffset,
      int aStride,
      PackedMatrix b,
      int group,
      int cOffset,
      int cStride) {
    float[] added = hasResidual ? residual.floats(arena) : NO_RESIDUAL;
    int addedOffset = residual.offset() + cOffset;
    int to = output.offset() + cOffset;
    if (result.isDirectInt8()) {
      kernels
          .byteGemm()
          .multiply(
              rows,
              a,
              aOffset,
              aStride,
              b,
              result.epilogue(group),
              added,
              addedOffset,
              output.bytes(arena),
              to,
              cStride,
              workspace);
      return;
    }
    boolean indirect = result.isIndirectInt8();
    float[] real = indirect ? workspace.floats(rows * cStride) : output.floats(arena);
    int realOffset = indirect ? 0 : to;
    kernels
        .byteGemm()
        .multiply(
            rows,
            a,
            aOffset,
            aStride,
            b,
            result.epilogue(group),
            added,
            addedOffset,
            real,
            realOffset,
            cStride,
            workspace);
    for (int i = 0; i < rows; i++) {
      result.activate(real, realOffset + i * cStride, b.columns());
      if (indirect) {
        int at = i * cStride;
        result.quantize(real, at, output.bytes(arena), to + at, b.columns());
      }
    }
  }
}
