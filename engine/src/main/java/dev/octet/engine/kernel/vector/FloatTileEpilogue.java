package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.FloatEpilogue;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Finishes float sums while they are in the first cache, one vector of columns at a time.
 *
 * <p>Arrays of the caller end with the last column. The last vector of columns therefore reaches
 * back over columns that are finished as well; where the residual lies where the result goes, they
 * are loaded before either is stored. Columns with no whole vector go through an array that holds
 * one.
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
    int done = 0;
    if (columns >= 4 * L) {
      finishFour(
          rows,
          floats,
          sumsOffset,
          sumsStride,
          epilogue,
          column,
          residual,
          residualOffset,
          c,
          cOffset,
          cStride);
      done = 4 * L;
    }
    while (columns - done > L) {
      int second = Math.min(L, columns - done - L);
      finishTwo(
          rows,
          floats,
          sumsOffset + done,
          sumsStride,
          epilogue,
          column + done,
          second,
          residual,
          residualOffset + done,
          c,
          cOffset + done,
          cStride);
      done += L + second;
    }
    if (done < columns) {
      int at = columns >= L && residual.length == 0 ? columns - L : done;
      finishVector(
          rows,
          column + at,
          columns - at,
          floats,
          sumsOffset + at,
          sumsStride,
          scratchOffset,
          epilogue,
          residual,
          residualOffset + at,
          c,
          cOffset + at,
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

  /**
   * Finishes a vector of columns and one that begins {@code second} columns later, row by row, so
   * that they are written side by side.
   */
  private static void finishTwo(
      int rows,
      float[] sums,
      int sumsOffset,
      int sumsStride,
      FloatEpilogue epilogue,
      int column,
      int second,
      float[] residual,
      int residualOffset,
      float[] to,
      int toOffset,
      int toStride) {
    FloatVector b0 = FloatVector.fromArray(LANES, epilogue.bias(), column);
    FloatVector b1 = FloatVector.fromArray(LANES, epilogue.bias(), column + second);
    FloatVector low = FloatVector.broadcast(LANES, epilogue.low());
    FloatVector high = FloatVector.broadcast(LANES, epilogue.high());
    boolean hasResidual = residual.length > 0;
    for (int i = 0; i < rows; i++) {
      int from = sumsOffset + i * sumsStride;
      FloatVector v0 = FloatVector.fromArray(LANES, sums, from).add(b0);
      FloatVector v1 = FloatVector.fromArray(LANES, sums, from + second).add(b1);
      if (hasResidual) {
        int at = residualOffset + i * toStride;
        v0 = v0.add(FloatVector.fromArray(LANES, residual, at));
        v1 = v1.add(FloatVector.fromArray(LANES, residual, at + second));
      }
      v0 = v0.blend(low, v0.lt(low));
      v0 = v0.blend(high, v0.compare(VectorOperators.GT, high));
      v1 = v1.blend(low, v1.lt(low));
      v1 = v1.blend(high, v1.compare(VectorOperators.GT, high));
      int out = toOffset + i * toStride;
      v0.intoArray(to, out);
      v1.intoArray(to, out + second);
    }
  }

  /** Finishes four whole vectors of columns, row by row, so that they are written side by side. */
  private static void finishFour(
      int rows,
      float[] sums,
      int sumsOffset,
      int sumsStride,
      FloatEpilogue epilogue,
      int column,
      float[] residual,
      int residualOffset,
      float[] to,
      int toOffset,
      int toStride) {
    FloatVector b0 = FloatVector.fromArray(LANES, epilogue.bias(), column);
    FloatVector b1 = FloatVector.fromArray(LANES, epilogue.bias(), column + L);
    FloatVector b2 = FloatVector.fromArray(LANES, epilogue.bias(), column + 2 * L);
    FloatVector b3 = FloatVector.fromArray(LANES, epilogue.bias(), column + 3 * L);
    FloatVector low = FloatVector.broadcast(LANES, epilogue.low());
    FloatVector high = FloatVector.broadcast(LANES, epilogue.high());
    boolean hasResidual = residual.length > 0;
    for (int i = 0; i < rows; i++) {
      int from = sumsOffset + i * sumsStride;
      FloatVector v0 = FloatVector.fromArray(LANES, sums, from).add(b0);
      FloatVector v1 = FloatVector.fromArray(LANES, sums, from + L).add(b1);
      FloatVector v2 = FloatVector.fromArray(LANES, sums, from + 2 * L).add(b2);
      FloatVector v3 = FloatVector.fromArray(LANES, sums, from + 3 * L).add(b3);
      if (hasResidual) {
        int at = residualOffset + i * toStride;
        v0 = v0.add(FloatVector.fromArray(LANES, residual, at));
        v1 = v1.add(FloatVector.fromArray(LANES, residual, at + L));
        v2 = v2.add(FloatVector.fromArray(LANES, residual, at + 2 * L));
        v3 = v3.add(FloatVector.fromArray(LANES, residual, at + 3 * L));
      }
      v0 = v0.blend(low, v0.lt(low));
      v0 = v0.blend(high, v0.compare(VectorOperators.GT, high));
      v1 = v1.blend(low, v1.lt(low));
      v1 = v1.blend(high, v1.compare(VectorOperators.GT, high));
      v2 = v2.blend(low, v2.lt(low));
      v2 = v2.blend(high, v2.compare(VectorOperators.GT, high));
      v3 = v3.blend(low, v3.lt(low));
      v3 = v3.blend(high, v3.compare(VectorOperators.GT, high));
      int out = toOffset + i * toStride;
      v0.intoArray(to, out);
      v1.intoArray(to, out + L);
      v2.intoArray(to, out + 2 * L);
      v3.intoArray(to, out + 3 * L);
    }
  }
}
