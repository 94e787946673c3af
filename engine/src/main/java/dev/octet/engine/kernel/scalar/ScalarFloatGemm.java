package dev.octet.engine.kernel.scalar;

import dev.octet.engine.kernel.FloatEpilogue;
import dev.octet.engine.kernel.FloatGemm;
import dev.octet.engine.kernel.PackedMatrix;
import dev.octet.engine.kernel.PatchRows;
import dev.octet.engine.kernel.Workspace;

/** One sum after the other, as the contract writes them. */
final class ScalarFloatGemm implements FloatGemm {
  /** Column j of B is {@code values[j·depth ..]}. */
  private record Columns(int depth, int columns, float[] values) implements PackedMatrix {
    @Override
    public long bytes() {
      return 4L * values.length;
    }
  }

  @Override
  public PackedMatrix pack(
      int depth, int columns, float[] b, int offset, int rowStride, int columnStride) {
    var values = new float[Math.multiplyExact(depth, columns)];
    for (int j = 0; j < columns; j++) {
      for (int p = 0; p < depth; p++) {
        values[j * depth + p] = b[offset + p * rowStride + j * columnStride];
      }
    }
    return new Columns(depth, columns, values);
  }

  @Override
  public void multiply(
      int rows,
      float[] a,
      int aOffset,
      int aStride,
      PackedMatrix b,
      FloatEpilogue epilogue,
      float[] residual,
      int residualOffset,
      float[] c,
      int cOffset,
      int cStride,
      Workspace workspace) {
    var packed = (Columns) b;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < packed.columns; j++) {
        float sum = dot(packed.depth, a, aOffset + i * aStride, packed.values, j * packed.depth, 0);
        int at = i * cStride + j;
        c[cOffset + at] = finish(sum, j, epilogue, residual, residualOffset + at);
      }
    }
  }

  @Override
  public void multiplyPatches(
      int rows,
      float[] a,
      int aOffset,
      PatchRows patches,
      int firstPatch,
      PackedMatrix b,
      FloatEpilogue epilogue,
      float[] residual,
      int residualOffset,
      float[] c,
      int cOffset,
      int cStride,
      Workspace workspace) {
    var packed = (Columns) b;
    int length = patches.length();
    for (int i = 0; i < rows; i++) {
      int start = aOffset + patches.start(firstPatch + i);
      for (int j = 0; j < packed.columns; j++) {
        float sum = 0;
        for (int s = 0; s < patches.segments(); s++) {
          int run = start + s * patches.segmentStride();
          sum = dot(length, a, run, packed.values, j * packed.depth + s * length, sum);
        }
        int at = i * cStride + j;
        c[cOffset + at] = finish(sum, j, epilogue, residual, residualOffset + at);
      }
    }
  }

  private static float dot(int depth, float[] a, int aOffset, float[] b, int bOffset, float sum) {
    for (int p = 0; p < depth; p++) {
      sum = Math.fma(a[aOffset + p], b[bOffset + p], sum);
    }
    return sum;
  }

  private static float finish(
      float sum, int column, FloatEpilogue epilogue, float[] residual, int residualIndex) {
    float v = sum + epilogue.bias()[column];
    if (residual.length > 0) {
      v += residual[residualIndex];
    }
    return v < epilogue.low() ? epilogue.low() : v > epilogue.high() ? epilogue.high() : v;
  }
}
