package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.IntegerEpilogue;
import dev.octet.engine.kernel.scalar.Transcendentals;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Finishes exact sums while they are in the first cache, one vector of columns at a time.
 *
 * <p>Arrays of the caller end with the last column. The last vector of columns therefore reaches
 * back over columns that are finished already; but for the residual, which may lie where the result
 * goes. It goes through an array that holds a whole vector there, and where there is no other.
 */
final class IntegerTileEpilogue {
  private static final VectorSpecies<Integer> INTS = Lanes.INT;
  private static final VectorSpecies<Float> FLOATS = Lanes.FLOAT;
  private static final int W = INTS.length();

  /**
   * What {@link Transcendentals#ROUNDER} rounds has at most half this magnitude; the rest is for
   * the rounding of a bound.
   */
  private static final float NARROW = 1 << 21;

  /**
   * Length of {@code floats} for one row: residual, result; and besides for multiplier and bias.
   */
  private static final int ROW = 2 * W;

  private IntegerTileEpilogue() {}

  /** The floats that a number of rows needs. */
  static int floats(int rows) {
    return rows * ROW + 2 * W;
  }

  /**
   * Finishes {@code columns} columns from {@code column} on, into the one of the two results that
   * is not empty.
   *
   * @param sums row i is at {@code sumsOffset + i·sumsStride}
   * @param areIntegers whether these are the bits of int32, still to be rounded to float32
   * @param largest no finished sum is larger in magnitude
   * @param scratch of {@link #floats}
   */
  static void finish(
      int rows,
      int column,
      int columns,
      float[] sums,
      int sumsOffset,
      int sumsStride,
      boolean areIntegers,
      int largest,
      IntegerEpilogue epilogue,
      float[] residual,
      int residualOffset,
      byte[] bytes,
      float[] floats,
      int cOffset,
      int cStride,
      float[] scratch) {
    boolean reachesBack = columns >= W && residual.length == 0;
    for (int done = 0; done < columns; done += W) {
      int j = reachesBack ? Math.min(done, columns - W) : done;
      int width = Math.min(W, columns - j);
      if (bytes.length > 0) {
        toBytes(
            rows,
            column + j,
            width,
            sums,
            sumsOffset + j,
            sumsStride,
            areIntegers,
            largest,
            epilogue,
            residual,
            residualOffset + j,
            bytes,
            cOffset + j,
            cStride,
            scratch);
      } else {
        toFloats(
            rows,
            column + j,
            width,
            sums,
            sumsOffset + j,
            sumsStride,
            areIntegers,
            epilogue,
            residual,
            residualOffset + j,
            floats,
            cOffset + j,
            cStride,
            scratch);
      }
    }
  }

  /** Finishes {@code width} columns, 1 to W, into float32. */
  private static void toFloats(
      int rows,
      int column,
      int width,
      float[] sums,
      int sumsOffset,
      int sumsStride,
      boolean areIntegers,
      IntegerEpilogue epilogue,
      float[] residual,
      int residualOffset,
      float[] c,
      int cOffset,
      int cStride,
      float[] floats) {
    if (width == W) {
      scale(
          rows,
          column,
          sums,
          sumsOffset,
          sumsStride,
          areIntegers,
          epilogue,
          epilogue.multiplier(),
          column,
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
    scalePart(
        rows,
        column,
        width,
        sums,
        sumsOffset,
        sumsStride,
        areIntegers,
        epilogue,
        residual,
        residualOffset,
        cStride,
        floats);
    for (int i = 0; i < rows; i++) {
      System.arraycopy(floats, i * W, c, cOffset + i * cStride, width);
    }
  }

  /** As {@link #toFloats}, into int8. */
  private static void toBytes(
      int rows,
      int column,
      int width,
      float[] sums,
      int sumsOffset,
      int sumsStride,
      boolean areIntegers,
      int largest,
      IntegerEpilogue epilogue,
      float[] residual,
      int residualOffset,
      byte[] c,
      int cOffset,
      int cStride,
      float[] floats) {
    if (width == W && residual.length == 0 && isNarrow(column, largest, epilogue)) {
      scaleAndRoundNarrow(
          rows, column, sums, sumsOffset, sumsStride, areIntegers, epilogue, c, cOffset, cStride);
      return;
    }
    if (width == W) {
      scaleAndRound(
          rows,
          column,
          sums,
          sumsOffset,
          sumsStride,
          areIntegers,
          epilogue,
          residual,
          residualOffset,
          c,
          cOffset,
          cStride);
      return;
    }
    scalePart(
        rows,
        column,
        width,
        sums,
        sumsOffset,
        sumsStride,
        areIntegers,
        epilogue,
        residual,
        residualOffset,
        cStride,
        floats);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < width; j++) {
        c[cOffset + i * cStride + j] = (byte) Math.rint(floats[i * W + j]);
      }
    }
  }

