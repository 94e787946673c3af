package dev.octet.engine.kernel;

import static dev.octet.engine.kernel.SameBits.assertSameBits;
import static dev.octet.engine.kernel.SameBits.assertSameBytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link Depthwise} does, against the formula of the contract. */
@Tag("kernel")
public abstract class AbstractDepthwiseTest {
  private static final int[] CHANNELS = {1, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 24, 31, 32, 40, 67};

  private final Workspace workspace = new Workspace();

  /** The implementation under test. */
  protected abstract Depthwise depthwise();

  /** Windows by what is special about them; the channels vary. */
  enum Geometry {
    PLAIN(7, 9, 3, 3, 1, 1, 1, 1, 1, 1, 7, 9),
    WITHOUT_PADDING(6, 14, 3, 3, 1, 1, 1, 1, 0, 0, 4, 12),
    STRIDE_2(9, 13, 3, 3, 2, 2, 1, 1, 1, 1, 5, 7),
    STRIDE_2_EVEN(8, 12, 3, 3, 2, 2, 1, 1, 0, 0, 4, 6),
    FIVE(8, 11, 5, 5, 1, 1, 1, 1, 2, 2, 8, 11),
    FIVE_STRIDE_2(11, 15, 5, 5, 2, 2, 1, 1, 2, 2, 6, 8),
    DILATED(9, 10, 3, 3, 1, 1, 2, 3, 2, 3, 9, 10),
    DILATED_DOWN_ONLY(9, 10, 3, 3, 1, 1, 2, 1, 2, 1, 9, 10),
    UNEQUAL_SIDES(6, 12, 2, 5, 2, 1, 1, 2, 1, 3, 3, 11),
    ONE_TAP(4, 9, 1, 1, 1, 1, 1, 1, 0, 0, 4, 9),
    LARGER_THAN_THE_IMAGE(2, 2, 5, 5, 1, 1, 1, 1, 2, 2, 2, 2),
    ONE_PIXEL(1, 1, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1),
    ONLY_CORNER_TAPS(3, 3, 3, 3, 4, 4, 1, 1, 2, 2, 2, 2),
    OUTPUTS_WITHOUT_TAPS(4, 4, 3, 3, 1, 1, 1, 1, 5, 5, 12, 13),
    CROPPED(9, 11, 3, 3, 1, 1, 1, 1, -2, -1, 4, 8),
    WIDE_KERNEL(3, 20, 1, 7, 1, 3, 1, 1, 0, 3, 3, 7),
    TALL(37, 8, 3, 3, 1, 1, 1, 1, 1, 1, 37, 8),
    TALL_STRIDE_2(67, 16, 3, 3, 2, 2, 1, 1, 1, 1, 34, 8),
    TALL_FIVE(35, 12, 5, 5, 1, 1, 1, 1, 2, 2, 35, 12),
    TALL_FIVE_STRIDE_2(69, 23, 5, 5, 2, 2, 1, 1, 2, 2, 35, 12),
    ROWS_WITHOUT_TAPS(4, 6, 3, 3, 1, 1, 1, 1, 4, 1, 12, 6),
    BAND_IN_THE_MIDDLE(9, 8, 3, 3, 1, 1, 1, 1, -3, 1, 2, 8);

    private final ImageWindow window;

    Geometry(
        int h,
        int w,
        int kh,
        int kw,
        int sh,
        int sw,
        int dh,
        int dw,
        int pt,
        int pl,
        int oh,
        int ow) {
      window = new ImageWindow(h, w, 1, kh, kw, sh, sw, dh, dw, pt, pl, oh, ow);
    }

    ImageWindow window(int channels) {
      return withChannels(window, channels);
    }
  }

  enum Residual {
    NONE,
    APART,
    IN_PLACE
  }

  @ParameterizedTest
  @EnumSource(Geometry.class)
  void float_sums_are_one_chain_of_fma(Geometry geometry) {
    for (int channels : CHANNELS) {
      checkFloat(geometry.window(channels), new Samples(channels), Residual.NONE, false);
    }
  }

