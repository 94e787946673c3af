package dev.octet.quant.reference;

import dev.octet.engine.run.CompiledModel;
import dev.octet.engine.run.Session;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.idx.Idx;
import dev.octet.quant.metric.Psnr;
import dev.octet.quant.metric.Top1;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** The 10,000 test images of Fashion-MNIST, plain for classification and noisy for denoising. */
final class TestSet {
  private static final int BATCH = 100;
  private static final int PIXELS = 28 * 28;
  private static final int NOISE_SEED = 2;

  private final byte[] pixels;
  private final byte[] labels;

  private TestSet(byte[] pixels, byte[] labels) {
    this.pixels = pixels;
    this.labels = labels;
  }

  static TestSet read() throws IOException {
    Path folder = Path.of(System.getProperty("octet.testdata")).resolve("fashion");
    return new TestSet(
        Idx.read(folder.resolve("t10k-images-idx3-ubyte.gz")).toBytes(),
        Idx.read(folder.resolve("t10k-labels-idx1-ubyte.gz")).toBytes());
  }

  /** The share of images whose greatest score is that of the label. */
  double accuracy(CompiledModel model) {
    Top1 top1 = new Top1();
    try (Session session = model.newSession()) {
      for (int first = 0; first < labels.length; first += BATCH) {
        byte[] expected = Arrays.copyOfRange(labels, first, first + BATCH);
        top1.add(session.run(images(first, false)), Tensor.of(expected, BATCH));
      }
    }
    return top1.value();
  }

  /** The signal-to-noise ratio of what the model makes of noisy images, in dB. */
  double psnr(CompiledModel model) {
    Psnr psnr = new Psnr();
    try (Session session = model.newSession()) {
      for (int first = 0; first < labels.length; first += BATCH) {
        psnr.add(session.run(images(first, true)), targets(first));
      }
    }
    return psnr.value();
  }

  /** Of the metric that Paddle's case names. */
  double measure(CompiledModel model, String metric) {
    return switch (metric) {
      case "top1", "accuracy" -> accuracy(model);
      case "psnr_db" -> psnr(model);
      default -> throw new IllegalArgumentException("unknown metric " + metric);
    };
  }

  /** {@code ((p/255) - 0.5)/0.5} in float32, plus noise in -1..1. */
  private Tensor images(int first, boolean noisy) {
    float[] x = new float[BATCH * PIXELS];
    for (int i = 0; i < x.length; i++) {
      int index = first * PIXELS + i;
      x[i] = ((pixels[index] & 0xFF) / 255f - 0.5f) / 0.5f;
      if (noisy) {
        x[i] += noise(index);
      }
    }
    return Tensor.of(x, BATCH, 1, 28, 28);
  }

  private Tensor targets(int first) {
    float[] y = new float[BATCH * PIXELS];
    for (int i = 0; i < y.length; i++) {
      y[i] = (pixels[first * PIXELS + i] & 0xFF) / 255f;
    }
    return Tensor.of(y, BATCH, 1, 28, 28);
  }

  /** The 32-bit hash with which the noise of the reference data was made. */
  private static float noise(int index) {
    int h = index * 0x9E3779B1 + NOISE_SEED * 0x85EBCA77;
    h ^= h >>> 15;
    h *= 0x2C1B3C6D;
    h ^= h >>> 12;
    h *= 0x297A2D39;
    h ^= h >>> 15;
    return (h >>> 8) * 0x1p-23f - 1;
  }
}
