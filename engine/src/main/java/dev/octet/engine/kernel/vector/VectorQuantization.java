package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.Quantization;
import dev.octet.engine.kernel.scalar.ScalarQuantization;
import dev.octet.engine.kernel.scalar.Transcendentals;
import dev.octet.engine.tensor.Rounding;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Quantization by vectors; the last elements of a run one at a time. Values are clamped before they
 * are rounded, which with integer bounds is the same.
 */
final class VectorQuantization implements Quantization {
  private static final int LANES = Lanes.FLOAT.length();

  /** The bits of the greatest float below 1/2: with 1/2 itself 0.49999997 would become 1. */
  private static final int BELOW_HALF_BITS = 0x3EFFFFFF;

  private final Quantization rest = new ScalarQuantization();

  @Override
  public void quantize(
      float[] x,
      int xOffset,
      float[] inverseScale,
      int scaleOffset,
      int stride,
      Rounding rounding,
      int low,
      int high,
      byte[] y,
      int yOffset,
      int n) {
    int done = 0;
    int step;
    do {
      int xAt = xOffset + done;
      int at = scaleOffset + done * stride;
      int yAt = yOffset + done;
      int length = Math.min(Lanes.RUN, n - done);
      step =
          switch (rounding) {
            case HALF_EVEN ->
                stride == 0
                    ? toEven(x, xAt, inverseScale[at], low, high, y, yAt, length)
                    : toEven(x, xAt, inverseScale, at, low, high, y, yAt, length);
            case HALF_AWAY_FROM_ZERO ->
                stride == 0
                    ? away(x, xAt, inverseScale[at], low, high, y, yAt, length)
                    : away(x, xAt, inverseScale, at, low, high, y, yAt, length);
          };
      done += step;
    } while (step == Lanes.RUN);
    rest.quantize(
        x,
        xOffset + done,
        inverseScale,
        scaleOffset + done * stride,
        stride,
        rounding,
        low,
        high,
        y,
        yOffset + done,
        n - done);
  }

