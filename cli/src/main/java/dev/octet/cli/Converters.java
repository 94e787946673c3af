package dev.octet.cli;

import dev.octet.cli.ImageFolder.ImageSize;
import dev.octet.formats.paddle.PaddleLayout;
import dev.octet.quant.Algorithm;
import dev.octet.quant.WeightQuantization;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What the texts of options mean. */
public final class Converters {
  private Converters() {}

  /** A whole number of 1 or more. */
  public static final class Positive implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      try {
        int value = Integer.parseInt(text);
        if (value >= 1) {
          return value;
        }
      } catch (NumberFormatException _) {
        // Told like a number that is too small.
      }
      throw new TypeConversionException("'" + text + "' is not a whole number of 1 or more");
    }
  }

  /** A number of threads: more than some hundreds only take memory. */
  public static final class Threads implements ITypeConverter<Integer> {
    private static final int MOST = 1024;

    @Override
    public Integer convert(String text) {
      int threads = new Positive().convert(text);
      if (threads > MOST) {
        throw new TypeConversionException("'%s': at most %d threads".formatted(text, MOST));
      }
      return threads;
    }
  }

  /** A path. An empty one, as an unset variable gives it, is not taken for the working folder. */
  static final class PathName implements ITypeConverter<Path> {
    @Override
    public Path convert(String text) {
      if (text.isEmpty()) {
        throw new TypeConversionException("the path is empty; '.' is the working folder");
      }
      try {
        return Path.of(text);
      } catch (InvalidPathException e) {
        throw new TypeConversionException("'%s' is no path: %s".formatted(text, e.getReason()));
      }
    }
  }

  /** A path as it was written, with a slash at its end. */
  static final class PathText implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      new PathName().convert(text);
      return text;
    }
  }

  /** {@code 224} or {@code 48x320}. */
  static final class Size implements ITypeConverter<ImageSize> {
    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,4})(?:x([1-9][0-9]{0,4}))?");

    @Override
    public ImageSize convert(String text) {
      Matcher matcher = FORM.matcher(text);
      if (!matcher.matches()) {
        throw new TypeConversionException(
            "'" + text + "' is not a size such as 224 or 48x320 (height x width)");
      }
      int height = Integer.parseInt(matcher.group(1));
      int width = matcher.group(2) == null ? height : Integer.parseInt(matcher.group(2));
      if ((long) height * width > ImageFile.MAX_PIXELS) {
        throw new TypeConversionException(
            "'%s': an image has at most %,d pixels".formatted(text, ImageFile.MAX_PIXELS));
      }
      return new ImageSize(height, width);
    }
  }

  /** An algorithm in the spelling of Paddle. */
  static final class AlgorithmName implements ITypeConverter<Algorithm> {
    @Override
    public Algorithm convert(String text) {
      try {
        return Algorithm.of(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** A form of weights in the spelling of Paddle. */
  static final class WeightsName implements ITypeConverter<WeightQuantization> {
    @Override
    public WeightQuantization convert(String text) {
      try {
        return WeightQuantization.of(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** The algorithms there are. */
  static final class AlgorithmNames extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    AlgorithmNames() {
      super(Arrays.stream(Algorithm.values()).map(Algorithm::toString).toList());
    }
  }

  /** The forms of weights there are. */
  static final class WeightsNames extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    WeightsNames() {
      super(Arrays.stream(WeightQuantization.values()).map(WeightQuantization::toString).toList());
    }
  }

  /** A kind of model that is written. */
  static final class ModelFormatName implements ITypeConverter<ModelFormat> {
    @Override
    public ModelFormat convert(String text) {
      return named(text, ModelFormat.values(), "format");
    }
  }

  /** The kinds of models that are written. */
  static final class ModelFormatNames extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    ModelFormatNames() {
      super(Arrays.stream(ModelFormat.values()).map(ModelFormat::toString).toList());
    }
  }

  /** How a Paddle model is spread over files. */
  static final class LayoutName implements ITypeConverter<PaddleLayout> {
    private static final PaddleLayout[] WRITTEN = {
      PaddleLayout.PDMODEL, PaddleLayout.COMBINED, PaddleLayout.SEPARATE
    };

    @Override
    public PaddleLayout convert(String text) {
      return named(text, WRITTEN, "layout");
    }
  }

  /** The layouts there are. */
  static final class LayoutNames extends ArrayList<String> {
    private static final long serialVersionUID = 1L;

    LayoutNames() {
      super(Arrays.stream(LayoutName.WRITTEN).map(PaddleLayout::toString).toList());
    }
  }

  private static <T> T named(String text, T[] values, String what) {
    for (T value : values) {
      if (value.toString().equals(text)) {
        return value;
      }
    }
    throw new TypeConversionException(
        "'%s' is no %s; there are %s".formatted(text, what, Arrays.toString(values)));
  }
}
