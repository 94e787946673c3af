package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.FloatEpilogue;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Finishes the sums of a float tile while they are in the first cache, and writes them to C. */
final class FloatTileEpilogue {
  private static final VectorSpecies<Float> LANES = Lanes.FLOAT;
  private static final int L = LANES.length();

  private FloatTileEpilogue() {}

  /**
   * Finishes one panel of a tile: {@code rows} rows of {@code width} columns from {@code column}
   * on.
   *
   * @param sums the tile; row i is at {@code sumsOffset + i·sumsStride}, one whole vector
   * @param scratch where in {@code sums} two vectors are free
   * @param width 1 to L
   */
  static void finish(
      int rows,
      int width,
      int column,
      float[] sums,
      int sumsOffset,
      int sumsStride,
      int scratch,
      FloatEpilogue epilogue,
      float[] residual,
      int residualOffset,
      float[] c,
      int cOffset,
      int cStride) {
    if (width == L) {
      finishWhole(
          rows,
          column,
          sums,
          sumsOffset,
          sumsStride,
          epilogue,
          residual,
          residualOffset,
          c,
          cOffset,
          cStride);
    } else {
      finishPart(
          rows,
          width,
          column,
          sums,
          sumsOffset,
          sumsStride,
          scratch,
          epilogue,
          residual,
          residualOffset,
          c,
          cOffset,
          cStride);
    }
  }

  private static void finishWhole(
      int rows,
      int column,
      float[] sums,
      int sumsOffset,
      int sumsStride,
      FloatEpilogue epilogue,
      float[] residual,
      int residualOffset,
      float[] c,
      int cOffset,
      int cStride) {
    FloatVector bias = FloatVector.fromArray(LANES, epilogue.bias(), column);
    FloatVector low = FloatVector.broadcast(LANES, epilogue.low());
    FloatVector high = FloatVector.broadcast(LANES, epilogue.high());
    boolean hasResidual = residual.length > 0;
    for (int i = 0; i < rows; i++) {
      FloatVector v = FloatVector.fromArray(LANES, sums, sumsOffset + i * sumsStride).add(bias);
      if (hasResidual) {
        v = v.add(FloatVector.fromArray(LANES, residual, residualOffset + i * cStride));
      }
      v = v.blend(low, v.compare(VectorOperators.LT, low));
      v = v.blend(high, v.compare(VectorOperators.GT, high));
      v.intoArray(c, cOffset + i * cStride);
    }
  }

  /** Arrays of the caller end after {@code width} columns, so whole vectors go through scratch. */
  private static void finishPart(
      int rows,
      int width,
      int column,
      float[] sums,
      int sumsOffset,
      int sumsStride,
      int scratch,
      FloatEpilogue epilogue,
      float[] residual,
      int residualOffset,
      float[] c,
      int cOffset,
      int cStride) {
    System.arraycopy(epilogue.bias(), column, sums, scratch, width);
    FloatVector bias = FloatVector.fromArray(LANES, sums, scratch);
    FloatVector low = FloatVector.broadcast(LANES, epilogue.low());
    FloatVector high = FloatVector.broadcast(LANES, epilogue.high());
    boolean hasResidual = residual.length > 0;
    int copy = scratch + L;
    for (int i = 0; i < rows; i++) {
      FloatVector v = FloatVector.fromArray(LANES, sums, sumsOffset + i * sumsStride).add(bias);
      if (hasResidual) {
        System.arraycopy(residual, residualOffset + i * cStride, sums, copy, width);
        v = v.add(FloatVector.fromArray(LANES, sums, copy));
      }
      v = v.blend(low, v.compare(VectorOperators.LT, low));
      v = v.blend(high, v.compare(VectorOperators.GT, high));
      v.intoArray(sums, copy);
      System.arraycopy(sums, copy, c, cOffset + i * cStride, width);
    }
  }
}