  @ParameterizedTest
  @EnumSource(Geometry.class)
  void bytes_are_summed_exactly_and_rounded_to_even(Geometry geometry) {
    for (int channels : CHANNELS) {
      checkByteToByte(geometry.window(channels), new Samples(channels), Residual.NONE);
    }
  }

  @ParameterizedTest
  @EnumSource(Geometry.class)
  void bytes_to_floats_are_not_rounded(Geometry geometry) {
    for (int channels : CHANNELS) {
      checkByteToFloat(geometry.window(channels), new Samples(channels), Residual.NONE);
    }
  }

  @ParameterizedTest
  @EnumSource(Residual.class)
  void the_residual_is_added_before_the_clamp(Residual residual) {
    for (int channels : CHANNELS) {
      for (Geometry geometry : Geometry.values()) {
        Samples samples = new Samples(1000 + channels);
        checkFloat(geometry.window(channels), samples, residual, false);
        checkByteToFloat(geometry.window(channels), samples, residual);
        if (residual != Residual.IN_PLACE) {
          checkByteToByte(geometry.window(channels), samples, residual);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Geometry.class)
  void nan_infinity_and_signed_zero_pass_as_in_the_formula(Geometry geometry) {
    for (int channels : CHANNELS) {
      checkFloat(geometry.window(channels), new Samples(2000 + channels), Residual.APART, true);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
  void every_width_stride_and_dilation_follows_the_formula(int kernel) {
    for (int stride = 1; stride <= 3; stride++) {
      for (int dilation = 1; dilation <= 2; dilation++) {
        for (int width = 1; width <= 13; width++) {
          Samples samples = new Samples(100 * width + 10 * stride + dilation);
          ImageWindow window = padded(width, kernel, stride, dilation, samples);
          checkFloat(window, samples, Residual.NONE, false);
          checkByteToByte(window, samples, Residual.NONE);
          checkByteToFloat(window, samples, Residual.NONE);
        }
      }
    }
  }

  /** A window of a random number of channels that is padded by half of its reach, or less. */
  private static ImageWindow padded(
      int width, int kernel, int stride, int dilation, Samples samples) {
    int reach = (kernel - 1) * dilation;
    int height = samples.between(1, 6);
    int top = samples.between(0, reach / 2);
    int left = samples.between(0, reach / 2);
    int outputHeight = Math.max(0, height + reach / 2 + top - reach - 1) / stride + 1;
    int outputWidth = Math.max(0, width + reach / 2 + left - reach - 1) / stride + 1;
    return new ImageWindow(
        height,
        width,
        samples.between(1, 40),
        kernel,
        kernel,
        stride,
        stride,
        dilation,
        dilation,
        top,
        left,
        outputHeight,
        outputWidth);
  }

  /** Images and filters of int8 whose sums are the largest, or change their sign most often. */
  enum Extreme {
    ALL_127((_, _) -> 127, (_, _) -> 127),
    ALL_MINUS_127((_, _) -> -127, (_, _) -> -127),
    OPPOSITE((_, _) -> 127, (_, _) -> -127),
    LEAST_INPUTS((_, _) -> -128, (_, _) -> 127),
    LEAST_OF_BOTH((_, _) -> -128, (_, _) -> -128),
    ALTERNATING((i, channels) -> i / channels % 2 == 0 ? 127 : -127, (_, _) -> 127),
    ALTERNATING_ALIKE(
        (i, channels) -> i / channels % 2 == 0 ? 127 : -127,
        (i, channels) -> i / channels % 2 == 0 ? 127 : -127),
    ALTERNATING_CHANNELS((i, channels) -> i % channels % 2 == 0 ? 127 : -128, (_, _) -> -127),
    ONE_SIDED((i, _) -> i * 37 % 128, (i, _) -> i % 3 == 0 ? -127 : 127),
    NOT_POSITIVE((i, _) -> -(i * 37 % 129), (i, _) -> i % 3 == 0 ? -128 : 127);

    private final IntBinaryOperator image;
    private final IntBinaryOperator filter;

    Extreme(IntBinaryOperator image, IntBinaryOperator filter) {
      this.image = image;
      this.filter = filter;
    }

    private static void fill(byte[] to, int offset, int channels, IntBinaryOperator element) {
      for (int i = offset; i < to.length; i++) {
        to[i] = (byte) element.applyAsInt(i - offset, channels);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Extreme.class)
  void extreme_bytes_are_summed_exactly(Extreme extreme) {
    for (Geometry geometry : Geometry.values()) {
      for (int channels : new int[] {4, 16, 19, 33}) {
        ImageWindow window = geometry.window(channels);
        Samples samples = new Samples(channels);
        Bytes bytes = new Bytes(window, samples);
        Extreme.fill(bytes.x, bytes.xOffset, channels, extreme.image);
        Extreme.fill(bytes.filter, 0, channels, extreme.filter);
        checkByteToByte(window, bytes, samples, Residual.NONE);
        checkByteToFloat(window, bytes, samples, Residual.NONE);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Geometry.class)
  void a_sum_of_negative_zero_keeps_its_sign(Geometry geometry) {
    ImageWindow window = geometry.window(20);
    float[] x = new float[window.height() * window.width() * 20];
    Arrays.fill(x, 1e-30f);
    float[] filter = new float[window.kernelHeight() * window.kernelWidth() * 20];
    Arrays.fill(filter, -1e-30f);
    float[] bias = new float[20];
    Arrays.fill(bias, -0f);
    FloatEpilogue epilogue = new FloatEpilogue(bias, -1, 1);
    float[] y = new float[window.outputHeight() * window.outputWidth() * 20];
    float[] expected = y.clone();
    float[] none = {};
    NaiveDepthwise.convolve(window, x, 0, filter, epilogue, none, 0, expected, 0);
    PackedMatrix packed = depthwise().pack(filter.length / 20, 20, filter, 0);
    depthwise().convolve(window, x, 0, packed, epilogue, none, 0, y, 0);
    assertSameBits(y, expected, window.toString());
  }

  @Test
  void no_number_becomes_zero_in_int8() {
    ImageWindow window = Geometry.PLAIN.window(20);
    byte[] x = new Samples(3).bytes(7 * 9 * 20);
    byte[] filter = new Samples(4).bytes(9 * 20);
    float[] residual = new float[x.length];
    Arrays.fill(residual, Float.NaN);
    byte[] y = new Samples(5).bytes(x.length);
    float[] ones = new float[20];
    Arrays.fill(ones, 1f);
    IntegerEpilogue epilogue = epilogue(ones, new float[20], 1, -127, 127);
    PackedMatrix packed = depthwise().pack(9, 20, filter, 0, 128);
    depthwise().convolve(window, x, 0, packed, epilogue, residual, 0, y, 0, workspace);
    assertThat(y).containsOnly(0);
  }

  @ParameterizedTest
  @EnumSource(Geometry.class)
  void what_is_no_integer_is_clamped_or_zero(Geometry geometry) {
    ImageWindow window = geometry.window(40);
    Samples samples = new Samples(geometry.ordinal());
    Bytes bytes = new Bytes(window, samples);
    bytes.multiplier[1] = 1e9f;
    bytes.multiplier[20] = Float.NEGATIVE_INFINITY;
    bytes.bias[5] = 3e38f;
    bytes.bias[37] = Float.NaN;
    checkByteToByte(window, bytes, samples, Residual.NONE);
  }

  @Test
  void compiled_loops_give_the_same_bits() {
    for (int round = 0; round < 300; round++) {
      Samples samples = new Samples(round);
      Geometry geometry = Geometry.values()[round % Geometry.values().length];
      ImageWindow window = geometry.window(48 + round % 20);
      checkFloat(window, samples, Residual.NONE, false);
      checkByteToByte(window, samples, Residual.NONE);
    }
  }

  @Test
  void the_largest_sums_of_bytes_stay_exact() {
    for (int size : new int[] {5, 31, 32, 33}) {
      ImageWindow window = new ImageWindow(size, size, 17, size, size, 1, 1, 1, 1, 0, 0, 1, 1);
      byte[] x = new byte[size * size * 17];
      Arrays.fill(x, (byte) -128);
      byte[] filter = x.clone();
      filter[0] = 127;
      float[] ones = new float[17];
      Arrays.fill(ones, 1f);
      IntegerEpilogue epilogue = epilogue(ones, new float[17], 0, -1e9f, 1e9f);
      PackedMatrix packed = depthwise().pack(size * size, 17, filter, 0, 128);
      float[] y = new float[17];
      depthwise().convolve(window, x, 0, packed, epilogue, new float[0], 0, y, 0, workspace);
      assertThat(y[0]).isEqualTo(size * size * 16384 - 255 * 128);
      assertThat(y[16]).isEqualTo(size * size * 16384);
    }
  }

  @Test
  void a_packed_filter_knows_its_size() {
    assertThat(depthwise().pack(9, 5, new float[45], 0))
        .satisfies(p -> assertThat(p.depth()).isEqualTo(9))
        .satisfies(p -> assertThat(p.columns()).isEqualTo(5))
        .satisfies(p -> assertThat(p.bytes()).isGreaterThanOrEqualTo(180));
    assertThat(depthwise().pack(9, 5, new byte[45], 0, 127))
        .satisfies(p -> assertThat(p.depth()).isEqualTo(9))
        .satisfies(p -> assertThat(p.columns()).isEqualTo(5))
        .satisfies(p -> assertThat(p.bytes()).isGreaterThanOrEqualTo(45));
  }

  @Test
  void a_packed_filter_does_not_change_with_the_array_it_came_from() {
    ImageWindow window = Geometry.ONE_PIXEL.window(20);
    float[] filter = new float[180];
    PackedMatrix packed = depthwise().pack(9, 20, filter, 0);
    Arrays.fill(filter, 1f);
    float[] y = new float[20];
    depthwise()
        .convolve(
            window,
            new Samples(1).floats(20),
            0,
            packed,
            new FloatEpilogue(new float[20], -1, 1),
            new float[0],
            0,
            y,
            0);
    assertThat(y).containsOnly(0f);
  }

  private void checkFloat(ImageWindow g, Samples samples, Residual residual, boolean extreme) {
    int xOffset = samples.between(0, 3);
    int yOffset = samples.between(0, 3);
    int taps = g.kernelHeight() * g.kernelWidth();
    int inputs = g.height() * g.width() * g.channels();
    int outputs = g.outputHeight() * g.outputWidth() * g.channels();
    float[] x =
        extreme ? samples.extremeFloats(xOffset + inputs) : samples.floats(xOffset + inputs);
    float[] filter =
        extreme ? samples.extremeFloats(taps * g.channels()) : samples.floats(taps * g.channels());
    FloatEpilogue epilogue = new FloatEpilogue(samples.floats(g.channels()), -1.5f, 2f);
    float[] y = samples.floats(yOffset + outputs + samples.between(0, 20));
    float[] expected = y.clone();
    int residualOffset = residual == Residual.IN_PLACE ? yOffset : samples.between(0, 3);
    float[] apart = samples.floats(residual == Residual.APART ? residualOffset + outputs : 0);

    NaiveDepthwise.convolve(
        g,
        x,
        xOffset,
        filter,
        epilogue,
        residual == Residual.IN_PLACE ? expected.clone() : apart,
        residualOffset,
        expected,
        yOffset);
    int filterOffset = samples.between(0, 3);
    float[] shifted = new float[filterOffset + filter.length];
    System.arraycopy(filter, 0, shifted, filterOffset, filter.length);
    PackedMatrix packed = depthwise().pack(taps, g.channels(), shifted, filterOffset);
    depthwise()
        .convolve(
            g,
            x,
            xOffset,
            packed,
            epilogue,
            residual == Residual.IN_PLACE ? y : apart,
            residualOffset,
            y,
            yOffset);

    assertSameBits(y, expected, samples + " " + g);
  }

  private void checkByteToByte(ImageWindow g, Samples samples, Residual residual) {
    checkByteToByte(g, new Bytes(g, samples), samples, residual);
  }

  private void checkByteToByte(ImageWindow g, Bytes b, Samples samples, Residual residual) {
    int outputs = g.outputHeight() * g.outputWidth() * g.channels();
    int yOffset = samples.between(0, 3);
    byte[] y = samples.bytes(yOffset + outputs + samples.between(0, 40));
    int residualOffset = samples.between(0, 3);
    float[] apart = samples.floats(residual == Residual.APART ? residualOffset + outputs : 0);
    IntegerEpilogue epilogue = epilogue(b.multiplier, b.bias, 30f, -127, 120);

    byte[] expected = y.clone();
    float[] real =
        NaiveDepthwise.convolve(g, b.x, b.xOffset, b.filter, epilogue, apart, residualOffset);
    for (int i = 0; i < real.length; i++) {
      expected[yOffset + i] = (byte) Math.rint(real[i]);
    }
    PackedMatrix packed = depthwise().pack(b.taps, g.channels(), b.filter, 0, 128);
    depthwise()
        .convolve(
            g, b.x, b.xOffset, packed, epilogue, apart, residualOffset, y, yOffset, workspace);

    assertSameBytes(y, expected, samples + " " + g);
  }

  private void checkByteToFloat(ImageWindow g, Samples samples, Residual residual) {
    checkByteToFloat(g, new Bytes(g, samples), samples, residual);
  }

  private void checkByteToFloat(ImageWindow g, Bytes b, Samples samples, Residual residual) {
    int outputs = g.outputHeight() * g.outputWidth() * g.channels();
    int yOffset = samples.between(0, 3);
    float[] y = samples.floats(yOffset + outputs + samples.between(0, 20));
    int residualOffset = residual == Residual.IN_PLACE ? yOffset : samples.between(0, 3);
    float[] apart = samples.floats(residual == Residual.APART ? residualOffset + outputs : 0);
    IntegerEpilogue epilogue = epilogue(b.multiplier, b.bias, 0.3f, -60.25f, 70.75f);

    float[] expected = y.clone();
    float[] real =
        NaiveDepthwise.convolve(
            g,
            b.x,
            b.xOffset,
            b.filter,
            epilogue,
            residual == Residual.IN_PLACE ? y.clone() : apart,
            residualOffset);
    System.arraycopy(real, 0, expected, yOffset, real.length);
    PackedMatrix packed = depthwise().pack(b.taps, g.channels(), b.filter, 0, 128);
    depthwise()
        .convolve(
            g,
            b.x,
            b.xOffset,
            packed,
            epilogue,
            residual == Residual.IN_PLACE ? y : apart,
            residualOffset,
            y,
            yOffset,
            workspace);

    assertSameBits(y, expected, samples + " " + g);
  }

  /**
   * An int8 image that often ends where its array ends, a filter, multipliers with ties and a bias.
   */
  private static final class Bytes {
    final int taps;
    final int xOffset;
    final byte[] x;
    final byte[] filter;
    final float[] multiplier;
    final float[] bias;

    Bytes(ImageWindow g, Samples samples) {
      taps = g.kernelHeight() * g.kernelWidth();
      xOffset = samples.between(0, 3);
      int rest = 8 * samples.between(0, 1);
      x = samples.bytes(xOffset + g.height() * g.width() * g.channels() + rest);
      filter = samples.bytes(taps * g.channels());
      multiplier = new float[g.channels()];
      bias = samples.floats(g.channels());
      for (int c = 0; c < g.channels(); c++) {
        boolean ties = c % 3 == 0;
        multiplier[c] = ties ? 0x1p-9f : samples.between(1e-4f, 5e-3f);
        bias[c] = ties ? 0.5f : bias[c];
      }
    }
  }

  private static IntegerEpilogue epilogue(
      float[] multiplier, float[] bias, float residualMultiplier, float low, float high) {
    return new IntegerEpilogue(multiplier, bias, residualMultiplier, low, high);
  }

  private static ImageWindow withChannels(ImageWindow g, int channels) {
    return new ImageWindow(
        g.height(),
        g.width(),
        channels,
        g.kernelHeight(),
        g.kernelWidth(),
        g.strideHeight(),
        g.strideWidth(),
        g.dilationHeight(),
        g.dilationWidth(),
        g.padTop(),
        g.padLeft(),
        g.outputHeight(),
        g.outputWidth());
  }
}
