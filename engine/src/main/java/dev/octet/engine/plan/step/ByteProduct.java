package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.ByteGemm;
import dev.octet.engine.kernel.IntegerEpilogue;
import dev.octet.engine.kernel.Kernels;
import dev.octet.engine.kernel.PackedMatrix;
import dev.octet.engine.kernel.PatchRows;
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
  private final Optional<RunThresholds> thresholds;
  private final IntegerResult result;

  /**
   * @param residual float32, in the layout of the output
   * @param thresholds of the input, where a run finds them, one an image
   */
  public ByteProduct(
      Kernels kernels,
      Buffer input,
      Buffer output,
      Optional<Buffer> residual,
      Optional<RunThresholds> thresholds,
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
    int done = 0;
    while (done < rows) {
      int from = aOffset + done * aStride;
      int left = rows - done;
      int n = thresholds.isPresent() ? thresholds.get().rows(from, aStride, left) : left;
      multiply(
          arena,
          workspace,
          n,
          input.bytes(arena),
          input.offset() + from,
          aStride,
          b,
          group,
          epilogue(arena, workspace, group, from),
          cOffset + done * cStride,
          cStride);
      done += n;
    }
  }

  private IntegerEpilogue epilogue(Arena arena, Workspace workspace, int group, int place) {
    float threshold = RunThresholds.at(thresholds, arena, place);
    return result.epilogue(group, workspace, threshold);
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
    byte[] x = input.bytes(arena);
    IntegerEpilogue epilogue = epilogue(arena, workspace, group, imageOffset);
    int image = input.offset() + imageOffset;
    switch (patches) {
      case GatheredPatches gathered -> {
        int length = gathered.elementsPerPatch();
        byte[] a = workspace.bytes(rows * length);
        gathered.grid().gather(x, image, gathered.depth(), firstPatch, rows, a);
        multiply(arena, workspace, rows, a, 0, length, b, group, epilogue, cOffset, cStride);
      }
      case DirectPatches direct when direct.isCopied() -> {
        byte[] a = workspace.bytes(direct.elements(firstPatch, rows));
        direct.copy(x, image, firstPatch, rows, a);
        int first = direct.offset(firstPatch);
        multiply(
            arena,
            workspace,
            rows,
            a,
            first,
            direct,
            firstPatch,
            b,
            group,
            epilogue,
            cOffset,
            cStride);
      }
      case DirectPatches direct -> {
        int first = image + direct.offset();
        multiply(
            arena,
            workspace,
            rows,
            x,
            first,
            direct,
            firstPatch,
            b,
            group,
            epilogue,
            cOffset,
            cStride);
      }
    }
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
      IntegerEpilogue epilogue,
      int cOffset,
      int cStride) {
    float[] added = hasResidual ? residual.floats(arena) : NO_RESIDUAL;
    int addedOffset = residual.offset() + cOffset;
    ByteGemm gemm = kernels.byteGemm();
    if (result.isDirectInt8()) {
      byte[] c = output.bytes(arena);
      int to = output.offset() + cOffset;
      gemm.multiply(
          rows, a, aOffset, aStride, b, epilogue, added, addedOffset, c, to, cStride, workspace);
      return;
    }
    float[] real = real(arena, workspace, rows, cStride);
    int to = realOffset(cOffset);
    gemm.multiply(
        rows, a, aOffset, aStride, b, epilogue, added, addedOffset, real, to, cStride, workspace);
    finish(arena, group, rows, real, b.columns(), cOffset, cStride);
  }

  private void multiply(
      Arena arena,
      Workspace workspace,
      int rows,
      byte[] a,
      int aOffset,
      DirectPatches patches,
      int firstPatch,
      PackedMatrix b,
      int group,
      IntegerEpilogue epilogue,
      int cOffset,
      int cStride) {
    PatchRows places = patches.rows();
    float[] added = hasResidual ? residual.floats(arena) : NO_RESIDUAL;
    int addedOffset = residual.offset() + cOffset;
    ByteGemm gemm = kernels.byteGemm();
    if (result.isDirectInt8()) {
      gemm.multiplyPatches(
          rows,
          a,
          aOffset,
          places,
          firstPatch,
          b,
          epilogue,
          added,
          addedOffset,
          output.bytes(arena),
          output.offset() + cOffset,
          cStride,
          workspace);
      return;
    }
    float[] real = real(arena, workspace, rows, cStride);
    gemm.multiplyPatches(
        rows,
        a,
        aOffset,
        places,
        firstPatch,
        b,
        epilogue,
        added,
        addedOffset,
        real,
        realOffset(cOffset),
        cStride,
        workspace);
    finish(arena, group, rows, real, b.columns(), cOffset, cStride);
  }

  /** Where real results go: scratch memory if they are quantized from there, else the output. */
  private float[] real(Arena arena, Workspace workspace, int rows, int cStride) {
    return result.isIndirectInt8() ? workspace.floats(rows * cStride) : output.floats(arena);
  }

  private int realOffset(int cOffset) {
    return result.isIndirectInt8() ? 0 : output.offset() + cOffset;
  }

  /** The activation on real results, and quantization where the output is int8. */
  private void finish(
      Arena arena, int group, int rows, float[] real, int columns, int cOffset, int cStride) {
    for (int i = 0; i < rows; i++) {
      int at = realOffset(cOffset) + i * cStride;
      result.complete(group, real, at, columns);
      if (result.isIndirectInt8()) {
        int to = output.offset() + cOffset + i * cStride;
        result.quantize(real, at, output.bytes(arena), to, columns);
      }
    }
  }
}
