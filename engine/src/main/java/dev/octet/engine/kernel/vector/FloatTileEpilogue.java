package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.FloatEpilogue;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Finishes float sums while they are in the first cache, one vector of columns at a time.
 *
 * <p>Arrays of the caller end with the last column, so the columns of a part of a vector go through
 * an array that holds whole ones.
 */
final class FloatTileEpilogue {
  private static final VectorSpecies<Float> LANES = Lanes.FLOAT;
  private static final int L = LANES.length();

  private FloatTileEpilogue() {}

  /** The floats of scratch that a number of rows needs: results, residual and bias. */
  static int scratch(int rows) {
    return (2 * rows + 1) * L;
  }

  /**
   * Finishes {@code columns} columns from {@code column} on.
   *
   * @param floats holds both the sums, row i at {@code sumsOffset + i·sumsStride}, and at {@code
   *     scratchOffset} the scratch
   */
  static void finish(
      int rows,
      int column,
      int columns,
      float[] floats,
      int sumsOffset,
      int sumsStride,
      int scratchOffset,
      FloatEpilogue epilogue,
      float[] residual,
      int residualOffset,
      float[] c,
      int cOffset,
      int cStride) {
    for (int j = 0; j < columns; j += L) {
      finishVector(
          rows,
          column + j,
          Math.min(L, columns - j),
          floats,
          sumsOffset + j,
          sumsStride,
          scratchOffset,
          epilogue,
          residual,
          residualOffset + j,
          c,
          cOffset + j,
          cStride);
    }
  }

  /** Finishes {@code width} columns from {@code column} on, 1 to L. */
  private static void finishVector(
      int rows,
      int column,
      int width,
      float[] floats,
      int sumsOffset,
      int sumsStride,
      int scratchOffset,
      FloatEpilogue epilogue,
      float[] residual,
      int residualOffset,
      float[] c,
      int cOffset,
      int cStride) {
    if (width == L) {
      finish(
          rows,
          floats,
          sumsOffset,
          sumsStride,
          epilogue,
          epilogue.bias(),
          column,
          residual,
          residualOffset,
          cStride,
          c,
          cOffset,
          cStride);
      return;
    }
    int residualCopy = scratchOffset + rows * L;
    int biasCopy = residualCopy + rows * L;
    System.arraycopy(epilogue.bias(), column, floats, biasCopy, width);
    boolean hasResidual = residual.length > 0;
    if (hasResidual) {
      for (int i = 0; i < rows; i++) {
        System.arraycopy(
            residual, residualOffset + i * cStride, floats, residualCopy + i * L, width);
      }
    }
    finish(
        rows,
        floats,
        sumsOffset,
        sumsStride,
        epilogue,
        floats,
        biasCopy,
        hasResidual ? floats : residual,
        residualCopy,
        L,
        floats,
        scratchOffset,
        L);
    for (int i = 0; i < rows; i++) {
      System.arraycopy(floats, scratchOffset + i * L, c, cOffset + i * cStride, width);
    }
  }

  private static void finish(
      int rows,
      float[] sums,
      int sumsOffset,
      int sumsStride,
      FloatEpilogue epilogue,
      float[] bias,
      int biasOffset,
      float[] residual,
      int residualOffset,
      int residualStride,
      float[] to,
      int toOffset,
      int toStride) {
    FloatVector b = FloatVector.fromArray(LANES, bias, biasOffset);
    FloatVector low = FloatVector.broadcast(LANES, epilogue.low());
    FloatVector high = FloatVector.broadcast(LANES, epilogue.high());
    boolean hasResidual = residual.length > 0;
    for (int i = 0; i < rows; i++) {
      FloatVector v = FloatVector.fromArray(LANES, sums, sumsOffset + i * sumsStride).add(b);
      if (hasResidual) {
        v = v.add(FloatVector.fromArray(LANES, residual, residualOffset + i * residualStride));
      }
      v = v.blend(low, v.compare(VectorOperators.LT, low));
      v = v.blend(high, v.compare(VectorOperators.GT, high));
      v.intoArray(to, toOffset + i * toStride);
    }
  }
}
