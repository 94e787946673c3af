package dev.octet.engine.kernel;

/**
 * Depthwise convolution of one image in {@code [height,width,channels]} order: each channel with
 * its own filter. The taps are summed in the order of their rows, then columns; in float32 as one
 * chain of fma from 0, in int8 exactly in int32.
 */
public interface Depthwise {
  /** Packs float filters {@code [kernelHeight·kernelWidth, channels]}. */
  PackedMatrix pack(int taps, int channels, float[] filter, int offset);

  /**
   * Packs int8 filters {@code [kernelHeight·kernelWidth, channels]}.
   *
   * @param inputMagnitude the largest magnitude an element of the image can have: 127 or 128
   */
  PackedMatrix pack(int taps, int channels, byte[] filter, int offset, int inputMagnitude);

  /**
   * @param residual read at {@code residualOffset} on, in the order of y; an empty array for none
   */
  void convolve(
      ImageWindow window,
      float[] x,
      int xOffset,
      PackedMatrix filter,
      FloatEpilogue epilogue,
      float[] residual,
      int residualOffset,
      float[] y,
      int yOffset);

  /** From int8 to int8; for the rest as the first. */
  void convolve(
      ImageWindow window,
      byte[] x,
      int xOffset,
      PackedMatrix filter,
      IntegerEpilogue epilogue,
      float[] residual,
      int residualOffset,
      byte[] y,
      int yOffset,
      Workspace workspace);

  /** From int8 to float32; for the rest as the first. */
  void convolve(
      ImageWindow window,
      byte[] x,
      int xOffset,
      PackedMatrix filter,
      IntegerEpilogue epilogue,
      float[] residual,
      int residualOffset,
      float[] y,
      int yOffset,
      Workspace workspace);
}
