package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.CacheLine;
import dev.octet.engine.kernel.IntegerEpilogue;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * What {@link IntegerEpilogue} says, over the sums of neighbouring pixels. As in {@link
 * FloatDepthwise} the last vector of a pixel reaches back or on.
 */
final class DepthwiseEpilogue {
  private static final int LANES = Lanes.FLOAT.length();

  /** Where the sums of the first pixel begin. */
  static final int SUMS = CacheLine.FIRST_FLOAT;

  private DepthwiseEpilogue() {}

  /** To int8. */
  static void finish(
      float[] sums,
      int pixels,
      int channels,
      IntegerEpilogue e,
      float[] residual,
      int rAt,
      byte[] y,
      int yAt) {
    int lastBlock = Math.max(0, channels - LANES);
    VectorMask<Float> narrow = Lanes.FLOAT.indexInRange(0, channels);
    for (int pixel = 0; pixel < pixels; pixel++) {
      for (int block = 0; block < channels; block += LANES) {
        int c = Math.min(block, lastBlock);
        int at = pixel * channels + c;
        FloatVector multiplier =
            channels >= LANES
                ? FloatVector.fromArray(Lanes.FLOAT, e.multiplier(), c)
                : FloatVector.fromArray(Lanes.FLOAT, e.multiplier(), c, narrow);
        FloatVector bias =
            channels >= LANES
                ? FloatVector.fromArray(Lanes.FLOAT, e.bias(), c)
                : FloatVector.fromArray(Lanes.FLOAT, e.bias(), c, narrow);
        FloatVector v =
            FloatVector.fromArray(Lanes.FLOAT, sums, SUMS + at).mul(multiplier).add(bias);
        if (residual.length > 0) {
          FloatVector term = FloatVector.fromArray(Lanes.FLOAT, residual, rAt + at);
          v = v.add(term.mul(e.residualMultiplier()));
        }
        v = VectorTranscendentals.clamp(v, e.low(), e.high());
        ByteLanes.storeRounded(v, y, yAt + at);
      }
    }
  }

  /** To float32. */
  static void finish(
      float[] sums,
      int pixels,
      int channels,
      IntegerEpilogue e,
      float[] residual,
      int rAt,
      float[] y,
      int yAt) {
    int lastBlock = Math.max(0, channels - LANES);
    VectorMask<Float> narrow = Lanes.FLOAT.indexInRange(0, channels);
    for (int pixel = 0; pixel < pixels; pixel++) {
      for (int block = 0; block < channels; block += LANES) {
        int c = Math.min(block, lastBlock);
        int at = pixel * channels + c;
        FloatVector multiplier =
            channels >= LANES
                ? FloatVector.fromArray(Lanes.FLOAT, e.multiplier(), c)
                : FloatVector.fromArray(Lanes.FLOAT, e.multiplier(), c, narrow);
        FloatVector bias =
            channels >= LANES
                ? FloatVector.fromArray(Lanes.FLOAT, e.bias(), c)
                : FloatVector.fromArray(Lanes.FLOAT, e.bias(), c, narrow);
        FloatVector v =
            FloatVector.fromArray(Lanes.FLOAT, sums, SUMS + at).mul(multiplier).add(bias);
        if (residual.length > 0) {
          FloatVector term = FloatVector.fromArray(Lanes.FLOAT, residual, rAt + at);
          v = v.add(term.mul(e.residualMultiplier()));
        }
        v = VectorTranscendentals.clamp(v, e.low(), e.high());
        v.intoArray(y, yAt + at);
      }
    }
  }
}
