package dev.octet.engine.kernel.scalar;

import dev.octet.engine.kernel.ByteGemm;
import dev.octet.engine.kernel.IntegerEpilogue;
import dev.octet.engine.kernel.PackedMatrix;
import dev.octet.engine.kernel.PatchRows;
import dev.octet.engine.kernel.Workspace;

/** One sum after the other, as the contract writes them. */
final class ScalarByteGemm implements ByteGemm {
  /** Column j of B is {@code values[j·depth ..]}. */
  private record Columns(int depth, int columns, byte[] values) implements PackedMatrix {
    @Override
    public long bytes() {
      return values.length;
    }
  }

  @Override
  public PackedMatrix pack(
      int segments,
      int length,
      int columns,
      byte[] b,
      int offset,
      int rowStride,
      int columnStride,
      int inputMagnitude) {
    int depth = ByteGemm.depth(segments, length);
    var values = new byte[Math.multiplyExact(depth, columns)];
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
      byte[] a,
      int aOffset,
      int aStride,
      PackedMatrix b,
      IntegerEpilogue epilogue,
      float[] residual,
      int residualOffset,
      byte[] c,
      int cOffset,
      int cStride,
      Workspace workspace) {
    var packed = (Columns) b;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < packed.columns; j++) {
        int sum = dot(packed.depth, a, aOffset + i * aStride, packed.values, j * packed.depth);
        float v = finish(sum, j, epilogue, residual, residualOffset + i * cStride + j);
        c[cOffset + i * cStride + j] = (byte) Math.rint(v);
      }
    }
  }

  @Override
  public void multiply(
      int rows,
      byte[] a,
      int aOffset,
      int aStride,
      PackedMatrix b,
      IntegerEpilogue epilogue,
      float[] residual,
      int residualOffset,
      float[] c,
      int cOffset,
      int cStride,
      Workspace workspace) {
    var packed = (Columns) b;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < packed.columns; j++) {
        int sum = dot(packed.depth, a, aOffset + i * aStride, packed.values, j * packed.depth);
        c[cOffset + i * cStride + j] =
            finish(sum, j, epilogue, residual, residualOffset + i * cStride + j);
      }
    }
  }

  @Override
  public void multiplyPatches(
      int rows,
      byte[] a,
      int aOffset,
      PatchRows patches,
      int firstPatch,
      PackedMatrix b,
      IntegerEpilogue epilogue,
      float[] residual,
      int residualOffset,
      byte[] c,
      int cOffset,
      int cStride,
      Workspace workspace) {
    var packed = (Columns) b;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < packed.columns; j++) {
        int sum = sum(a, aOffset, patches, firstPatch + i, packed, j);
        float v = finish(sum, j, epilogue, residual, residualOffset + i * cStride + j);
        c[cOffset + i * cStride + j] = (byte) Math.rint(v);
      }
    }
  }

  @Override
  public void multiplyPatches(
      int rows,
      byte[] a,
      int aOffset,
      PatchRows patches,
      int firstPatch,
      PackedMatrix b,
      IntegerEpilogue epilogue,
      float[] residual,
      int residualOffset,
      float[] c,
      int cOffset,
      int cStride,
      Workspace workspace) {
    var packed = (Columns) b;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < packed.columns; j++) {
        int sum = sum(a, aOffset, patches, firstPatch + i, packed, j);
        c[cOffset + i * cStride + j] =
            finish(sum, j, epilogue, residual, residualOffset + i * cStride + j);
      }
    }
  }

  private static int sum(
      byte[] a, int aOffset, PatchRows patches, int patch, Columns b, int column) {
    int sum = 0;
    int length = patches.length();
    for (int s = 0; s < patches.segments(); s++) {
      int run = aOffset + patches.start(patch) + s * patches.segmentStride();
      sum += dot(length, a, run, b.values, column * b.depth + s * length);
    }
    return sum;
  }

  private static int dot(int depth, byte[] a, int aOffset, byte[] b, int bOffset) {
    int sum = 0;
    for (int p = 0; p < depth; p++) {
      sum += a[aOffset + p] * b[bOffset + p];
    }
    return sum;
  }

  private static float finish(
      int sum, int column, IntegerEpilogue epilogue, float[] residual, int residualIndex) {
    float v = sum * epilogue.multiplier()[column];
    v += epilogue.bias()[column];
    if (residual.length > 0) {
      v += residual[residualIndex] * epilogue.residualMultiplier();
    }
    return v < epilogue.low() ? epilogue.low() : v > epilogue.high() ? epilogue.high() : v;
  }
}
