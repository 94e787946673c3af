package dev.octet.quant.metric;

import dev.octet.engine.tensor.Tensor;

/**
 * The peak signal-to-noise ratio of images whose pixels lie in 0..1: {@code 10·log10(1/MSE)} with
 * the mean over all pixels of all images.
 */
public final class Psnr {
  private double squares;
  private long pixels;
  private long undefined;

  /**
   * Takes in a batch.
   *
   * @throws IllegalArgumentException if the numbers of pixels differ
   */
  public void add(Tensor images, Tensor targets) {
    if (images.elements() != targets.elements()) {
      throw new IllegalArgumentException(
          "images %s and targets %s have different sizes".formatted(images, targets));
    }
    for (int i = 0; i < images.elements(); i++) {
      double difference = images.element(i) - targets.element(i);
      squares += difference * difference;
      undefined += Double.isNaN(images.element(i)) ? 1 : 0;
    }
    pixels += images.elements();
  }

  /** Takes in what {@code other} has summed. */
  public void merge(Psnr other) {
    squares += other.squares;
    pixels += other.pixels;
    undefined += other.undefined;
  }

  /** The mean of the squared differences; NaN before the first pixel. */
  public double meanSquaredError() {
    return squares / pixels;
  }

  /** How many pixels of the images are NaN. */
  public long undefined() {
    return undefined;
  }

  /** In dB; infinite where all pixels are equal, NaN before the first pixel or with one of NaN. */
  public double value() {
    return 10 * Math.log10(1 / meanSquaredError());
  }
}
