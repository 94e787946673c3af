package dev.octet.formats.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.Octet;
import dev.octet.engine.run.Session;
import dev.octet.engine.tensor.Tensor;
import dev.octet.formats.npy.Npy;
import dev.octet.formats.paddle.PaddleModel;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The PP-OCR models of the folder {@code octet.ocr} against what Paddle computed with them. Without
 * the folder there is nothing to test.
 */
class TextRecognitionModelsTest {
  private static final double TOLERANCE = 1e-4;

  @TestFactory
  Stream<DynamicTest> outputs_are_those_of_paddle() {
    String folder = System.getProperty("octet.ocr", "");
    if (folder.isEmpty()) {
      return Stream.empty();
    }
    Path root = Path.of(folder);
    return Stream.of(
        DynamicTest.dynamicTest("direction of a line", () -> direction(root)),
        DynamicTest.dynamicTest("text on 320x320", () -> detection(root, "det_320")),
        DynamicTest.dynamicTest("text on 640x640", () -> detection(root, "det_640")));
  }

  private static void direction(Path root) throws IOException {
    check(
        root.resolve("models/ch_ppocr_mobile_v2_cls_infer"),
        Npy.read(root.resolve("golden/cls_input.npy")),
        Npy.read(root.resolve("golden/cls_output.npy")));
  }

  private static void detection(Path root, String name) throws IOException {
    check(
        root.resolve("models/ch_PP-OCRv4_det_infer"),
        normalised(ImageIO.read(root.resolve("golden/" + name + "_input.png").toFile())),
        Npy.read(root.resolve("golden/" + name + "_output.npy")));
  }

  private static void check(Path model, Tensor input, Tensor expected) throws IOException {
    try (Session session = Octet.compile(PaddleModel.read(model)).newSession()) {
      Tensor actual = session.run(input);

      assertThat(actual.shape()).isEqualTo(expected.shape());
      assertThat(Differences.largest(actual, expected)).isLessThanOrEqualTo(TOLERANCE);
    }
  }

  /** Channels blue, green, red; {@code (float32(p)·(1/255) - 0.5)/0.5}, the last two in float64. */
  private static Tensor normalised(BufferedImage image) {
    int height = image.getHeight();
    int width = image.getWidth();
    float[] data = new float[3 * height * width];
    for (int channel = 0; channel < 3; channel++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int level = image.getRGB(x, y) >> (8 * channel) & 0xFF;
          double value = ((float) (level * (1 / 255d)) - 0.5) / 0.5;
          data[(channel * height + y) * width + x] = (float) value;
        }
      }
    }
    return Tensor.of(data, 1, 3, height, width);
  }
}
