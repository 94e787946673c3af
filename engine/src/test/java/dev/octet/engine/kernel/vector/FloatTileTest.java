package dev.octet.engine.kernel.vector;

import static dev.octet.engine.kernel.SameBits.assertSameBits;
import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.kernel.Samples;
import java.io.IOException;
import java.net.URISyntaxException;
import java.util.List;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every {@link FloatTile} does. */
@Tag("kernel")
@Tag("vector")
class FloatTileTest {
  private static final int L = FloatTile.L;

  /** Calls after which C2 has compiled a tile of {@link #LONG} steps. */
  private static final int MANY = 800;

  private static final int LONG = 40;

  static List<Named<FloatTile>> tiles() throws IOException, URISyntaxException {
    return Tiles.of(FloatTile.class);
  }

  @Test
  void there_are_tiles_to_test() throws IOException, URISyntaxException {
    assertThat(tiles()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("tiles")
  void each_sum_is_one_chain_of_fma_for_every_number_of_rows(FloatTile tile) {
    for (int rows = 1; rows <= 2 * tile.rows + 1; rows++) {
      for (int length : new int[] {0, 1, 2, 5, LONG}) {
        for (int segments = 1; segments <= 3; segments++) {
          new FloatSums(100L * length + rows, tile, rows, segments, length).check(1);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("tiles")
  void the_sums_stay_the_same_when_the_tile_has_been_compiled(FloatTile tile) {
    new FloatSums(1, tile, tile.rows, 1, LONG).check(MANY);
    new FloatSums(2, tile, tile.rows + 1, 2, LONG + 1).check(2);
  }

  private static final class FloatSums {
    private final long seed;
    private final FloatTile tile;
    private final int rows;
    private final int segments;
    private final int length;

    FloatSums(long seed, FloatTile tile, int rows, int segments, int length) {
      this.seed = seed;
      this.tile = tile;
      this.rows = rows;
      this.segments = segments;
      this.length = length;
    }

    void check(int calls) {
      int first = 2;
      int aOffset = 3;
      int segmentStride = length + 2;
      int bOffset = 1;
      int panelStride = segments * length * L + 5;
      int initialOffset = 4;
      int sumsOffset = 2;
      int tileSize = tile.rows * tile.vectors * L;
      int initialStride = tileSize + 3;
      int tiles = Math.ceilDiv(rows, tile.rows);
      var samples = new Samples(seed);
      var starts = new int[first + rows];
      for (int i = 0; i < rows; i++) {
        starts[first + i] = samples.between(0, 20);
      }
      float[] a = samples.floats(aOffset + 20 + segments * segmentStride);
      float[] b = samples.floats(bOffset + tile.vectors * panelStride);
      float[] initial = samples.floats(initialOffset + tiles * initialStride);
      var expected = new float[sumsOffset + tiles * tileSize];
      for (int i = 0; i < tiles * tile.rows; i++) {
        int row = aOffset + starts[first + Math.min(i, rows - 1)];
        for (int j = 0; j < tile.vectors * L; j++) {
          int place = i % tile.rows * tile.vectors * L + j;
          float sum = initial[initialOffset + i / tile.rows * initialStride + place];
          for (int k = 0; k < segments * length; k++) {
            float x = a[row + k / length * segmentStride + k % length];
            sum = Math.fma(x, b[bOffset + j / L * panelStride + k * L + j % L], sum);
          }
          expected[sumsOffset + i / tile.rows * tileSize + place] = sum;
        }
      }
      for (int call = 0; call < calls; call++) {
        var sums = new float[expected.length];
        tile.multiply(
            segments,
            length,
            segmentStride,
            a,
            aOffset,
            starts,
            first,
            rows,
            b,
            bOffset,
            panelStride,
            initial,
            initialOffset,
            initialStride,
            sums,
            sumsOffset);
        assertSameBits(sums, expected, this);
      }
    }

    @Override
    public String toString() {
      return "seed %d: %d rows of %s, %d segments of %d"
          .formatted(seed, rows, tile.getClass().getSimpleName(), segments, length);
    }
  }
}
