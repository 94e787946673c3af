package dev.octet.engine.run;

import dev.octet.engine.op.Activation;
import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.ConvTranspose2d;
import dev.octet.engine.op.Epilogue;
import dev.octet.engine.op.Op;
import dev.octet.engine.op.Padding;
import dev.octet.engine.op.Window;
import java.util.stream.Stream;

/** One convolution of the tables below. The output size is found by the oracle's own count. */
record ConvolutionCase(
    String name,
    boolean transposed,
    int batch,
    int channels,
    int height,
    int width,
    int outputs,
    int kernelHeight,
    int kernelWidth,
    int stride,
    int dilation,
    Padding.Explicit padding,
    int groups,
    int outputPadding) {

  static Stream<ConvolutionCase> all() {
    return Stream.of(
        conv("pointwise", 2, 5, 4, 6, 7, 1, 1, 1, 1, 0, 1),
        conv("pointwise with stride", 1, 8, 5, 7, 3, 1, 1, 2, 1, 0, 1),
        conv("pointwise with padding", 1, 3, 3, 3, 4, 1, 1, 1, 1, 1, 1),
        conv("one channel", 2, 1, 9, 8, 6, 5, 5, 1, 1, 2, 1),
        conv("3x3", 2, 4, 8, 8, 33, 3, 3, 1, 1, 1, 1),
        conv("stem", 1, 3, 17, 15, 16, 3, 3, 2, 1, 1, 1),
        conv("row kernel", 1, 6, 6, 9, 5, 1, 3, 1, 1, 1, 1),
        conv("dilated", 1, 3, 11, 10, 4, 3, 3, 1, 2, 2, 1),
        conv("kernel larger than the image", 1, 2, 3, 3, 2, 5, 5, 1, 1, 2, 1),
        conv("two groups", 2, 6, 6, 6, 10, 3, 3, 1, 1, 1, 2),
        conv("two groups pointwise", 2, 6, 4, 4, 10, 1, 1, 1, 1, 0, 2),
        conv("depthwise", 2, 19, 7, 7, 19, 3, 3, 1, 1, 1, 19),
        conv("depthwise with stride", 1, 16, 9, 8, 16, 5, 5, 2, 1, 2, 16),
        conv("depthwise dilated", 1, 17, 9, 9, 17, 3, 3, 1, 2, 2, 17),
        conv("depthwise with two filters a channel", 1, 5, 6, 6, 10, 3, 3, 1, 1, 1, 5),
        conv("deep", 1, 130, 3, 3, 40, 3, 3, 1, 1, 1, 1),
        new ConvolutionCase(
            "uneven padding",
            false,
            1,
            3,
            6,
            5,
            4,
            3,
            2,
            2,
            1,
            new Padding.Explicit(0, 2, 1, 0),
            1,
            0),
        transposed("transposed", 2, 4, 5, 6, 7, 4, 2, 1, 1, 1, 0),
        transposed("transposed with output padding", 1, 3, 4, 5, 2, 3, 2, 1, 1, 1, 1),
        transposed("transposed without overlap", 1, 5, 4, 4, 6, 2, 2, 1, 0, 1, 0),
        transposed("transposed with gaps", 1, 3, 4, 3, 5, 2, 3, 1, 0, 1, 0),
        transposed("transposed dilated", 1, 3, 5, 4, 4, 3, 2, 2, 1, 1, 0),
        transposed("transposed in groups", 2, 6, 4, 4, 4, 3, 2, 1, 1, 2, 0),
        transposed("transposed depthwise", 1, 6, 4, 5, 6, 4, 2, 1, 1, 6, 0),
        transposed("transposed depthwise, three a channel", 1, 4, 4, 5, 12, 3, 2, 1, 1, 4, 1),
        transposed("transposed without stride", 1, 4, 5, 5, 3, 3, 1, 1, 1, 1, 0));
  }

  /** Those of which each input channel has filters of its own. */
  static Stream<ConvolutionCase> transposedDepthwise() {
    return all().filter(shape -> shape.transposed && shape.groups == shape.channels);
  }

  private static ConvolutionCase conv(
      String name,
      int batch,
      int channels,
      int height,
      int width,
      int outputs,
      int kernelHeight,
      int kernelWidth,
      int stride,
      int dilation,
      int pad,
      int groups) {
    return new ConvolutionCase(
        name,
        false,
        batch,
        channels,
        height,
        width,
        outputs,
        kernelHeight,
        kernelWidth,
        stride,
        dilation,
        new Padding.Explicit(pad, pad, pad, pad),
        groups,
        0);
  }

  private static ConvolutionCase transposed(
      String name,
      int batch,
      int channels,
      int height,
      int width,
      int outputs,
      int kernel,
      int stride,
      int dilation,
      int pad,
      int groups,
      int outputPadding) {
    return new ConvolutionCase(
        name,
        true,
        batch,
        channels,
        height,
        width,
        outputs,
        kernel,
        kernel,
        stride,
        dilation,
        new Padding.Explicit(pad, pad, pad, pad),
        groups,
        outputPadding);
  }

  Op op(Activation activation, boolean bias) {
    Window window = new Window(stride, stride, dilation, dilation, padding);
    Epilogue epilogue = new Epilogue(bias, false, activation);
    return transposed
        ? new ConvTranspose2d(window, groups, outputPadding, outputPadding, 0, 0, epilogue)
        : new Conv2d(window, groups, epilogue);
  }

  int[] filterShape() {
    return transposed
        ? new int[] {channels, outputs / groups, kernelHeight, kernelWidth}
        : new int[] {outputs, channels / groups, kernelHeight, kernelWidth};
  }

  int outputHeight() {
    return outputSize(height, kernelHeight, padding.top() + padding.bottom());
  }

  int outputWidth() {
    return outputSize(width, kernelWidth, padding.left() + padding.right());
  }

  private int outputSize(int size, int kernel, int pads) {
    int extent = dilation * (kernel - 1) + 1;
    return transposed
        ? (size - 1) * stride - pads + extent + outputPadding
        : (size + pads - extent) / stride + 1;
  }

  /** One product of a sum: where its factors are, -1 for a pixel in the padding. */
  interface Terms {
    void term(int input, int filter);
  }

  /**
   * The products of one output element in the order in which they are summed: row, column, channel.
   */
  void terms(int image, int output, int row, int column, Terms terms) {
    int perGroup = channels / groups;
    int outputsPerGroup = outputs / groups;
    int group = output / outputsPerGroup;
    for (int r = 0; r < kernelHeight; r++) {
      for (int s = 0; s < kernelWidth; s++) {
        int y = row + padding.top() - r * dilation;
        int x = column + padding.left() - s * dilation;
        if (transposed && (y % stride != 0 || x % stride != 0)) {
          continue;
        }
        y = transposed ? y / stride : row * stride - padding.top() + r * dilation;
        x = transposed ? x / stride : column * stride - padding.left() + s * dilation;
        boolean inside = y >= 0 && y < height && x >= 0 && x < width;
        for (int c = 0; c < perGroup; c++) {
          int channel = group * perGroup + c;
          int filter =
              transposed
                  ? ((channel * outputsPerGroup + output % outputsPerGroup) * kernelHeight + r)
                          * kernelWidth
                      + s
                  : ((output * perGroup + c) * kernelHeight + r) * kernelWidth + s;
          int input = ((image * channels + channel) * height + y) * width + x;
          terms.term(inside ? input : -1, filter);
        }
      }
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
