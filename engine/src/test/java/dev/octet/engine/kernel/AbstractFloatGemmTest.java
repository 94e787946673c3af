package dev.octet.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link FloatGemm} does, against the formula of the contract. */
@Tag("kernel")
public abstract class AbstractFloatGemmTest {
  private static final int[] ROWS = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 16, 25};
  private static final int[] DEPTHS = {0, 1, 2, 5, 17};
  private static final int[] COLUMNS = {
    1, 2, 3, 4, 5, 7, 8, 9, 12, 13, 15, 16, 17, 24, 31, 32, 33, 40, 47, 48, 49, 63, 64, 65, 80
  };

  private final Workspace workspace = new Workspace();

  /** The implementation under test. */
  protected abstract FloatGemm gemm();

  @Test
  void every_tail_of_rows_depth_and_columns_gives_the_bits_of_the_formula() {
    long seed = 1;
    for (int rows : ROWS) {
      for (int depth : DEPTHS) {
        for (int columns : COLUMNS) {
          new FloatProduct(seed++, rows, depth, columns).check(gemm(), workspace);
        }
      }
    }
  }

  @Test
  void strides_and_offsets_leave_the_rest_of_the_result_alone() {
    for (long seed = 1; seed <= 60; seed++) {
      var random = new Random(seed);
      var product =
          new FloatProduct(
              seed, 1 + random.nextInt(20), random.nextInt(40), 1 + random.nextInt(70));
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
      var product = new FloatProduct(columns, 9, 11, columns);
      product.isTransposed = true;
      product.check(gemm(), workspace);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_matrix_packed_in_a_workspace_takes_the_place_of_the_one_before(boolean transposed) {
    for (int columns : new int[] {70, 5, 33, 1}) {
      var product = new FloatProduct(columns, 9, 75 - columns, columns);
      product.isTransposed = transposed;
      product.isPackedInWorkspace = true;
      product.check(gemm(), workspace);
    }
  }

  @Test
  void patches_are_rows_that_overlap_and_have_gaps() {
    for (long seed = 1; seed <= 300; seed++) {
      var random = new Random(seed);
      int segments = 1 + random.nextInt(4);
      int length = 1 + random.nextInt(12);
      int columns = 1 + random.nextInt(70);
      var product = FloatProduct.ofPatches(seed, random.nextInt(60), segments, length, columns);
      product.cStride += random.nextInt(3);
      product.residual = Residual.values()[random.nextInt(3)];
      product.check(gemm(), workspace);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 2500", "3, 900", "7, 700", "2500, 1"})
  void a_depth_beyond_the_cache_is_one_chain_of_sums(int segments, int length) {
    for (int columns : new int[] {1, 20, 64, 80}) {
      FloatProduct.ofPatches(segments, 29, segments, length, columns).check(gemm(), workspace);
    }
    new FloatProduct(3, 29, segments * length, 70).check(gemm(), workspace);
  }

  @ParameterizedTest
  @EnumSource(Residual.class)
  void the_epilogue_adds_the_bias_then_the_residual_then_clamps(Residual residual) {
    for (int columns : COLUMNS) {
      for (int rows : new int[] {1, 3, 8, 11}) {
        var product = new FloatProduct(100L * columns + rows, rows, 6, columns);
        product.residual = residual;
        product.cOffset = 3;
        product.cStride += 2;
        product.low = -0.75f;
        product.high = 1.25f;
        product.check(gemm(), workspace);
      }
    }
  }

  @Test
  void nan_infinity_and_signed_zero_pass_as_in_the_formula() {
    float[] special = {
      Float.NaN,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      -0f,
      0f,
      Float.MIN_VALUE,
      -Float.MIN_NORMAL,
      Float.MAX_VALUE,
      -1f
    };
    for (long seed = 1; seed <= 40; seed++) {
      var random = new Random(seed);
      var product =
          new FloatProduct(seed, 1 + random.nextInt(10), random.nextInt(4), 1 + random.nextInt(50));
      product.special = special;
      product.residual = Residual.values()[random.nextInt(3)];
      product.low = random.nextBoolean() ? 0f : Float.NEGATIVE_INFINITY;
      product.high = random.nextBoolean() ? 6f : Float.POSITIVE_INFINITY;
      product.check(gemm(), workspace);
    }
  }

  @Test
  void a_negative_zero_is_not_clamped_to_a_bound_of_zero() {
    for (int columns : COLUMNS) {
      var b = new float[columns];
      Arrays.fill(b, -0.25f);
      var bias = new float[columns];
      Arrays.fill(bias, -0f);
      var c = new float[columns];
      gemm()
          .multiply(
              1,
              new float[] {Float.MIN_VALUE},
              0,
              1,
              gemm().pack(1, columns, b, 0, columns, 1),
              new FloatEpilogue(bias, 0, 6),
              new float[0],
              0,
              c,
              0,
              columns,
              workspace);
      for (float v : c) {
        assertThat(Float.floatToIntBits(v)).isEqualTo(Float.floatToIntBits(-0f));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 97})
  void large_products_give_the_bits_of_the_formula_compiled_or_not(int rows) {
    var product = new FloatProduct(rows, rows, 301, 131);
    product.repetitions = 300;
    product.check(gemm(), workspace);
  }

  @Test
  void rows_beyond_one_cache_block_are_all_multiplied() {
    new FloatProduct(7, 130, 3000, 20).check(gemm(), workspace);
  }

  @Test
  void a_packed_matrix_knows_its_size() {
    PackedMatrix packed = gemm().pack(3, 5, new float[15], 0, 5, 1);
    assertThat(packed.depth()).isEqualTo(3);
    assertThat(packed.columns()).isEqualTo(5);
    assertThat(packed.bytes()).isGreaterThanOrEqualTo(60);
  }

  enum Residual {
    NONE,
    APART,
    IN_PLACE
  }

  /** One product with exact arrays: any access beyond what the contract allows fails. */
  private static final class FloatProduct {
    final long seed;
    final int rows;
    final int depth;
    final int columns;
    int aOffset;
    int aStride;
    PatchRows patches = new PatchRows(1, 0, 0, 1, 0, 0);
    boolean isOfPatches;
    int firstPatch;
    int bOffset;
    boolean isTransposed;
    boolean isPackedInWorkspace;
    int cOffset;
    int cStride;
    Residual residual = Residual.NONE;
    float low = Float.NEGATIVE_INFINITY;
    float high = Float.POSITIVE_INFINITY;
    float[] special = {};
    int repetitions = 1;

    FloatProduct(long seed, int rows, int depth, int columns) {
      this.seed = seed;
      this.rows = rows;
      this.depth = depth;
      this.columns = columns;
      this.aStride = depth;
      this.cStride = columns;
    }

    /** A product of patches of a random image. */
    static FloatProduct ofPatches(long seed, int rows, int segments, int length, int columns) {
      var random = new Random(seed);
      int across = 1 + random.nextInt(9);
      int columnStride = random.nextInt(8);
      int rowStride = (across - 1) * columnStride + random.nextInt(20);
      var product = new FloatProduct(seed, rows, segments * length, columns);
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

    void check(FloatGemm gemm, Workspace workspace) {
      var random = new Random(seed);
      float[] a = floats(random, lengthOfA());
      float[] b = floats(random, bOffset + depth * columns);
      float[] bias = floats(random, columns);
      float[] c = floats(random, rows == 0 ? 0 : cOffset + (rows - 1) * cStride + columns);
      int residualOffset = residual == Residual.APART ? 5 : cOffset;
      float[] added =
          switch (residual) {
            case NONE -> new float[0];
            case APART -> floats(random, c.length - cOffset + residualOffset);
            case IN_PLACE -> c;
          };
      int rowStride = isTransposed ? 1 : columns;
      int columnStride = isTransposed ? depth : 1;

      float[] expected = c.clone();
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          float v = 0;
          for (int p = 0; p < depth; p++) {
            v = Math.fma(a[place(i, p)], b[bOffset + p * rowStride + j * columnStride], v);
          }
          v += bias[j];
          if (residual != Residual.NONE) {
            v += added[residualOffset + i * cStride + j];
          }
          expected[cOffset + i * cStride + j] = v < low ? low : v > high ? high : v;
        }
      }

      PackedMatrix packed =
          isPackedInWorkspace
              ? gemm.pack(depth, columns, b, bOffset, rowStride, columnStride, workspace)
              : gemm.pack(depth, columns, b, bOffset, rowStride, columnStride);
      Arrays.fill(b, Float.NaN);
      var epilogue = new FloatEpilogue(bias, low, high);
      for (int round = 0; round < repetitions; round++) {
        multiply(gemm, a, packed, epilogue, added, residualOffset, c, workspace);
      }
      for (int i = 0; i < c.length; i++) {
        if (Float.floatToIntBits(c[i]) != Float.floatToIntBits(expected[i])) {
          fail("element %d is %s, not %s: %s".formatted(i, c[i], expected[i], this));
        }
      }
    }

    private void multiply(
        FloatGemm gemm,
        float[] a,
        PackedMatrix b,
        FloatEpilogue epilogue,
        float[] added,
        int residualOffset,
        float[] c,
        Workspace workspace) {
      if (isOfPatches) {
        gemm.multiplyPatches(
            rows,
            a,
            aOffset,
            patches,
            firstPatch,
            b,
            epilogue,
            added,
            residualOffset,
            c,
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
            added,
            residualOffset,
            c,
            cOffset,
            cStride,
            workspace);
      }
    }

    private float[] floats(Random random, int length) {
      var values = new float[length];
      for (int i = 0; i < length; i++) {
        values[i] =
            special.length > 0 && random.nextInt(3) == 0
                ? special[random.nextInt(special.length)]
                : random.nextFloat() * 2 - 1;
      }
      return values;
    }

    @Override
    public String toString() {
      return "seed %d: %d rows x %d depth x %d columns, a at %d by %d, b at %d%s, c at %d by %d, residual %s, clamped to %s..%s"
          .formatted(
              seed,
              rows,
              depth,
              columns,
              aOffset,
              aStride,
              bOffset,
              isTransposed ? " transposed" : "",
              cOffset,
              cStride,
              residual,
              low,
              high);
    }
  }
}
