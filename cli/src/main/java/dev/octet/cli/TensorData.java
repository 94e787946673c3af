package dev.octet.cli;

import dev.octet.engine.graph.Input;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Items that are the slices of a tensor along dimension 0. Pixels of type uint8 are scaled where
 * the model wants float32; other data are taken as they are.
 */
final class TensorData implements DataSet {
  private final Tensor tensor;
  private final Optional<PixelScaling> scaling;

  private TensorData(Tensor tensor, Optional<PixelScaling> scaling) {
    this.tensor = tensor;
    this.scaling = scaling;
  }

  static TensorData read(Path file, Input input, PixelScaling scaling) throws IOException {
    return of(TensorFile.read(file), file, input, scaling);
  }

  /**
   * @param file where the tensor came from, for errors
   */
  static TensorData of(Tensor tensor, Object file, Input input, PixelScaling scaling) {
    Shape shape = tensor.shape();
    if (shape.rank() == 0 || shape.dim(0) == 0) {
      throw new CommandException("bad data", file, "it holds no items");
    }
    if (tensor.dtype() == input.dtype()) {
      return new TensorData(tensor, Optional.empty());
    }
    if (tensor.dtype() != DType.UINT8 || input.dtype() != DType.FLOAT32) {
      throw new CommandException(
          "bad data",
          file,
          "its elements are %s, and the input '%s' takes %s"
              .formatted(tensor.dtype(), input.name(), input.dtype()));
    }
    Tensor images = withChannel(tensor, input);
    int channels = images.shape().rank() > 1 ? images.shape().dim(1) : 1;
    if (!scaling.fits(channels)) {
      throw new CommandException(
          "bad data", file, "--mean and --std must have 1 number or " + channels);
    }
    return new TensorData(images, Optional.of(scaling));
  }

  /** Images of MNIST are [N,H,W], and a model takes [N,1,H,W]. */
  private static Tensor withChannel(Tensor images, Input input) {
    Shape shape = images.shape();
    return shape.rank() == 3 && input.shape().rank() == 4
        ? images.reshape(shape.dim(0), 1, shape.dim(1), shape.dim(2))
        : images;
  }

  @Override
  public int size() {
    return tensor.shape().dim(0);
  }

  @Override
  public Tensor batch(int from, int to) {
    Tensor items = tensor.slice(from, to);
    return scaling.map(by -> scale(items, by)).orElse(items);
  }

  private static Tensor scale(Tensor pixels, PixelScaling scaling) {
    byte[] bytes = pixels.toBytes();
    float[] scaled = new float[bytes.length];
    Shape shape = pixels.shape();
    int channels = shape.rank() > 1 ? shape.dim(1) : 1;
    int plane = bytes.length / Math.max(1, shape.dim(0) * channels);
    for (int i = 0; i < bytes.length; i++) {
      scaled[i] = scaling.apply(bytes[i] & 0xFF, i / plane % channels);
    }
    return Tensor.of(scaled, shape.toArray());
  }
}
