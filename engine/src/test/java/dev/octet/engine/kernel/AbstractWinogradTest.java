package dev.octet.engine.kernel;

import static dev.octet.engine.kernel.SameBits.assertSameBits;
import static dev.octet.engine.kernel.SameBits.assertSameBytes;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link Winograd} does, against the matrices A and B written out. */
@Tag("kernel")
public abstract class AbstractWinogradTest {
  private static final int[] CHANNELS = {
    1, 3, 4, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 40, 48, 63, 64, 65
  };

  private final Workspace workspace = new Workspace();

  /** The implementation under test. */
  protected abstract Winograd winograd();

  @ParameterizedTest
  @EnumSource(WinogradTile.class)
  void patches_are_transformed_by_the_formula_with_zeros_around_the_image(WinogradTile tile) {
    long seed = 1;
    for (int channels : CHANNELS) {
      var samples = new Samples(seed++);
      ImageWindow window = window(samples, channels);
      float[] x = samples.floats(3 + window.height() * window.width() * channels);
      checkTransform(tile, window, x, samples);
    }
  }

  @ParameterizedTest
  @EnumSource(WinogradTile.class)
  void special_values_are_transformed_by_the_formula(WinogradTile tile) {
    for (long seed = 1; seed <= 40; seed++) {
      var samples = new Samples(seed);
      ImageWindow window = window(samples, samples.between(1, 40));
      float[] x = samples.extremeFloats(3 + window.height() * window.width() * window.channels());
      checkTransform(tile, window, x, samples);
    }
  }

  private void checkTransform(WinogradTile tile, ImageWindow window, float[] x, Samples samples) {
    int channels = window.channels();
    int rows = Math.ceilDiv(window.outputHeight(), tile.size());
    int columns = Math.ceilDiv(window.outputWidth(), tile.size());
    for (int row = 0; row < rows; row++) {
      int column = samples.between(0, columns - 1);
      int tiles = samples.between(1, columns - column);
      int stride = tiles * channels + samples.between(0, 5);
      float[] v = samples.floats(2 + tile.elements() * stride);
      float[] expected = v.clone();
      for (int t = 0; t < tiles; t++) {
        for (int c = 0; c < channels; c++) {
          float[] patch = WinogradFormula.patch(tile, window, x, 3, row, column + t, c);
          float[] transformed = WinogradFormula.input(tile, patch);
          for (int e = 0; e < tile.elements(); e++) {
            expected[2 + e * stride + t * channels + c] = transformed[e];
          }
        }
      }
      winograd().transform(tile, window, x, 3, row, column, tiles, v, 2, stride, workspace);
      assertSameBits(v, expected, samples + ", " + tile + ", " + window);
    }
  }

