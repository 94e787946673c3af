package dev.octet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octet.cli.ImageFolder.ImageSize;
import dev.octet.engine.graph.Input;
import dev.octet.engine.graph.Value;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  private static final PixelScaling PLAIN =
      new PixelScaling(new float[] {0}, new float[] {1 / 255f});

  @TempDir private Path folder;

  private static Input input(int channels) {
    return new Input(
        new Value("x"), DType.FLOAT32, Shape.of(-1, channels, Shape.UNKNOWN, Shape.UNKNOWN));
  }

  private void save(String name, int type, int width, int height, int... rgb) throws IOException {
    var image = new BufferedImage(width, height, type);
    for (int i = 0; i < rgb.length; i++) {
      if (type == BufferedImage.TYPE_BYTE_GRAY) {
        image.getRaster().setSample(i % width, i / width, 0, rgb[i]);
      } else {
        image.setRGB(i % width, i / width, rgb[i]);
      }
    }
    ImageIO.write(image, "png", folder.resolve(name).toFile());
  }

  private float[] pixels(Input input, Optional<ImageSize> size, boolean bgr) throws IOException {
    var options = new ImageFolder.Options(PLAIN, size, bgr);
    ImageFolder images = ImageFolder.open(folder, input, options);
    return rounded(images.batch(0, images.size()).toFloats());
  }

  private static float[] rounded(float[] values) {
    float[] rounded = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      rounded[i] = Math.round(values[i]);
    }
    return rounded;
  }

  @Test
  void channels_go_red_green_blue_in_planes() throws IOException {
    save("a.png", BufferedImage.TYPE_INT_RGB, 2, 1, 0x010203, 0x040506);
    assertThat(pixels(input(3), Optional.empty(), false)).containsExactly(1, 4, 2, 5, 3, 6);
  }

  @Test
  void channels_go_blue_green_red_when_asked() throws IOException {
    save("a.png", BufferedImage.TYPE_INT_RGB, 2, 1, 0x010203, 0x040506);
    assertThat(pixels(input(3), Optional.empty(), true)).containsExactly(3, 6, 2, 5, 1, 4);
  }

  @Test
  void images_come_by_name() throws IOException {
    save("b.png", BufferedImage.TYPE_BYTE_GRAY, 1, 1, 20);
    save("a.png", BufferedImage.TYPE_BYTE_GRAY, 1, 1, 10);
    assertThat(pixels(input(1), Optional.empty(), false)).containsExactly(10, 20);
  }

  @Test
  void a_gray_pixel_keeps_its_value() throws IOException {
    save("a.png", BufferedImage.TYPE_BYTE_GRAY, 3, 1, 0, 128, 255);
    assertThat(pixels(input(1), Optional.empty(), false)).containsExactly(0, 128, 255);
    assertThat(pixels(input(3), Optional.empty(), false))
        .containsExactly(0, 128, 255, 0, 128, 255, 0, 128, 255);
  }

  @Test
  void a_model_of_one_channel_sees_the_brightness_of_colours() throws IOException {
    save("a.png", BufferedImage.TYPE_INT_RGB, 3, 1, 0xFF0000, 0x00FF00, 0x0000FF);
    assertThat(pixels(input(1), Optional.empty(), false)).containsExactly(76, 150, 29);
  }

  @Test
  void resizing_is_bilinear_between_pixel_centres() throws IOException {
    save("a.png", BufferedImage.TYPE_BYTE_GRAY, 2, 1, 0, 100);
    assertThat(pixels(input(1), Optional.of(new ImageSize(1, 4)), false))
        .containsExactly(0, 25, 75, 100);
    assertThat(pixels(input(1), Optional.of(new ImageSize(2, 1)), false)).containsExactly(50, 50);
  }

  @Test
  void images_of_different_sizes_are_refused_with_the_way_out() throws IOException {
    save("a.png", BufferedImage.TYPE_BYTE_GRAY, 2, 1);
    save("b.png", BufferedImage.TYPE_BYTE_GRAY, 1, 2);
    assertThatThrownBy(() -> pixels(input(1), Optional.empty(), false))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("b.png")
        .hasMessageContaining("--resize");
  }

  @Test
  void a_damaged_image_is_named() throws IOException {
    Files.writeString(folder.resolve("a.png"), "no image");
    assertThatThrownBy(() -> pixels(input(1), Optional.empty(), false))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("a.png");
  }

  @Test
  void a_truncated_image_is_named() throws IOException {
    save("a.png", BufferedImage.TYPE_INT_RGB, 40, 40, 1, 2, 3);
    byte[] whole = Files.readAllBytes(folder.resolve("a.png"));
    Files.write(folder.resolve("a.png"), Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> pixels(input(3), Optional.empty(), false))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("a.png");
  }

  @Test
  void an_empty_folder_is_refused() {
    assertThatThrownBy(() -> pixels(input(1), Optional.empty(), false))
        .hasMessageContaining("there is no .png");
  }

  @Test
  void an_input_that_takes_no_images_is_refused() {
    assertThatThrownBy(() -> pixels(input(4), Optional.empty(), false))
        .hasMessageContaining("float32[?,4,?,?]");
  }
}