  /** Leaves row i in {@code floats[i·W ..]}. */
  private static void scalePart(
      int rows,
      int column,
      int width,
      float[] sums,
      int sumsOffset,
      int sumsStride,
      boolean areIntegers,
      IntegerEpilogue epilogue,
      float[] residual,
      int residualOffset,
      int residualStride,
      float[] floats) {
    int residualCopy = rows * W;
    int multiplierCopy = rows * ROW;
    System.arraycopy(epilogue.multiplier(), column, floats, multiplierCopy, width);
    int biasCopy = multiplierCopy + W;
    System.arraycopy(epilogue.bias(), column, floats, biasCopy, width);
    if (residual.length > 0) {
      for (int i = 0; i < rows; i++) {
        System.arraycopy(
            residual, residualOffset + i * residualStride, floats, residualCopy + i * W, width);
      }
    }
    float[] rest = residual.length > 0 ? floats : residual;
    scale(
        rows,
        column,
        sums,
        sumsOffset,
        sumsStride,
        areIntegers,
        epilogue,
        floats,
        multiplierCopy,
        floats,
        biasCopy,
        rest,
        residualCopy,
        W,
        floats,
        0,
        W);
  }

  private static void scale(
      int rows,
      int column,
      float[] sums,
      int sumsOffset,
      int sumsStride,
      boolean areIntegers,
      IntegerEpilogue epilogue,
      float[] multiplier,
      int multiplierOffset,
      float[] bias,
      int biasOffset,
      float[] residual,
      int residualOffset,
      int residualStride,
      float[] to,
      int toOffset,
      int toStride) {
    FloatVector m = FloatVector.fromArray(FLOATS, multiplier, multiplierOffset);
    FloatVector b = FloatVector.fromArray(FLOATS, bias, biasOffset);
    FloatVector low = FloatVector.broadcast(FLOATS, epilogue.low());
    FloatVector high = FloatVector.broadcast(FLOATS, epilogue.high());
    boolean hasResidual = residual.length > 0;
    float residualMultiplier = epilogue.residualMultiplier();
    for (int i = 0; i < rows; i++) {
      FloatVector sum = FloatVector.fromArray(FLOATS, sums, sumsOffset + i * sumsStride);
      if (areIntegers) {
        sum = (FloatVector) sum.reinterpretAsInts().castShape(FLOATS, 0);
      }
      FloatVector v = sum.mul(m).add(b);
      if (hasResidual) {
        FloatVector r =
            FloatVector.fromArray(FLOATS, residual, residualOffset + i * residualStride);
        v = v.add(r.mul(residualMultiplier));
      }
      v = v.blend(low, v.compare(VectorOperators.LT, low));
      v = v.blend(high, v.compare(VectorOperators.GT, high));
      v.intoArray(to, toOffset + i * toStride);
    }
  }

