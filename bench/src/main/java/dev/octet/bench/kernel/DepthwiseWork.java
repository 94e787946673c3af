package dev.octet.bench.kernel;

import dev.octet.bench.shape.DepthwiseShape;
import dev.octet.engine.kernel.CacheLine;
import dev.octet.engine.kernel.FloatEpilogue;
import dev.octet.engine.kernel.ImageWindow;
import dev.octet.engine.kernel.IntegerEpilogue;
import dev.octet.engine.kernel.Kernels;
import dev.octet.engine.kernel.PackedMatrix;
import dev.octet.engine.kernel.Workspace;

/** Depthwise convolutions of one image with bias and relu, images placed as in a run. */
public final class DepthwiseWork {
  private static final float[] NO_RESIDUAL = {};
  private static final int FLOATS = CacheLine.FIRST_FLOAT;
  private static final int BYTES = CacheLine.FIRST_BYTE;

  private DepthwiseWork() {}

  private static ImageWindow window(DepthwiseShape shape) {
    int pad = shape.kernel() / 2;
    return new ImageWindow(
        shape.height(),
        shape.width(),
        shape.channels(),
        shape.kernel(),
        shape.kernel(),
        shape.stride(),
        shape.stride(),
        1,
        1,
        pad,
        pad,
        shape.outputHeight(),
        shape.outputWidth());
  }

  private static int inputs(DepthwiseShape shape) {
    return shape.height() * shape.width() * shape.channels();
  }

  private static int outputs(DepthwiseShape shape) {
    return shape.outputHeight() * shape.outputWidth() * shape.channels();
  }

  /** The convolution in float32. */
  public static Runnable float32(Kernels kernels, DepthwiseShape shape) {
    var random = new RandomData();
    int taps = shape.kernel() * shape.kernel();
    int channels = shape.channels();
    ImageWindow window = window(shape);
    float[] x = random.floats(FLOATS + inputs(shape));
    PackedMatrix filter =
        kernels.depthwise().pack(taps, channels, random.floats(taps * channels), 0);
    var epilogue = new FloatEpilogue(random.floats(channels), 0, Float.POSITIVE_INFINITY);
    float[] y = new float[FLOATS + outputs(shape)];
    return () ->
        kernels
            .depthwise()
            .convolve(window, x, FLOATS, filter, epilogue, NO_RESIDUAL, 0, y, FLOATS);
  }

  /** The convolution of int8 into int8. */
  public static Runnable int8(Kernels kernels, DepthwiseShape shape, Operands operands) {
    var random = new RandomData();
    int taps = shape.kernel() * shape.kernel();
    int channels = shape.channels();
    ImageWindow window = window(shape);
    byte[] x = random.activations(BYTES + inputs(shape), operands);
    byte[] weights = random.weights(taps * channels, operands);
    PackedMatrix filter = kernels.depthwise().pack(taps, channels, weights, 0, Byte.MAX_VALUE);
    var epilogue =
        new IntegerEpilogue(
            RandomData.filled(channels, 1.0 / (Byte.MAX_VALUE * shape.kernel())),
            random.floats(channels),
            0,
            0,
            Byte.MAX_VALUE);
    byte[] y = new byte[BYTES + outputs(shape)];
    var workspace = new Workspace();
    return () ->
        kernels
            .depthwise()
            .convolve(window, x, BYTES, filter, epilogue, NO_RESIDUAL, 0, y, BYTES, workspace);
  }
}
