package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.ByteGemm;
import dev.octet.engine.kernel.IntegerEpilogue;
import dev.octet.engine.kernel.PackedMatrix;
import dev.octet.engine.kernel.Workspace;

/** The product in register tiles. */
final class VectorByteGemm implements ByteGemm {
  @Override
  public PackedMatrix pack(
      int depth,
      int columns,
      byte[] b,
      int offset,
      int rowStride,
      int columnStride,
      int inputMagnitude) {
    throw new UnsupportedOperationException();
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
    throw new UnsupportedOperationException();
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
    throw new UnsupportedOperationException();
  }
}
