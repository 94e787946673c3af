package dev.octet.formats.paddle;

import dev.octet.engine.op.Conv2d;
import dev.octet.engine.op.ConvTranspose2d;
import dev.octet.engine.op.Padding;
import dev.octet.engine.op.Window;
import java.util.List;

/** {@code conv2d} and its kin. */
final class ConvolutionWriter {
  private static final String DEPTHWISE = "depthwise_";

  private ConvolutionWriter() {}

  static void write(NodeSite site, Conv2d op) {
    convolution(site, "conv2d", op.groups(), op.window());
  }

  static void write(NodeSite site, ConvTranspose2d op) {
    OperatorBuilder operator = convolution(site, "conv2d_transpose", op.groups(), op.window());
    operator.integers(
        "output_padding", unlessZeros(op.outputPaddingHeight(), op.outputPaddingWidth()));
    operator.integers("output_size", unlessZeros(op.outputHeight(), op.outputWidth()));
  }

  private static List<Integer> unlessZeros(int height, int width) {
    return height == 0 && width == 0 ? List.of() : List.of(height, width);
  }

  private static OperatorBuilder convolution(
      NodeSite site, String type, int groups, Window window) {
    boolean depthwise = groups > 1 && site.isCalled(DEPTHWISE + type);
    OperatorBuilder operator =
        site.operator(depthwise ? DEPTHWISE + type : type)
            .in("Input", site.input(0))
            .in("Filter", site.input(1))
            .out("Output", site.output())
            .text("data_format", "NCHW")
            .integer("groups", groups)
            .integers("dilations", window.dilationHeight(), window.dilationWidth());
    return window(operator, window);
  }

  /** The attributes of strides and paddings, for pooling as well. */
  static OperatorBuilder window(OperatorBuilder operator, Window window) {
    operator.integers("strides", window.strideHeight(), window.strideWidth());
    return switch (window.padding()) {
      case Padding.Same _ -> operator.text("padding_algorithm", "SAME").integers("paddings", 0, 0);
      case Padding.Explicit(int top, int bottom, int left, int right) ->
          operator
              .text("padding_algorithm", "EXPLICIT")
              .integers(
                  "paddings",
                  top == bottom && left == right
                      ? List.of(top, left)
                      : List.of(top, bottom, left, right));
    };
  }
}
