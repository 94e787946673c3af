package dev.octet.engine.kernel.vector;

import dev.octet.engine.kernel.Depthwise;
import dev.octet.engine.kernel.FloatEpilogue;
import dev.octet.engine.kernel.ImageWindow;
import dev.octet.engine.kernel.IntegerEpilogue;
import dev.octet.engine.kernel.PackedMatrix;
import dev.octet.engine.kernel.Workspace;
import dev.octet.engine.kernel.scalar.ScalarDepthwise;
import java.util.Objects;

/**
 * Depthwise convolution with channels as lanes. The usual windows are walked down by {@link
 * FloatColumns} and {@link ByteColumns}; {@link FloatDepthwise} and {@link ByteDepthwise} do all
 * others.
 *
 * <p>Images of int8 are summed in float32 lanes too: every product and every sum is an integer
 * below 2²⁴ and so exact, and the epilogue needs the sums as floats anyway. A fma is then one
 * instruction; in int16 it would be two, and few products could be summed before they are widened.
 */
final class VectorDepthwise implements Depthwise {
  private static final int LANES = Lanes.FLOAT.length();

  /** Narrower images would leave most lanes idle. */
  private static final int MIN_CHANNELS = 4;

  /** The most taps whose sum of products of int8 is exact in float32. */
  private static final int MAX_EXACT_TAPS = (1 << 24) / (128 * 128);

  private static final float[] NO_FLOATS = {};
  private static final byte[] NO_BYTES = {};

  private final Depthwise narrow = new ScalarDepthwise();

  @Override
  public PackedMatrix pack(int taps, int channels, float[] filter, int offset) {
    Objects.checkFromIndexSize(offset, taps * channels, filter.length);
    float[] values = new float[taps * channels + LANES];
    System.arraycopy(filter, offset, values, 0, taps * channels);
    boolean finite = true;
    for (float value : values) {
      finite &= Float.isFinite(value);
    }
    PackedMatrix scalar = narrow.pack(taps, channels, filter, offset);
    return new DepthwiseFilter(taps, channels, values, finite, scalar);
  }

  @Override
  public PackedMatrix pack(int taps, int channels, byte[] filter, int offset, int inputMagnitude) {
    Objects.checkFromIndexSize(offset, taps * channels, filter.length);
    float[] values = new float[taps * channels + LANES];
    for (int i = 0; i < taps * channels; i++) {
      values[i] = filter[offset + i];
    }
    PackedMatrix scalar = narrow.pack(taps, channels, filter, offset, inputMagnitude);
    return new DepthwiseFilter(taps, channels, values, true, scalar);
  }

  @Override
  public void convolve(
      ImageWindow window,
      float[] x,
      int xOffset,
      PackedMatrix filter,
      FloatEpilogue epilogue,
      float[] residual,
      int residualOffset,
      float[] y,
      int yOffset) {
    DepthwiseFilter f = (DepthwiseFilter) filter;
    boolean inPlace = isInPlace(window, residual, residualOffset, y, yOffset);
    if (isNarrow(window, inPlace)) {
      narrow.convolve(
          window, x, xOffset, f.narrow(), epilogue, residual, residualOffset, y, yOffset);
    } else if (residual.length == 0 && FloatColumns.suit(window, f, epilogue)) {
      FloatColumns.convolve(window, x, xOffset, f, epilogue, y, yOffset);
    } else {
      FloatDepthwise.convolve(
          window, x, xOffset, f, epilogue, residual, residualOffset, y, yOffset);
    }
  }

  @Override
  public void convolve(
      ImageWindow window,
      byte[] x,
      int xOffset,
      PackedMatrix filter,
      IntegerEpilogue epilogue,
      float[] residual,
      int residualOffset,
      byte[] y,
      int yOffset,
      Workspace workspace) {
    DepthwiseFilter f = (DepthwiseFilter) filter;
    if (isNarrow(window, false) || f.depth() > MAX_EXACT_TAPS) {
      narrow.convolve(
          window,
          x,
          xOffset,
          f.narrow(),
          epilogue,
          residual,
          residualOffset,
          y,
          yOffset,
          workspace);
    } else if (residual.length == 0 && ByteColumns.suit(window, x, xOffset, epilogue, y)) {
      ByteColumns.convolve(window, x, xOffset, f, epilogue, y, NO_FLOATS, yOffset);
    } else {
      ByteDepthwise.convolve(
          window,
          x,
          xOffset,
          f,
          epilogue,
          residual,
          residualOffset,
          y,
          NO_FLOATS,
          yOffset,
          workspace);
    }
  }

  @Override
  public void convolve(
      ImageWindow window,
      byte[] x,
      int xOffset,
      PackedMatrix filter,
      IntegerEpilogue epilogue,
      float[] residual,
      int residualOffset,
      float[] y,
      int yOffset,
      Workspace workspace) {
    DepthwiseFilter f = (DepthwiseFilter) filter;
    boolean inPlace = isInPlace(window, residual, residualOffset, y, yOffset);
    if (isNarrow(window, inPlace) || f.depth() > MAX_EXACT_TAPS) {
      narrow.convolve(
          window,
          x,
          xOffset,
          f.narrow(),
          epilogue,
          residual,
          residualOffset,
          y,
          yOffset,
          workspace);
    } else if (residual.length == 0 && ByteColumns.suit(window, x, xOffset, epilogue, NO_BYTES)) {
      ByteColumns.convolve(window, x, xOffset, f, epilogue, NO_BYTES, y, yOffset);
    } else {
      ByteDepthwise.convolve(
          window,
          x,
          xOffset,
          f,
          epilogue,
          residual,
          residualOffset,
          NO_BYTES,
          y,
          yOffset,
          workspace);
    }
  }

  /** Whether the residual lies where the result goes. */
  private static boolean isInPlace(
      ImageWindow g, float[] residual, int residualOffset, float[] y, int yOffset) {
    long outputs = (long) g.outputHeight() * g.outputWidth() * g.channels();
    return residual == y && Math.abs((long) residualOffset - yOffset) < outputs;
  }

  /**
   * Whether the scalar kernel must do it: for few channels, and where vectors that write elements
   * twice would read a residual that is the result itself.
   */
  private static boolean isNarrow(ImageWindow window, boolean inPlace) {
    int channels = window.channels();
    return channels < MIN_CHANNELS || (inPlace && channels % LANES != 0);
  }
}
