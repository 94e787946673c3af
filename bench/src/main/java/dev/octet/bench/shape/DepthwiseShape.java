package dev.octet.bench.shape;

/**
 * A depthwise convolution of {@code [height,width,channels]} with a square kernel, padded by half
 * of it.
 *
 * @param times how often the network has it
 */
public record DepthwiseShape(
    int height, int width, int channels, int kernel, int stride, int times) {
  public int outputHeight() {
    return (height + 2 * (kernel / 2) - kernel) / stride + 1;
  }

  public int outputWidth() {
    return (width + 2 * (kernel / 2) - kernel) / stride + 1;
  }

  public long multiplyAdds() {
    return (long) outputHeight() * outputWidth() * channels * kernel * kernel;
  }

  /** The numbers of the shape as its file has them. */
  public String numbers() {
    return height + " " + width + " " + channels + " " + kernel + " " + stride;
  }

  @Override
  public String toString() {
    return "%d x %d x %d, %dx%d/%d".formatted(height, width, channels, kernel, kernel, stride);
  }
}
