package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.FloatEpilogue;
import dev.octet.engine.kernel.Kernels;
import dev.octet.engine.kernel.PackedMatrix;
import dev.octet.engine.kernel.Workspace;
import dev.octet.engine.op.Activation;
import java.util.Optional;

/** A product in float32. */
public final class FloatProduct implements Product {
  private static final float[] NO_RESIDUAL = {};

  private final Kernels kernels;
  private final Buffer input;
  private final Buffer output;
  private final Buffer residual;
  private final boolean hasResidual;
  private final FloatEpilogue[] epilogues;
  private final Activation rest;
  private final boolean hasRest;

  /**
   * @param residual in the layout of the output
   * @param bias one element an output channel, {@code groups} equal parts
   */
  public FloatProduct(
      Kernels kernels,
      Buffer input,
      Buffer output,
      Optional<Buffer> residual,
      float[] bias,
      int groups,
      Activation activation) {
    this.kernels = kernels;
    this.input = input;
    this.output = output;
    this.residual = residual.orElse(output);
    this.hasResidual = residual.isPresent();
    ClampedActivation clamped = ClampedActivation.of(activation);
    this.rest = clamped.rest();
    this.hasRest = clamped.hasRest();
    this.epilogues = new FloatEpilogue[groups];
    int columns = bias.length / groups;
    for (int group = 0; group < groups; group++) {
      float[] part = new float[columns];
      System.arraycopy(bias, group * columns, part, 0, columns);
      epilogues[group] = new FloatEpilogue(part, clamped.low(), clamped.high());
    }
  }

  @Override
  public int blockElements() {
    return 1 << 15;
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
    float[] a = input.floats(arena);
    multiply(
        arena, workspace, rows, a, input.offset() + aOffset, aStride, b, group, cOffset, cStride);
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
    float[] x = input.floats(arena);
    int image = input.offset() + imageOffset;
    switch (patches) {
      case GatheredPatches gathered -> {
        int length = gathered.elementsPerPatch();
        float[] a = workspace.floats(rows * length);
        gathered.grid().gather(x, image, gathered.depth(), firstPatch, rows, a);
        multiply(arena, workspace, rows, a, 0, length, b, group, cOffset, cStride);
      }
      case DirectPatches direct when direct.isCopied() -> {
        float[] a = workspace.floats(direct.elements(firstPatch, rows));
        direct.copy(x, image, firstPatch, rows, a);
        int first = direct.offset(firstPatch);
        multiply(arena, workspace, rows, a, first, direct, firstPatch, b, group, cOffset, cStride);
      }
      case DirectPatches direct -> {
        int first = image + direct.offset();
        multiply(arena, workspace, rows, x, first, direct, firstPatch, b, group, cOffset, cStride);
      }
    }
  }

  private void multiply(
      Arena arena,
      Workspace workspace,
      int rows,
      float[] a,
      int aOffset,
      int aStride,
      PackedMatrix b,
      int group,
      int cOffset,
      int cStride) {
    float[] c = output.floats(arena);
    int to = output.offset() + cOffset;
    kernels
        .floatGemm()
        .multiply(
            rows,
            a,
            aOffset,
            aStride,
            b,
            epilogues[group],
            hasResidual ? residual.floats(arena) : NO_RESIDUAL,
            residual.offset() + cOffset,
            c,
            to,
            cStride,
            workspace);
    activate(c, to, rows, b.columns(), cStride);
  }

  private void multiply(
      Arena arena,
      Workspace workspace,
      int rows,
      float[] a,
      int aOffset,
      DirectPatches patches,
      int firstPatch,
      PackedMatrix b,
      int group,
      int cOffset,
      int cStride) {
    float[] c = output.floats(arena);
    int to = output.offset() + cOffset;
    kernels
        .floatGemm()
        .multiplyPatches(
            rows,
            a,
            aOffset,
            patches.rows(),
            firstPatch,
            b,
            epilogues[group],
            hasResidual ? residual.floats(arena) : NO_RESIDUAL,
            residual.offset() + cOffset,
            c,
            to,
            cStride,
            workspace);
    activate(c, to, rows, b.columns(), cStride);
  }

  /** What is left of the activation after the clamp of the epilogue. */
  private void activate(float[] c, int to, int rows, int columns, int cStride) {
    if (!hasRest) {
      return;
    }
    if (columns == cStride) {
      kernels.floatMath().activate(rest, c, to, c, to, rows * columns);
      return;
    }
    for (int i = 0; i < rows; i++) {
      int at = to + i * cStride;
      kernels.floatMath().activate(rest, c, at, c, at, columns);
    }
  }
}