  private static int toEven(
      float[] x, int xAt, float inverseScale, int low, int high, byte[] y, int yAt, int n) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x, xAt + i).mul(inverseScale);
      storeToEven(v, low, high, y, yAt + i);
    }
    return i;
  }

  private static int toEven(
      float[] x, int xAt, float[] scale, int scaleAt, int low, int high, byte[] y, int yAt, int n) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector factor = FloatVector.fromArray(Lanes.FLOAT, scale, scaleAt + i);
      FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x, xAt + i).mul(factor);
      storeToEven(v, low, high, y, yAt + i);
    }
    return i;
  }

  private static int away(
      float[] x, int xAt, float inverseScale, int low, int high, byte[] y, int yAt, int n) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x, xAt + i).mul(inverseScale);
      storeAway(v, low, high, y, yAt + i);
    }
    return i;
  }

  private static int away(
      float[] x, int xAt, float[] scale, int scaleAt, int low, int high, byte[] y, int yAt, int n) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector factor = FloatVector.fromArray(Lanes.FLOAT, scale, scaleAt + i);
      FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x, xAt + i).mul(factor);
      storeAway(v, low, high, y, yAt + i);
    }
    return i;
  }

  private static void storeToEven(FloatVector v, int low, int high, byte[] y, int at) {
    FloatVector clamped = VectorTranscendentals.clamp(v, low, high);
    FloatVector number = clamped.blend(0f, v.compare(VectorOperators.NE, v));
    ByteLanes.storeRounded(number, y, at);
  }

  /** Adds the sign's 0.49999997 and cuts the fraction off; a cut NaN is 0. */
  private static void storeAway(FloatVector v, int low, int high, byte[] y, int at) {
    FloatVector clamped = VectorTranscendentals.clamp(v, low, high);
    IntVector sign = clamped.reinterpretAsInts().and(Integer.MIN_VALUE);
    FloatVector half = sign.or(BELOW_HALF_BITS).reinterpretAsFloats();
    ByteLanes.storeLow((IntVector) clamped.add(half).castShape(Lanes.INT, 0), y, at);
  }

  @Override
  public float largestMagnitude(float[] x, int xOffset, int n) {
    int largest = 0;
    for (int done = 0; done < n; done += Lanes.RUN) {
      int length = Math.min(Lanes.RUN, n - done);
      largest = Math.max(largest, largest(x, xOffset + done, length));
    }
    return Float.intBitsToFloat(largest);
  }

  /** The bits of the largest magnitude. */
  private int largest(float[] x, int at, int n) {
    if (n >= 4 * LANES) {
      return largestOfMany(x, at, n);
    }
    return n >= LANES
        ? largestOfFew(x, at, n)
        : Float.floatToRawIntBits(rest.largestMagnitude(x, at, n));
  }

  /**
   * Four chains hide the latency; the last vectors reach back. Each chain starts with a vector of
   * its own and goes through one loop, for C2 leaves an object where several chains share one or a
   * second loop goes on with it.
   */
  private static int largestOfMany(float[] x, int at, int n) {
    IntVector mask = IntVector.broadcast(Lanes.INT, Integer.MAX_VALUE);
    IntVector a = IntVector.broadcast(Lanes.INT, 0);
    IntVector b = IntVector.broadcast(Lanes.INT, 0);
    IntVector c = IntVector.broadcast(Lanes.INT, 0);
    IntVector d = IntVector.broadcast(Lanes.INT, 0);
    for (int i = 0; i < n; i += 4 * LANES) {
      int p = at + Math.min(i, n - 4 * LANES);
      a = a.max(FloatVector.fromArray(Lanes.FLOAT, x, p).reinterpretAsInts().and(mask));
      b = b.max(FloatVector.fromArray(Lanes.FLOAT, x, p + LANES).reinterpretAsInts().and(mask));
      c = c.max(FloatVector.fromArray(Lanes.FLOAT, x, p + 2 * LANES).reinterpretAsInts().and(mask));
      d = d.max(FloatVector.fromArray(Lanes.FLOAT, x, p + 3 * LANES).reinterpretAsInts().and(mask));
    }
    return a.max(b).max(c.max(d)).reduceLanes(VectorOperators.MAX);
  }

  private static int largestOfFew(float[] x, int at, int n) {
    IntVector mask = IntVector.broadcast(Lanes.INT, Integer.MAX_VALUE);
    IntVector a = IntVector.broadcast(Lanes.INT, 0);
    for (int i = 0; i < n; i += LANES) {
      int p = at + Math.min(i, n - LANES);
      a = a.max(FloatVector.fromArray(Lanes.FLOAT, x, p).reinterpretAsInts().and(mask));
    }
    return a.reduceLanes(VectorOperators.MAX);
  }

  @Override
  public void quantizeRanged(
      float[] x, int xOffset, float inverseScale, byte[] y, int yOffset, int n) {
    int done = 0;
    int step;
    do {
      int length = Math.min(Lanes.RUN, n - done);
      step = ranged(x, xOffset + done, inverseScale, y, yOffset + done, length);
      done += step;
    } while (step == Lanes.RUN);
    rest.quantizeRanged(x, xOffset + done, inverseScale, y, yOffset + done, n - done);
  }

  private static int ranged(float[] x, int xAt, float inverseScale, byte[] y, int yAt, int n) {
    FloatVector factor = FloatVector.broadcast(Lanes.FLOAT, inverseScale);
    FloatVector rounder = FloatVector.broadcast(Lanes.FLOAT, Transcendentals.ROUNDER);
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector v = FloatVector.fromArray(Lanes.FLOAT, x, xAt + i).mul(factor).add(rounder);
      ByteLanes.storeLow(v.reinterpretAsInts(), y, yAt + i);
    }
    return i;
  }

  @Override
  public void dequantize(
      byte[] x,
      int xOffset,
      float[] threshold,
      int thresholdOffset,
      int stride,
      float levels,
      float[] y,
      int yOffset,
      int n) {
    int done = 0;
    int step;
    do {
      int xAt = xOffset + done;
      int at = thresholdOffset + done * stride;
      int yAt = yOffset + done;
      int length = Math.min(Lanes.RUN, n - done);
      step =
          stride == 0
              ? dequantize(x, xAt, threshold[at], levels, y, yAt, length)
              : dequantize(x, xAt, threshold, at, levels, y, yAt, length);
      done += step;
    } while (step == Lanes.RUN);
    rest.dequantize(
        x,
        xOffset + done,
        threshold,
        thresholdOffset + done * stride,
        stride,
        levels,
        y,
        yOffset + done,
        n - done);
  }

  private static int dequantize(
      byte[] x, int xAt, float threshold, float levels, float[] y, int yAt, int n) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      ByteLanes.load(x, xAt + i).mul(threshold).div(levels).intoArray(y, yAt + i);
    }
    return i;
  }

  private static int dequantize(
      byte[] x,
      int xAt,
      float[] threshold,
      int thresholdAt,
      float levels,
      float[] y,
      int yAt,
      int n) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector factor = FloatVector.fromArray(Lanes.FLOAT, threshold, thresholdAt + i);
      ByteLanes.load(x, xAt + i).mul(factor).div(levels).intoArray(y, yAt + i);
    }
    return i;
  }

  @Override
  public void requantize(
      byte[] x, int xOffset, float multiplier, int low, int high, byte[] y, int yOffset, int n) {
    int done = 0;
    int step;
    do {
      int length = Math.min(Lanes.RUN, n - done);
      step = requantized(x, xOffset + done, multiplier, low, high, y, yOffset + done, length);
      done += step;
    } while (step == Lanes.RUN);
    rest.requantize(x, xOffset + done, multiplier, low, high, y, yOffset + done, n - done);
  }

  private static int requantized(
      byte[] x, int xAt, float multiplier, int low, int high, byte[] y, int yAt, int n) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector v = ByteLanes.load(x, xAt + i).mul(multiplier);
      storeToEven(v, low, high, y, yAt + i);
    }
    return i;
  }

  @Override
  public void add(
      byte[] a,
      int aOffset,
      float aMultiplier,
      byte[] b,
      int bOffset,
      float bMultiplier,
      int low,
      int high,
      byte[] y,
      int yOffset,
      int n) {
    int done = 0;
    int step;
    do {
      int aAt = aOffset + done;
      int bAt = bOffset + done;
      int yAt = yOffset + done;
      int length = Math.min(Lanes.RUN, n - done);
      step = sum(a, aAt, aMultiplier, b, bAt, bMultiplier, low, high, y, yAt, length);
      done += step;
    } while (step == Lanes.RUN);
    rest.add(
        a,
        aOffset + done,
        aMultiplier,
        b,
        bOffset + done,
        bMultiplier,
        low,
        high,
        y,
        yOffset + done,
        n - done);
  }

  private static int sum(
      byte[] a,
      int aAt,
      float aMultiplier,
      byte[] b,
      int bAt,
      float bMultiplier,
      int low,
      int high,
      byte[] y,
      int yAt,
      int n) {
    int i = 0;
    for (; i < Lanes.FLOAT.loopBound(n); i += LANES) {
      FloatVector left = ByteLanes.load(a, aAt + i).mul(aMultiplier);
      FloatVector right = ByteLanes.load(b, bAt + i).mul(bMultiplier);
      storeToEven(left.add(right), low, high, y, yAt + i);
    }
    return i;
  }

  @Override
  public void clamp(byte[] x, int xOffset, int low, int high, byte[] y, int yOffset, int n) {
    int done = 0;
    int step;
    do {
      int length = Math.min(Lanes.RUN, n - done);
      step = clamped(x, xOffset + done, (byte) low, (byte) high, y, yOffset + done, length);
      done += step;
    } while (step == Lanes.RUN);
    rest.clamp(x, xOffset + done, low, high, y, yOffset + done, n - done);
  }

  private static int clamped(byte[] x, int xAt, byte low, byte high, byte[] y, int yAt, int n) {
    int i = 0;
    for (; i < Lanes.BYTE.loopBound(n); i += Lanes.BYTE.length()) {
      ByteVector v = ByteVector.fromArray(Lanes.BYTE, x, xAt + i);
      v.max(low).min(high).intoArray(y, yAt + i);
    }
    return i;
  }
}
