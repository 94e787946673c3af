package dev.octet.engine.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.kernel.Samples;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.util.List;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every {@link ByteTile} does. */
@Tag("kernel")
@Tag("vector")
class ByteTileTest {
  private static final int L = ByteTile.L;
  private static final int W = ByteTile.W;

  /** Steps of a block at most; with weights of at most {@link #WEIGHT} none can overflow int16. */
  private static final int[] BLOCKS = {1, 2, 3, 4, 8, 16};

  private static final int WEIGHT = 15;

  /** Calls after which C2 has compiled a tile of {@link #LONG} steps. */
  private static final int MANY = 800;

  private static final int LONG = 40;

  static List<Named<ByteTile>> tiles() throws IOException, URISyntaxException {
    return Tiles.of(ByteTile.class);
  }

  @Test
  void there_are_tiles_to_test() throws IOException, URISyntaxException {
    assertThat(tiles()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("tiles")
  void sums_are_exact_for_every_number_of_rows_and_length_of_blocks(ByteTile tile) {
    for (int rows = 1; rows <= 2 * tile.rows + 1; rows++) {
      for (int steps : new int[] {1, 2, 5, LONG}) {
        for (int block : BLOCKS) {
          int segments = 1 + (rows + block) % 3;
          new ByteSums(100L * steps + rows, tile, rows, segments, steps, block).check(1);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("tiles")
  void the_sums_stay_the_same_when_the_tile_has_been_compiled(ByteTile tile) {
    for (int block : BLOCKS) {
      new ByteSums(block, tile, tile.rows, 1, LONG, block).check(MANY / BLOCKS.length);
    }
    for (int block : BLOCKS) {
      new ByteSums(block, tile, tile.rows + 1, 2, LONG + 1, block).check(2);
    }
  }

  private static final class ByteSums {
    private final long seed;
    private final ByteTile tile;
    private final int rows;
    private final int segments;
    private final int steps;
    private final int block;

    ByteSums(long seed, ByteTile tile, int rows, int segments, int steps, int block) {
      this.seed = seed;
      this.tile = tile;
      this.rows = rows;
      this.segments = segments;
      this.steps = steps;
      this.block = block;
    }

    void check(int calls) {
      int first = 2;
      int aOffset = 3;
      int segmentStride = steps + 2;
      int bOffset = 1;
      int panelStride = segments * steps * L + 5;
      int sumsOffset = 2;
      int tileSize = tile.rows * tile.panels * W;
      int tiles = Math.ceilDiv(rows, tile.rows);
      var samples = new Samples(seed);
      var starts = new int[first + rows];
      for (int i = 0; i < rows; i++) {
        starts[first + i] = samples.between(0, 20);
      }
      var a = new int[aOffset + 20 + segments * segmentStride];
      for (int i = 0; i < a.length; i++) {
        a[i] = samples.between(-128, 127) << 16 | samples.between(-128, 127) & 0xffff;
      }
      var b = new short[bOffset + tile.panels * panelStride];
      for (int i = 0; i < b.length; i++) {
        b[i] = (short) samples.between(-WEIGHT, WEIGHT);
      }
      var initial = new int[tile.panels * W];
      for (int i = 0; i < initial.length; i++) {
        initial[i] = samples.between(-20_000_000, 20_000_000);
      }
      byte[] blocks = blocks(samples);
      int initialOffset = sumsOffset + tiles * tileSize + 1;
      var given = new float[initialOffset + tile.panels * W];
      for (int j = 0; j < tile.panels * W; j++) {
        int blockStarts = (blocks.length - 1) * ByteTile.EVEN_START;
        given[initialOffset + j] = Float.intBitsToFloat(initial[j] - blockStarts);
      }
      int[] expected = bits(given);
      for (int i = 0; i < tiles * tile.rows; i++) {
        int row = aOffset + starts[first + Math.min(i, rows - 1)];
        for (int j = 0; j < tile.panels * W; j++) {
          int column = bOffset + j / W * panelStride + 2 * (j % W);
          int sum = initial[j];
          for (int k = 0; k < segments * steps; k++) {
            int pair = a[row + k / steps * segmentStride + k % steps];
            sum += (short) pair * b[column + k * L] + (pair >> 16) * b[column + k * L + 1];
          }
          expected[sumsOffset + i * tile.panels * W + j] = sum;
        }
      }
      for (int call = 0; call < calls; call++) {
        float[] sums = given.clone();
        tile.multiply(
            segments,
            steps,
            segmentStride,
            blocks,
            1,
            a,
            aOffset,
            starts,
            first,
            rows,
            b,
            bOffset,
            panelStride,
            initialOffset,
            sums,
            sumsOffset);
        assertThat(bits(sums)).as("%s", this).isEqualTo(expected);
      }
    }

    private static int[] bits(float[] floats) {
      var bits = new int[floats.length];
      for (int i = 0; i < floats.length; i++) {
        bits[i] = Float.floatToRawIntBits(floats[i]);
      }
      return bits;
    }

    /** A number that is not meant, then blocks of at most {@link #block} steps. */
    private byte[] blocks(Samples samples) {
      var blocks = new ByteArrayOutputStream();
      blocks.write(0);
      for (int segment = 0; segment < segments; segment++) {
        for (int step = 0; step < steps; ) {
          int length = Math.min(steps - step, samples.between(Math.ceilDiv(block, 2), block));
          blocks.write(length);
          step += length;
        }
      }
      return blocks.toByteArray();
    }

    @Override
    public String toString() {
      return "seed %d: %d rows of %s, %d segments of %d steps in blocks of up to %d"
          .formatted(seed, rows, tile.getClass().getSimpleName(), segments, steps, block);
    }
  }
}
