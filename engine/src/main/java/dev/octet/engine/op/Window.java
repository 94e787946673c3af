package dev.octet.engine.op;

/**
 * How a window moves over an image.
 *
 * @param strideHeight rows from one position to the next, 1 or more
 * @param strideWidth columns from one position to the next, 1 or more
 * @param dilationHeight rows from one tap to the next, 1 or more
 * @param dilationWidth columns from one tap to the next, 1 or more
 */
public record Window(
    int strideHeight, int strideWidth, int dilationHeight, int dilationWidth, Padding padding) {
  /**
   * @throws IllegalArgumentException for a stride or dilation below 1
   */
  public Window {
    if (strideHeight < 1 || strideWidth < 1 || dilationHeight < 1 || dilationWidth < 1) {
      throw new IllegalArgumentException(
          "strides (%d,%d) and dilations (%d,%d) must be 1 or more"
              .formatted(strideHeight, strideWidth, dilationHeight, dilationWidth));
    }
  }

  /** Without dilation. */
  public Window(int strideHeight, int strideWidth, Padding padding) {
    this(strideHeight, strideWidth, 1, 1, padding);
  }
}
