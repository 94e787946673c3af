package dev.octet.engine.kernel.scalar;

import dev.octet.engine.kernel.ByteGemm;
import dev.octet.engine.kernel.IntegerEpilogue;
import dev.octet.engine.kernel.PackedMatrix;
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
      int depth,
      int columns,
      byte[] b,
      int offset,
      int rowStride,
      int columnStride,
      int inputMagnitude) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException(
          "depth is " + depth + ", the most an int32 sum can hold is " + MAX_DEPTH);
    }
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
