package dev.octet.quant;

import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.idx.Idx;
import java.io.IOException;
import java.nio.file.Path;

/** Fashion-MNIST as the networks of the test data take it. */
final class Fashion {
  private Fashion() {}

  /** The first {@code count} training images, float32 {@code [count,1,28,28]}. */
  static Tensor calibration(int count) throws IOException {
    return images("calib512-images-idx3-ubyte.gz", count);
  }

  /** The first {@code count} test images, float32 {@code [count,1,28,28]}. */
  static Tensor test(int count) throws IOException {
    return images("t10k-images-idx3-ubyte.gz", count);
  }

  /** The labels of the first {@code count} test images. */
  static Tensor testLabels(int count) throws IOException {
    return read("t10k-labels-idx1-ubyte.gz").slice(0, count);
  }

  private static Tensor images(String file, int count) throws IOException {
    byte[] pixels = read(file).slice(0, count).toBytes();
    float[] x = new float[pixels.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = ((pixels[i] & 0xFF) / 255f - 0.5f) / 0.5f;
    }
    return Tensor.of(x, count, 1, 28, 28);
  }

  private static Tensor read(String file) throws IOException {
    return Idx.read(Path.of(System.getProperty("octet.testdata"), "fashion", file));
  }
}