  /** As {@link #isNarrow(int, int, IntegerEpilogue)}, of the first {@code columns}, W or more. */
  static boolean areNarrow(int columns, int largest, IntegerEpilogue epilogue) {
    for (int column = 0; column < columns; column += W) {
      if (!isNarrow(Math.min(column, columns - W), largest, epilogue)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether no value of a vector of columns, unclamped, is beyond what {@link
   * Transcendentals#ROUNDER} rounds.
   */
  private static boolean isNarrow(int column, int largest, IntegerEpilogue epilogue) {
    return FloatVector.fromArray(FLOATS, epilogue.multiplier(), column)
        .abs()
        .mul(largest)
        .add(FloatVector.fromArray(FLOATS, epilogue.bias(), column).abs())
        .compare(VectorOperators.LT, NARROW)
        .allTrue();
  }

  /**
   * As {@link #scaleAndRound} where {@link #isNarrow}: the same integers, for rounding keeps the
   * order of numbers, and so may come before the clamp, which integers do in fewer instructions.
   */
  private static void scaleAndRoundNarrow(
      int rows,
      int column,
      float[] sums,
      int sumsOffset,
      int sumsStride,
      boolean areIntegers,
      IntegerEpilogue epilogue,
      byte[] c,
      int cOffset,
      int cStride) {
    FloatVector m = FloatVector.fromArray(FLOATS, epilogue.multiplier(), column);
    FloatVector b = FloatVector.fromArray(FLOATS, epilogue.bias(), column);
    IntVector low =
        IntVector.broadcast(
            INTS, Float.floatToRawIntBits(epilogue.low() + Transcendentals.ROUNDER));
    IntVector high =
        IntVector.broadcast(
            INTS, Float.floatToRawIntBits(epilogue.high() + Transcendentals.ROUNDER));
    for (int i = 0; i < rows; i++) {
      FloatVector sum = FloatVector.fromArray(FLOATS, sums, sumsOffset + i * sumsStride);
      if (areIntegers) {
        sum = (FloatVector) sum.reinterpretAsInts().castShape(FLOATS, 0);
      }
      FloatVector v = sum.mul(m).add(b);
      IntVector rounded = v.add(Transcendentals.ROUNDER).reinterpretAsInts().max(low).min(high);
      ByteVector bytes = (ByteVector) rounded.castShape(ByteLanes.NARROWED, 0);
      if (ByteLanes.AS_INT) {
        ByteLanes.INT.set(c, cOffset + i * cStride, (int) bytes.reinterpretAsLongs().lane(0));
      } else {
        bytes.intoArray(c, cOffset + i * cStride);
      }
    }
  }

  /**
   * Whole vectors of columns, straight to int8; NaN becomes 0. It repeats {@link #scale} because a
   * vector that crosses a call is allocated.
   */
  private static void scaleAndRound(
      int rows,
      int column,
      float[] sums,
      int sumsOffset,
      int sumsStride,
      boolean areIntegers,
      IntegerEpilogue epilogue,
      float[] residual,
      int residualOffset,
      byte[] c,
      int cOffset,
      int cStride) {
    FloatVector m = FloatVector.fromArray(FLOATS, epilogue.multiplier(), column);
    FloatVector b = FloatVector.fromArray(FLOATS, epilogue.bias(), column);
    FloatVector low = FloatVector.broadcast(FLOATS, epilogue.low());
    FloatVector high = FloatVector.broadcast(FLOATS, epilogue.high());
    boolean hasResidual = residual.length > 0;
    float residualMultiplier = epilogue.residualMultiplier();
    for (int i = 0; i < rows; i++) {
      FloatVector sum = FloatVector.fromArray(FLOATS, sums, sumsOffset + i * sumsStride);
      if (areIntegers) {
        sum = (FloatVector) sum.reinterpretAsInts().castShape(FLOATS, 0);
      }
      FloatVector v = sum.mul(m).add(b);
      if (hasResidual) {
        FloatVector r = FloatVector.fromArray(FLOATS, residual, residualOffset + i * cStride);
        v = v.add(r.mul(residualMultiplier));
      }
      v = v.blend(low, v.compare(VectorOperators.LT, low));
      v = v.blend(high, v.compare(VectorOperators.GT, high));
      IntVector rounded = v.add(Transcendentals.ROUNDER).reinterpretAsInts();
      rounded = rounded.blend(0, v.compare(VectorOperators.NE, v).cast(INTS));
      ByteVector bytes = (ByteVector) rounded.castShape(ByteLanes.NARROWED, 0);
      if (ByteLanes.AS_INT) {
        ByteLanes.INT.set(c, cOffset + i * cStride, (int) bytes.reinterpretAsLongs().lane(0));
      } else {
        bytes.intoArray(c, cOffset + i * cStride);
      }
    }
  }
}
