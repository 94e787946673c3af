package dev.octet.cli;

import dev.octet.engine.graph.Input;
import dev.octet.engine.tensor.DType;
import dev.octet.engine.tensor.Shape;
import dev.octet.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The PNG and JPEG files of a folder, by name, as items [C,H,W] of float32 for an input of one
 * channel (brightness) or three. They are read when they are asked for.
 */
final class ImageFolder implements DataSet {
  private static final List<String> SUFFIXES = List.of(".png", ".jpg", ".jpeg");

  private final List<Path> files;
  private final Options options;
  private final int channels;

  /**
   * @param size height and width; empty for images that have the size already
   * @param bgr whether the channels go blue, green, red
   */
  record Options(PixelScaling scaling, Optional<ImageSize> size, boolean bgr) {}

  /** As {@code 224} for a square or {@code 48x320} for height and width. */
  record ImageSize(int height, int width) {}

  private ImageFolder(List<Path> files, Options options, int channels) {
    this.files = files;
    this.options = options;
    this.channels = channels;
  }

  static ImageFolder open(Path folder, Input input, Options options) throws IOException {
    Shape shape = input.shape();
    int channels = shape.rank() == 4 ? shape.dim(1) : 0;
    if (input.dtype() != DType.FLOAT32 || (channels != 1 && channels != ImageFile.CHANNELS)) {
      throw new CommandException(
          "bad data",
          folder,
          "images need an input of float32[N,1,H,W] or [N,3,H,W], and '%s' takes %s%s"
              .formatted(input.name(), input.dtype(), shape));
    }
    if (!options.scaling.fits(channels)) {
      throw new CommandException(
          "bad data", folder, "--mean and --std must have 1 number or " + channels);
    }
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> files = entries.filter(ImageFolder::isImage).sorted().toList();
      if (files.isEmpty()) {
        throw new CommandException("bad data", folder, "there is no .png, .jpg or .jpeg file");
      }
      return new ImageFolder(files, options, channels);
    }
  }

  private static boolean isImage(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return SUFFIXES.stream().anyMatch(name::endsWith) && Files.isRegularFile(file);
  }

  @Override
  public int size() {
    return files.size();
  }

  @Override
  public Tensor batch(int from, int to) throws IOException {
    ImageFile first = image(from);
    int height = first.height();
    int width = first.width();
    long elements = (long) (to - from) * channels * height * width;
    if (elements > Integer.MAX_VALUE) {
      throw new CommandException(
          "bad data",
          files.get(from),
          "%d images of %dx%d are too many at once; take smaller batches"
              .formatted(to - from, height, width));
    }
    float[] batch = new float[(int) elements];
    for (int i = from; i < to; i++) {
      ImageFile image = i == from ? first : image(i);
      if (image.height() != height || image.width() != width) {
        throw new CommandException(
            "bad image",
            files.get(i),
            "it is %dx%d and others of its batch are %dx%d; --resize makes them equal"
                .formatted(image.height(), image.width(), height, width));
      }
      write(image, batch, (i - from) * channels * height * width);
    }
    return Tensor.of(batch, to - from, channels, height, width);
  }

  private ImageFile image(int index) throws IOException {
    ImageFile image = ImageFile.read(files.get(index));
    return options.size.map(size -> image.resize(size.height, size.width)).orElse(image);
  }

  private void write(ImageFile image, float[] batch, int offset) {
    int next = offset;
    for (int c = 0; c < channels; c++) {
      int source = options.bgr ? ImageFile.CHANNELS - 1 - c : c;
      for (int y = 0; y < image.height(); y++) {
        for (int x = 0; x < image.width(); x++) {
          int pixel = channels == 1 ? image.luma(y, x) : image.at(source, y, x);
          batch[next++] = options.scaling.apply(pixel, c);
        }
      }
    }
  }
}
