package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.Pooling;
import dev.octet.engine.kernel.scalar.ScalarPooling;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Pooling with channels as lanes. The last vector of a pixel reaches back over channels that are
 * done already; an image of fewer channels than lanes goes one channel at a time.
 */
final class VectorPooling implements Pooling {
  private static final int LANES = Lanes.FLOAT.length();

  private final Pooling narrow = new ScalarPooling();

  @Override
  public void max(
      float[] x,
      int xOffset,
      int width,
      int channels,
      int top,
      int bottom,
      int left,
      int right,
      float[] y,
      int yOffset) {
    if (channels < LANES) {
      narrow.max(x, xOffset, width, channels, top, bottom, left, right, y, yOffset);
      return;
    }
    for (int block = 0; block < channels; block += LANES) {
      int c = Math.min(block, channels - LANES);
      FloatVector max =
          FloatVector.fromArray(Lanes.FLOAT, x, xOffset + (top * width + left) * channels + c);
      for (int row = top; row < bottom; row++) {
        for (int column = left; column < right; column++) {
          int at = xOffset + (row * width + column) * channels + c;
          FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x, at);
          max = max.blend(v, v.compare(VectorOperators.GT, max));
        }
      }
      max.intoArray(y, yOffset + c);
    }
  }

  @Override
  public void max(
      byte[] x,
      int xOffset,
      int width,
      int channels,
      int top,
      int bottom,
      int left,
      int right,
      byte[] y,
      int yOffset) {
    if (channels >= Lanes.BYTE.length()) {
      maxWide(x, xOffset, width, channels, top, bottom, left, right, y, yOffset);
    } else if (channels >= LANES) {
      maxNarrow(x, xOffset, width, channels, top, bottom, left, right, y, yOffset);
    } else {
      narrow.max(x, xOffset, width, channels, top, bottom, left, right, y, yOffset);
    }
  }

  private static void maxWide(
      byte[] x,
      int xOffset,
      int width,
      int channels,
      int top,
      int bottom,
      int left,
      int right,
      byte[] y,
      int yOffset) {
    int lanes = Lanes.BYTE.length();
    for (int block = 0; block < channels; block += lanes) {
      int c = Math.min(block, channels - lanes);
      ByteVector max = ByteVector.broadcast(Lanes.BYTE, Byte.MIN_VALUE);
      for (int row = top; row < bottom; row++) {
        for (int column = left; column < right; column++) {
          int at = xOffset + (row * width + column) * channels + c;
          max = max.max(ByteVector.fromArray(Lanes.BYTE, x, at));
        }
      }
      max.intoArray(y, yOffset + c);
    }
  }

  /**
   * A vector of ints that few channels fill. A smaller vector of bytes would be the second of that
   * type that maxima are taken of, and C2 leaves boxes in loops where it has seen two.
   */
  private static void maxNarrow(
      byte[] x,
      int xOffset,
      int width,
      int channels,
      int top,
      int bottom,
      int left,
      int right,
      byte[] y,
      int yOffset) {
    for (int block = 0; block < channels; block += LANES) {
      int c = Math.min(block, channels - LANES);
      IntVector max = IntVector.broadcast(Lanes.INT, Byte.MIN_VALUE);
      for (int row = top; row < bottom; row++) {
        for (int column = left; column < right; column++) {
          int at = xOffset + (row * width + column) * channels + c;
          max = max.max(ByteLanes.loadInts(x, at));
        }
      }
      ByteLanes.storeLow(max, y, yOffset + c);
    }
  }

  @Override
  public void average(
      float[] x,
      int xOffset,
      int width,
      int channels,
      int top,
      int bottom,
      int left,
      int right,
      float divisor,
      float[] y,
      int yOffset) {
    if (channels < LANES) {
      narrow.average(x, xOffset, width, channels, top, bottom, left, right, divisor, y, yOffset);
      return;
    }
    int done = 0;
    for (; done <= channels - 4 * LANES; done += 4 * LANES) {
      averageFour(
          x, xOffset + done, width, channels, top, bottom, left, right, divisor, y, yOffset + done);
    }
    for (int block = done; block < channels; block += LANES) {
      int c = Math.min(block, channels - LANES);
      FloatVector sum = FloatVector.zero(Lanes.FLOAT);
      for (int row = top; row < bottom; row++) {
        for (int column = left; column < right; column++) {
          int at = xOffset + (row * width + column) * channels + c;
          sum = sum.add(FloatVector.fromArray(Lanes.FLOAT, x, at));
        }
      }
      sum.div(divisor).intoArray(y, yOffset + c);
    }
  }

  /** Four vectors of channels at once: one chain of sums would wait for its adder. */
  private static void averageFour(
      float[] x,
      int xOffset,
      int width,
      int channels,
      int top,
      int bottom,
      int left,
      int right,
      float divisor,
      float[] y,
      int yOffset) {
    FloatVector sum0 = FloatVector.zero(Lanes.FLOAT);
    FloatVector sum1 = FloatVector.zero(Lanes.FLOAT);
    FloatVector sum2 = FloatVector.zero(Lanes.FLOAT);
    FloatVector sum3 = FloatVector.zero(Lanes.FLOAT);
    for (int row = top; row < bottom; row++) {
      for (int column = left; column < right; column++) {
        int at = xOffset + (row * width + column) * channels;
        sum0 = sum0.add(FloatVector.fromArray(Lanes.FLOAT, x, at));
        sum1 = sum1.add(FloatVector.fromArray(Lanes.FLOAT, x, at + LANES));
        sum2 = sum2.add(FloatVector.fromArray(Lanes.FLOAT, x, at + 2 * LANES));
        sum3 = sum3.add(FloatVector.fromArray(Lanes.FLOAT, x, at + 3 * LANES));
      }
    }
    sum0.div(divisor).intoArray(y, yOffset);
    sum1.div(divisor).intoArray(y, yOffset + LANES);
    sum2.div(divisor).intoArray(y, yOffset + 2 * LANES);
    sum3.div(divisor).intoArray(y, yOffset + 3 * LANES);
  }
}