  @Test
  void patches_of_int8_are_transformed_to_exact_integers() {
    long seed = 1;
    for (int channels : CHANNELS) {
      var samples = new Samples(seed++);
      ImageWindow window = window(samples, channels);
      byte[] x = samples.bytes(3 + window.height() * window.width() * channels);
      float[] real = new float[x.length];
      for (int i = 0; i < x.length; i++) {
        real[i] = x[i];
      }
      int columns = Math.ceilDiv(window.outputWidth(), 2);
      for (int row = 0; row < Math.ceilDiv(window.outputHeight(), 2); row++) {
        int column = samples.between(0, columns - 1);
        int tiles = columns - column;
        int stride = tiles * channels + 3;
        float[] v = new float[16 * stride];
        float[] expected = new float[16 * stride];
        winograd()
            .transform(
                WinogradTile.F2X2,
                window,
                real,
                3,
                row,
                column,
                tiles,
                expected,
                0,
                stride,
                workspace);
        winograd().transform(window, x, 3, row, column, tiles, v, 0, stride, workspace);
        assertSameBits(v, expected, samples + ", " + window);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(WinogradTile.class)
  void products_become_output_pixels_with_bias_residual_and_clamp(WinogradTile tile) {
    long seed = 1;
    for (int channels : CHANNELS) {
      for (boolean hasResidual : new boolean[] {false, true}) {
        var samples = new Samples(seed++);
        ImageWindow window = window(samples, 5);
        for (int row = 0; row < Math.ceilDiv(window.outputHeight(), tile.size()); row++) {
          checkFinish(tile, window, channels, row, hasResidual, samples);
        }
      }
    }
  }

  private void checkFinish(
      WinogradTile tile,
      ImageWindow window,
      int channels,
      int row,
      boolean hasResidual,
      Samples samples) {
    int columns = Math.ceilDiv(window.outputWidth(), tile.size());
    int column = samples.between(0, columns - 1);
    int tiles = samples.between(1, columns - column);
    int stride = tiles * channels + samples.between(0, 5);
    float[] m = samples.floats(1 + tile.elements() * stride);
    var epilogue = new FloatEpilogue(samples.floats(channels), -0.75f, 1.25f);
    float[] y = samples.floats(4 + window.outputHeight() * window.outputWidth() * channels);
    float[] residual = hasResidual ? samples.floats(y.length + 2) : new float[0];
    float[] expected = y.clone();
    for (int t = 0; t < tiles; t++) {
      for (int k = 0; k < channels; k++) {
        float[] products = new float[tile.elements()];
        for (int e = 0; e < products.length; e++) {
          products[e] = m[1 + e * stride + t * channels + k];
        }
        float[] sums = WinogradFormula.output(tile, products);
        for (int i = 0; i < sums.length; i++) {
          int at =
              WinogradFormula.output(
                  window,
                  row * tile.size() + i / tile.size(),
                  (column + t) * tile.size() + i % tile.size());
          if (at >= 0) {
            float v = sums[i] + epilogue.bias()[k];
            v = hasResidual ? v + residual[6 + at * channels + k] : v;
            expected[4 + at * channels + k] = v < -0.75f ? -0.75f : v > 1.25f ? 1.25f : v;
          }
        }
      }
    }
    winograd()
        .finish(
            tile, window, channels, row, column, tiles, m, 1, stride, epilogue, residual, 6, y, 4,
            workspace);
    assertSameBits(y, expected, samples + ", " + tile + ", " + channels + ", " + window);
  }

  @Test
  void a_residual_can_be_the_output_itself() {
    var window = new ImageWindow(6, 6, 5, 3, 3, 1, 1, 1, 1, 1, 1, 6, 6);
    var samples = new Samples(5);
    float[] m = samples.floats(16 * 3 * 20);
    float[] y = samples.floats(36 * 20);
    float[] residual = y.clone();
    float[] apart = y.clone();
    var epilogue = new FloatEpilogue(samples.floats(20), 0, 6);
    finish(window, m, epilogue, residual, apart);
    finish(window, m, epilogue, y, y);
    assertSameBits(y, apart, samples);
  }

  private void finish(
      ImageWindow window, float[] m, FloatEpilogue epilogue, float[] residual, float[] y) {
    winograd()
        .finish(
            WinogradTile.F2X2,
            window,
            20,
            1,
            0,
            3,
            m,
            0,
            60,
            epilogue,
            residual,
            0,
            y,
            0,
            workspace);
  }

  @Test
  void integer_products_in_parts_become_int8_or_float_by_the_formula_of_the_epilogue() {
    long seed = 1;
    for (int channels : CHANNELS) {
      for (int parts = 1; parts <= 3; parts++) {
        var samples = new Samples(seed++);
        ImageWindow window = window(samples, 5);
        boolean hasResidual = samples.between(0, 1) == 1;
        for (int row = 0; row < Math.ceilDiv(window.outputHeight(), 2); row++) {
          checkFinish(window, channels, row, parts, hasResidual, samples);
        }
      }
    }
  }

  private void checkFinish(
      ImageWindow window, int channels, int row, int parts, boolean hasResidual, Samples samples) {
    int columns = Math.ceilDiv(window.outputWidth(), 2);
    int column = samples.between(0, columns - 1);
    int tiles = samples.between(1, columns - column);
    int stride = tiles * channels + samples.between(0, 5);
    float[] m = new float[1 + parts * 16 * stride];
    for (int i = 0; i < m.length; i++) {
      m[i] = samples.between(-(1 << 24), 1 << 24);
    }
    float[] multiplier = new float[channels];
    Arrays.fill(multiplier, 0x1p-20f);
    var epilogue = new IntegerEpilogue(multiplier, samples.floats(channels), 0.5f, -100, 90);
    int pixels = window.outputHeight() * window.outputWidth();
    byte[] y = samples.bytes(4 + pixels * channels);
    float[] real = samples.floats(y.length);
    float[] residual = hasResidual ? samples.floats(y.length + 2) : new float[0];
    byte[] expected = y.clone();
    float[] expectedReal = real.clone();
    for (int t = 0; t < tiles; t++) {
      for (int k = 0; k < channels; k++) {
        long[] sums = WinogradFormula.sums(parts, m, 1 + t * channels + k, stride);
        for (int i = 0; i < 4; i++) {
          int at = WinogradFormula.output(window, 2 * row + i / 2, 2 * (column + t) + i % 2);
          if (at >= 0) {
            float v = (float) (sums[i] >> 2) * multiplier[k] + epilogue.bias()[k];
            v = hasResidual ? v + residual[6 + at * channels + k] * 0.5f : v;
            v = v < -100 ? -100 : v > 90 ? 90 : v;
            expectedReal[4 + at * channels + k] = v;
            expected[4 + at * channels + k] = (byte) Math.rint(v);
          }
        }
      }
    }
    winograd()
        .finish(
            window, channels, row, column, tiles, parts, m, 1, stride, epilogue, residual, 6, y, 4,
            workspace);
    winograd()
        .finish(
            window, channels, row, column, tiles, parts, m, 1, stride, epilogue, residual, 6, real,
            4, workspace);
    String description = samples + ", " + channels + " channels, " + parts + ", " + window;
    assertSameBytes(y, expected, description);
    assertSameBits(real, expectedReal, description);
  }

  @ParameterizedTest
  @EnumSource(WinogradTile.class)
  void transforms_give_the_bits_of_the_formula_compiled_or_not(WinogradTile tile) {
    var window = new ImageWindow(13, 22, 33, 3, 3, 1, 1, 1, 1, 1, 1, 13, 22);
    for (int round = 0; round < 300; round++) {
      var samples = new Samples(round);
      float[] x = samples.floats(3 + window.height() * window.width() * window.channels());
      checkTransform(tile, window, x, samples);
      checkFinish(tile, window, 33, 1, round % 2 == 0, samples);
      checkFinish(window, 33, 1, 1 + round % 2, round % 2 == 0, samples);
    }
  }

  /** Any image and padding, also such that patches lie outside of the image. */
  private static ImageWindow window(Samples samples, int channels) {
    int height = samples.between(1, 11);
    int width = samples.between(1, 25);
    int top = samples.between(0, 4);
    int left = samples.between(0, 4);
    int outputHeight = Math.max(1, height + top + samples.between(0, 4) - 2);
    int outputWidth = Math.max(1, width + left + samples.between(0, 4) - 2);
    return new ImageWindow(
        height, width, channels, 3, 3, 1, 1, 1, 1, top, left, outputHeight, outputWidth);
  }
}
