package dev.octet.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link ByteGemm} does, against the formula of the contract. */
@Tag("kernel")
public abstract class AbstractByteGemmTest {
  private static final int[] ROWS = {0, 1, 2, 3, 4, 5, 7, 8, 9, 13, 31, 33};
  private static final int[] DEPTHS = {0, 1, 2, 3, 7, 16, 19};
  private static final int[] COLUMNS = {
    1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 23, 24, 31, 32, 33, 47, 48, 49, 63, 64, 65, 97
  };

  private final Workspace workspace = new Workspace();

  /** The implementation under test. */
  protected abstract ByteGemm gemm();

  @Test
  void every_tail_of_rows_depth_and_columns_gives_the_bits_of_the_formula() {
    long seed = 1;
    for (int rows : ROWS) {
      for (int depth : DEPTHS) {
        for (int columns : COLUMNS) {
          new ByteProduct(seed++, rows, depth, columns).check(gemm(), workspace);
        }
      }
    }
  }

  @Test
  void strides_and_offsets_leave_the_rest_of_the_result_alone() {
    for (long seed = 1; seed <= 60; seed++) {
      var random = new Random(seed);
      var product =
          new ByteProduct(seed, 1 + random.nextInt(20), random.nextInt(90), 1 + random.nextInt(90));
      product.aOffset = random.nextInt(9);
      product.aStride += random.nextInt(9);
      product.bOffset = random.nextInt(9);
      product.cOffset = random.nextInt(9);
      product.cStride += random.nextInt(9);
      product.check(gemm(), workspace);
    }
  }

