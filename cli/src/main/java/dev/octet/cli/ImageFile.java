package dev.octet.cli;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * The pixels of a PNG or JPEG file, 0..255, in planes [C,H,W] of 3 channels in the order red,
 * green, blue. Transparency is left out, and so is the orientation that a camera notes.
 */
record ImageFile(int height, int width, byte[] planes) {
  static final int CHANNELS = 3;

  /** The most pixels that an image has. */
  static final long MAX_PIXELS = 1L << 26;

  /**
   * @throws CommandException if the file is no such image, damaged or too large
   */
  static ImageFile read(Path file) throws IOException {
    try (ImageInputStream in = ImageIO.createImageInputStream(Files.newInputStream(file))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new CommandException("bad image", file, "it is no PNG or JPEG image");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > MAX_PIXELS) {
          throw new CommandException(
              "bad image", file, "%,d pixels: at most %,d are read".formatted(pixels, MAX_PIXELS));
        }
        return of(reader.read(0));
      } finally {
        reader.dispose();
      }
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      // The decoders of the JDK throw the latter two on some damaged files.
      throw new CommandException("bad image", file, e);
    }
  }

  private static ImageFile of(BufferedImage image) {
    int height = image.getHeight();
    int width = image.getWidth();
    boolean gray = isGray(image);
    byte[] planes = new byte[CHANNELS * height * width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int rgb = gray ? gray(image, x, y) : image.getRGB(x, y);
        for (int c = 0; c < CHANNELS; c++) {
          planes[(c * height + y) * width + x] = (byte) (rgb >> (16 - 8 * c));
        }
      }
    }
    return new ImageFile(height, width, planes);
  }

  private static boolean isGray(BufferedImage image) {
    ColorModel model = image.getColorModel();
    return model.getNumColorComponents() == 1 && !(model instanceof IndexColorModel);
  }

  /**
   * A gray pixel as it is stored, reduced to 8 bits. {@link BufferedImage#getRGB} would take it for
   * linear light and brighten it.
   */
  private static int gray(BufferedImage image, int x, int y) {
    Raster raster = image.getRaster();
    int bits = image.getColorModel().getComponentSize(0);
    int sample = raster.getSample(x, y, 0);
    int gray = bits <= 8 ? sample * 255 / ((1 << bits) - 1) : sample >> (bits - 8);
    return gray * 0x010101;
  }

  /**
   * The image at another size: bilinear between the four nearest pixels, with pixel centres at half
   * numbers, rounded to whole numbers.
   */
  ImageFile resize(int newHeight, int newWidth) {
    if (newHeight == height && newWidth == width) {
      return this;
    }
    byte[] resized = new byte[CHANNELS * newHeight * newWidth];
    for (int y = 0; y < newHeight; y++) {
      float fy = position(y, newHeight, height);
      int y0 = (int) fy;
      int y1 = Math.min(y0 + 1, height - 1);
      for (int x = 0; x < newWidth; x++) {
        float fx = position(x, newWidth, width);
        int x0 = (int) fx;
        int x1 = Math.min(x0 + 1, width - 1);
        for (int c = 0; c < CHANNELS; c++) {
          float top = mix(at(c, y0, x0), at(c, y0, x1), fx - x0);
          float bottom = mix(at(c, y1, x0), at(c, y1, x1), fx - x0);
          resized[(c * newHeight + y) * newWidth + x] =
              (byte) Math.round(mix(top, bottom, fy - y0));
        }
      }
    }
    return new ImageFile(newHeight, newWidth, resized);
  }

  private static float position(int index, int newSize, int size) {
    float position = (index + 0.5f) * size / newSize - 0.5f;
    return Math.clamp(position, 0f, size - 1f);
  }

  private static float mix(float from, float to, float share) {
    return from + (to - from) * share;
  }

  int at(int channel, int y, int x) {
    return planes[(channel * height + y) * width + x] & 0xFF;
  }

  /** The brightness of a pixel by ITU-R BT.601, rounded to a whole number of 0..255. */
  int luma(int y, int x) {
    return Math.round(0.299f * at(0, y, x) + 0.587f * at(1, y, x) + 0.114f * at(2, y, x));
  }
}
