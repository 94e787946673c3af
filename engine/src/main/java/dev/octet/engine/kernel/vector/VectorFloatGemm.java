package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.FloatEpilogue;
import dev.octet.engine.kernel.FloatGemm;
import dev.octet.engine.kernel.PackedMatrix;
import dev.octet.engine.kernel.Workspace;

/** The product in register tiles. */
final class VectorFloatGemm implements FloatGemm {
  @Override
  public PackedMatrix pack(
      int depth, int columns, float[] b, int offset, int rowStride, int columnStride) {
    throw new UnsupportedOperationException();
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
    throw new UnsupportedOperationException();
  }
}