  @Test
  void a_transposed_matrix_packs_like_a_plain_one() {
    for (int columns : COLUMNS) {
      var product = new ByteProduct(columns, 9, 11, columns);
      product.isTransposed = true;
      product.check(gemm(), workspace);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void the_epilogue_scales_adds_bias_and_residual_then_clamps(boolean hasResidual) {
    for (int columns : COLUMNS) {
      for (int rows : new int[] {1, 3, 8, 11}) {
        var product = new ByteProduct(100L * columns + rows, rows, 6, columns);
        product.hasResidual = hasResidual;
        product.cOffset = 3;
        product.cStride += 2;
        product.low = -10;
        product.high = 60;
        product.check(gemm(), workspace);
      }
    }
  }

  @Test
  void patches_are_rows_that_overlap_and_have_gaps() {
    for (long seed = 1; seed <= 300; seed++) {
      var random = new Random(seed);
      int segments = 1 + random.nextInt(4);
      int length = 1 + random.nextInt(24);
      int columns = 1 + random.nextInt(70);
      var product = ByteProduct.ofPatches(seed, random.nextInt(60), segments, length, columns);
      product.aPattern = BytePattern.values()[random.nextInt(BytePattern.values().length)];
      product.bPattern = BytePattern.values()[random.nextInt(BytePattern.values().length)];
      product.cStride += random.nextInt(3);
      product.hasResidual = random.nextBoolean();
      product.check(gemm(), workspace);
    }
  }

  @ParameterizedTest
  @CsvSource({"3, 192", "7, 21", "3, 9", "5, 1501"})
  void patches_beyond_one_cache_block_are_all_multiplied(int segments, int length) {
    ByteProduct.ofPatches(length, 600, segments, length, 35).check(gemm(), workspace);
  }

  @Test
  void a_matrix_that_is_packed_for_patches_multiplies_plain_rows_too() {
    for (int length = 1; length < 12; length++) {
      var product = ByteProduct.ofPatches(length, 37, 3, length, 21);
      var image = product.patches;
      product.patches = new PatchRows(1, 3 * length, 0, 3, length, length);
      product.isPlain = true;
      product.aStride = 3 * length;
      product.firstPatch = 0;
      product.check(gemm(), workspace);
      product.patches = image;
      product.isPlain = false;
      product.check(gemm(), workspace);
    }
  }

  @Test
  void ties_round_to_the_even_integer() {
    for (int columns : new int[] {4, 35, 64}) {
      var product = new ByteProduct(columns, 9, 2, columns);
      product.multiplier = 0.5f;
      product.magnitude = 6;
      product.hasZeroBias = true;
      product.check(gemm(), workspace);
    }
  }

  @Test
  void a_float_residual_in_place_is_read_before_it_is_overwritten() {
    var random = new Random(5);
    for (int columns : COLUMNS) {
      var product = new ByteProduct(random.nextLong(), 10, 9, columns);
      product.hasResidual = true;
      product.isInPlace = true;
      product.check(gemm(), workspace);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f, 3e38f})
  void a_residual_of_nan_is_nan_in_float_and_0_in_int8_and_infinity_is_clamped(float special) {
    for (int columns : new int[] {1, 16, 35, 64}) {
      var product = new ByteProduct(columns, 5, 3, columns);
      product.hasResidual = true;
      product.specialResidual = Optional.of(special);
      product.check(gemm(), workspace);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {1e30f, 3e38f, 1e-30f, Float.MIN_VALUE, 0f})
  void any_multiplier_gives_a_result_within_the_bounds(float multiplier) {
    for (int columns : new int[] {1, 16, 35, 64}) {
      var product = new ByteProduct(columns, 9, 20, columns);
      product.multiplier = multiplier;
      product.hasZeroBias = true;
      product.check(gemm(), workspace);
    }
  }

  @Test
  void few_large_weights_among_zeros_are_summed_exactly() {
    for (long seed = 1; seed <= 60; seed++) {
      var product = new ByteProduct(seed, 2, 300, 131);
      product.aPattern = BytePattern.ALTERNATING;
      product.bPattern = BytePattern.OUTLIERS;
      product.multiplier = 1;
      product.hasZeroBias = true;
      product.low = Float.NEGATIVE_INFINITY;
      product.high = Float.POSITIVE_INFINITY;
      product.checkFloats(gemm(), workspace);
    }
  }

  @Test
  void every_tile_takes_the_worst_inputs() {
    for (int rows : ROWS) {
      for (int columns : new int[] {1, 15, 16, 17, 32, 33, 64, 65, 97}) {
        for (BytePattern pattern :
            new BytePattern[] {
              BytePattern.LEAST, BytePattern.ALTERNATING, BytePattern.ONE_SIDED_EDGES
            }) {
          var product = new ByteProduct(rows, rows, 37, columns);
          product.aPattern = pattern;
          product.bPattern = pattern;
          product.multiplier = 1;
          product.hasZeroBias = true;
          product.low = Float.NEGATIVE_INFINITY;
          product.high = Float.POSITIVE_INFINITY;
          product.checkFloats(gemm(), workspace);
        }
      }
    }
  }

  @Test
  void rows_and_columns_of_very_different_magnitudes_are_summed_exactly() {
    for (int depth : new int[] {3, 16, 37, 300}) {
      for (int columns : new int[] {17, 70, 131}) {
        var product = new ByteProduct(depth, 101, depth, columns);
        product.aPattern = BytePattern.BLOCKS_OF_ROWS;
        product.bPattern = BytePattern.EDGES;
        product.isMagnitudeOfColumns = true;
        product.multiplier = 1;
        product.hasZeroBias = true;
        product.low = Float.NEGATIVE_INFINITY;
        product.high = Float.POSITIVE_INFINITY;
        product.checkFloats(gemm(), workspace);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(BytePattern.class)
  void sums_are_exact_for_the_worst_inputs(BytePattern pattern) {
    for (BytePattern weights : BytePattern.values()) {
      for (int depth : new int[] {1, 2, 3, 4, 5, 8, 9, 16, 17, 24, 25, 33, 300}) {
        for (int columns : new int[] {3, 70}) {
          var product = new ByteProduct(depth, 6, depth, columns);
          product.aPattern = pattern;
          product.bPattern = weights;
          product.multiplier = 1;
          product.hasZeroBias = true;
          product.low = Float.NEGATIVE_INFINITY;
          product.high = Float.POSITIVE_INFINITY;
          product.checkFloats(gemm(), workspace);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 10, 15, 21, 42, 63, 90, 120, 128})
  void sums_are_exact_at_the_edge_of_every_block_length(int magnitude) {
    for (int weight : new int[] {1, 15, 16, 17, 20, 21, 31, 32, 42, 43, 63, 64, 65, 85, 86, 128}) {
      var product = new ByteProduct(31L * magnitude + weight, 9, 97, 70);
      product.aPattern = BytePattern.EDGES;
      product.magnitude = magnitude;
      product.bPattern = BytePattern.EDGES;
      product.weightMagnitude = weight;
      product.multiplier = 1;
      product.hasZeroBias = true;
      product.low = Float.NEGATIVE_INFINITY;
      product.high = Float.POSITIVE_INFINITY;
      product.checkFloats(gemm(), workspace);
    }
  }

  @Test
  void the_deepest_product_does_not_overflow() {
    for (BytePattern pattern :
        new BytePattern[] {BytePattern.LEAST, BytePattern.HALF_LEAST_HALF_GREATEST}) {
      var product = new ByteProduct(3, 2, ByteGemm.MAX_DEPTH, 2);
      product.aPattern = BytePattern.LEAST;
      product.bPattern = pattern;
      product.multiplier = 1;
      product.hasZeroBias = true;
      product.low = Float.NEGATIVE_INFINITY;
      product.high = Float.POSITIVE_INFINITY;
      product.checkFloats(gemm(), workspace);
    }
  }

  @Test
  void a_deeper_product_is_refused() {
    int depth = ByteGemm.MAX_DEPTH + 1;
    assertThatThrownBy(() -> gemm().pack(depth, 1, new byte[depth], 0, 1, 1, 127))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(String.valueOf(depth))
        .hasMessageContaining(String.valueOf(ByteGemm.MAX_DEPTH));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 97})
  void large_products_give_the_bits_of_the_formula_compiled_or_not(int rows) {
    for (BytePattern weights : new BytePattern[] {BytePattern.RANDOM, BytePattern.SMALL}) {
      var product = new ByteProduct(rows, rows, 301, 131);
      product.bPattern = weights;
      product.multiplier = 0.001f;
      product.repetitions = 150;
      product.check(gemm(), workspace);
    }
  }

  @Test
  void rows_beyond_one_cache_block_are_all_multiplied() {
    new ByteProduct(7, 70, 3000, 20).check(gemm(), workspace);
  }

  @Test
  void a_packed_matrix_knows_its_size() {
    PackedMatrix packed = gemm().pack(3, 5, new byte[15], 0, 5, 1, 127);
    assertThat(packed.depth()).isEqualTo(3);
    assertThat(packed.columns()).isEqualTo(5);
    assertThat(packed.bytes()).isGreaterThanOrEqualTo(15);
  }

  /** One product with exact arrays: any access beyond what the contract allows fails. */
  private static final class ByteProduct {
    final long seed;
    final int rows;
    final int depth;
    final int columns;
    int aOffset;
    int aStride;
    PatchRows patches = new PatchRows(1, 0, 0, 1, 0, 0);
    boolean isOfPatches;
    boolean isPlain;
    int firstPatch;
    BytePattern aPattern = BytePattern.RANDOM;
    int magnitude = 127;
    int bOffset;
    boolean isTransposed;
    BytePattern bPattern = BytePattern.RANDOM;
    int weightMagnitude = 127;
    int cOffset;
    int cStride;
    float multiplier = 0.01f;
    boolean hasZeroBias;
    boolean hasResidual;
    Optional<Float> specialResidual = Optional.empty();
    boolean isMagnitudeOfColumns;
    boolean isInPlace;
    float low = -128;
    float high = 127;
    int repetitions = 1;

    ByteProduct(long seed, int rows, int depth, int columns) {
      this.seed = seed;
      this.rows = rows;
      this.depth = depth;
      this.columns = columns;
      this.aStride = depth;
      this.cStride = columns;
    }

    /** A product of patches of a random image. */
    static ByteProduct ofPatches(long seed, int rows, int segments, int length, int columns) {
      var random = new Random(seed);
      int across = 1 + random.nextInt(9);
      int columnStride = random.nextInt(8);
      int rowStride = (across - 1) * columnStride + random.nextInt(20);
      var product = new ByteProduct(seed, rows, segments * length, columns);
      product.patches =
          new PatchRows(across, rowStride, columnStride, segments, length, random.nextInt(40));
      product.isOfPatches = true;
      product.firstPatch = random.nextInt(20);
      product.aOffset = random.nextInt(5);
      return product;
    }

    /** Where element p of row i of A is. */
    private int place(int i, int p) {
      if (!isOfPatches) {
        return aOffset + i * aStride + p;
      }
      int length = patches.length();
      int start = patches.start(firstPatch + i);
      return aOffset + start + p / length * patches.segmentStride() + p % length;
    }

    /** The length of A, which ends with the last element that is read. */
    private int lengthOfA() {
      int length = rows == 0 || depth == 0 ? 0 : 1;
      for (int i = 0; i < rows; i++) {
        for (int p = 0; p < depth; p++) {
          length = Math.max(length, place(i, p) + 1);
        }
      }
      return length;
    }

    void check(ByteGemm gemm, Workspace workspace) {
      check(gemm, workspace, true);
      check(gemm, workspace, false);
    }

    void checkFloats(ByteGemm gemm, Workspace workspace) {
      check(gemm, workspace, false);
    }

    private void check(ByteGemm gemm, Workspace workspace, boolean isToBytes) {
      var random = new Random(seed);
      var a = new byte[lengthOfA()];
      for (int i = 0; i < a.length; i++) {
        int index = aStride == 0 || isOfPatches ? i : Math.floorMod(i - aOffset, aStride);
        int row = aStride == 0 || isOfPatches ? 0 : Math.max(0, i - aOffset) / aStride;
        a[i] = aPattern.at(index, row, depth, magnitude, random);
      }
      var b = new byte[bOffset + depth * columns];
      int rowStride = isTransposed ? 1 : columns;
      int columnStride = isTransposed ? depth : 1;
      for (int p = 0; p < depth; p++) {
        for (int j = 0; j < columns; j++) {
          int most = isMagnitudeOfColumns ? 1 + j * 5 % 128 : weightMagnitude;
          b[bOffset + p * rowStride + j * columnStride] = bPattern.at(p, j, depth, most, random);
        }
      }
      var multipliers = new float[columns];
      var bias = new float[columns];
      for (int j = 0; j < columns; j++) {
        multipliers[j] = hasZeroBias ? multiplier : multiplier * (0.5f + random.nextFloat());
        bias[j] = hasZeroBias ? 0 : random.nextFloat() * 20 - 10;
      }
      int length = rows == 0 ? 0 : cOffset + (rows - 1) * cStride + columns;
      var bytes = new byte[length];
      random.nextBytes(bytes);
      float[] floats = floats(random, length);
      boolean isShared = isInPlace && !isToBytes;
      int residualOffset = isShared ? cOffset : 5;
      float[] residual =
          !hasResidual
              ? new float[0]
              : isShared ? floats : floats(random, Math.max(0, length - cOffset) + residualOffset);
      float residualMultiplier = 0.37f;

      byte[] expectedBytes = bytes.clone();
      float[] expectedFloats = floats.clone();
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          long sum = 0;
          for (int p = 0; p < depth; p++) {
            sum += (long) a[place(i, p)] * b[bOffset + p * rowStride + j * columnStride];
          }
          float v = (float) sum * multipliers[j];
          v = v + bias[j];
          if (hasResidual) {
            float product = residual[residualOffset + i * cStride + j] * residualMultiplier;
            v = v + product;
          }
          v = v < low ? low : v > high ? high : v;
          expectedFloats[cOffset + i * cStride + j] = v;
          expectedBytes[cOffset + i * cStride + j] = (byte) Math.rint(v);
        }
      }

      int inputMagnitude = 1;
      for (byte value : a) {
        inputMagnitude = value == -128 ? 128 : Math.max(127, inputMagnitude);
        if (inputMagnitude == 128) {
          break;
        }
      }
      PackedMatrix packed =
          isOfPatches
              ? gemm.pack(
                  patches.segments(),
                  patches.length(),
                  columns,
                  b,
                  bOffset,
                  rowStride,
                  columnStride,
                  inputMagnitude)
              : gemm.pack(depth, columns, b, bOffset, rowStride, columnStride, inputMagnitude);
      Arrays.fill(b, (byte) 77);
      var epilogue = new IntegerEpilogue(multipliers, bias, residualMultiplier, low, high);
      for (int round = 0; round < repetitions; round++) {
        multiply(
            gemm,
            a,
            packed,
            epilogue,
            residual,
            residualOffset,
            isToBytes,
            bytes,
            floats,
            workspace);
      }
      for (int i = 0; i < length; i++) {
        if (isToBytes && bytes[i] != expectedBytes[i]) {
          fail("byte %d is %d, not %d: %s".formatted(i, bytes[i], expectedBytes[i], this));
        }
        if (!isToBytes
            && Float.floatToIntBits(floats[i]) != Float.floatToIntBits(expectedFloats[i])) {
          fail("float %d is %s, not %s: %s".formatted(i, floats[i], expectedFloats[i], this));
        }
      }
    }

    private void multiply(
        ByteGemm gemm,
        byte[] a,
        PackedMatrix b,
        IntegerEpilogue epilogue,
        float[] residual,
        int residualOffset,
        boolean isToBytes,
        byte[] bytes,
        float[] floats,
        Workspace workspace) {
      if (isOfPatches && !isPlain && isToBytes) {
        gemm.multiplyPatches(
            rows,
            a,
            aOffset,
            patches,
            firstPatch,
            b,
            epilogue,
            residual,
            residualOffset,
            bytes,
            cOffset,
            cStride,
            workspace);
      } else if (isOfPatches && !isPlain) {
        gemm.multiplyPatches(
            rows,
            a,
            aOffset,
            patches,
            firstPatch,
            b,
            epilogue,
            residual,
            residualOffset,
            floats,
            cOffset,
            cStride,
            workspace);
      } else if (isToBytes) {
        gemm.multiply(
            rows,
            a,
            aOffset,
            aStride,
            b,
            epilogue,
            residual,
            residualOffset,
            bytes,
            cOffset,
            cStride,
            workspace);
      } else {
        gemm.multiply(
            rows,
            a,
            aOffset,
            aStride,
            b,
            epilogue,
            residual,
            residualOffset,
            floats,
            cOffset,
            cStride,
            workspace);
      }
    }

    private float[] floats(Random random, int length) {
      var values = new float[length];
      for (int i = 0; i < length; i++) {
        values[i] =
            specialResidual.isPresent() && random.nextInt(3) == 0
                ? specialResidual.get()
                : random.nextFloat() * 40 - 20;
      }
      return values;
    }

    @Override
    public String toString() {
      return "seed %d: %d rows x %d depth x %d columns, a %s to %d at %d by %d, b %s to %d at %d%s, c at %d by %d, multiplier %s, residual %s, clamped to %s..%s"
          .formatted(
              seed,
              rows,
              depth,
              columns,
              aPattern,
              magnitude,
              aOffset,
              aStride,
              bPattern,
              weightMagnitude,
              bOffset,
              isTransposed ? " transposed" : "",
              cOffset,
              cStride,
              multiplier,
              hasResidual,
              low,
              high);
    }
  }
}
