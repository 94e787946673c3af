package dev.octet.engine.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.kernel.Samples;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("kernel")
class SafeBlocksTest {
  private static final int LANES = 8;
  private static final int GAP = 3;

  @ParameterizedTest(name = "{0} panels, {1} segments of {2} steps")
  @CsvSource({"1, 1, 1", "2, 1, 300", "3, 3, 17", "5, 7, 2", "4, 2, 0"})
  void blocks_make_up_each_segment(int panels, int segments, int steps) {
    byte[] values = values(1, panels, segments, steps, 127);
    SafeBlocks blocks = blocks(values, panels, segments, steps);

    for (int panel = 0; panel < panels; panel += SafeBlocks.GROUP) {
      for (int magnitude = 0; magnitude <= 128; magnitude++) {
        int block = blocks.first(panel, magnitude);
        for (int segment = 0; segment < segments; segment++) {
          int done = 0;
          while (done < steps) {
            assertThat(blocks.lengths()[block]).isPositive();
            done += blocks.lengths()[block++];
          }
          assertThat(done).isEqualTo(steps);
        }
        assertThat(block - blocks.first(panel, magnitude))
            .isEqualTo(blocks.count(panel, magnitude));
      }
    }
  }

  @ParameterizedTest(name = "weights of at most {0}")
  @ValueSource(ints = {0, 1, 20, 127, 128})
  void no_block_can_overflow_int16(int weight) {
    int panels = 3;
    int segments = 2;
    int steps = 90;
    byte[] values = values(2, panels, segments, steps, weight);
    SafeBlocks blocks = blocks(values, panels, segments, steps);

    for (int panel = 0; panel < panels; panel++) {
      int first = panel / SafeBlocks.GROUP * SafeBlocks.GROUP;
      for (int magnitude = 1; magnitude <= 128; magnitude++) {
        int step = 0;
        for (int i = 0; i < blocks.count(first, magnitude); i++) {
          int length = blocks.lengths()[blocks.first(first, magnitude) + i];
          int largest = largest(values, panel, segments * steps, step, length);
          assertThat(largest * magnitude)
              .as("block %d of panel %d, magnitude %d", i, panel, magnitude)
              .isLessThanOrEqualTo(Short.MAX_VALUE);
          step += length;
        }
      }
    }
  }

  @ParameterizedTest(name = "magnitude {0}")
  @ValueSource(ints = {24, 64, 128})
  void a_block_ends_only_where_the_next_step_could_overflow(int magnitude) {
    int steps = 200;
    byte[] values = values(3, 2, 1, steps, 127);
    SafeBlocks blocks = blocks(values, 2, 1, steps);

    int step = 0;
    for (int i = 0; i < blocks.count(0, magnitude) - 1; i++) {
      int length = blocks.lengths()[blocks.first(0, magnitude) + i];
      int longer =
          Math.max(
              largest(values, 0, steps, step, length + 1),
              largest(values, 1, steps, step, length + 1));
      assertThat(longer * magnitude).as("block %d", i).isGreaterThan(Short.MAX_VALUE);
      step += length;
    }
  }

  private static SafeBlocks blocks(byte[] values, int panels, int segments, int steps) {
    int panelStride = segments * steps * LANES + GAP;
    return SafeBlocks.of(values, 0, panels, panelStride, segments, steps, LANES);
  }

  /** The largest sum of magnitudes of a lane in some steps. */
  private static int largest(byte[] values, int panel, int steps, int step, int length) {
    var sums = new int[LANES];
    for (int i = 0; i < length * LANES; i++) {
      int at = panel * (steps * LANES + GAP) + step * LANES + i;
      sums[i % LANES] += Math.abs(values[at]);
    }
    return Arrays.stream(sums).max().orElseThrow();
  }

  private static byte[] values(long seed, int panels, int segments, int steps, int weight) {
    var samples = new Samples(seed);
    var values = new byte[panels * (segments * steps * LANES + GAP)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) Math.max(-weight, samples.between(-weight, weight));
    }
    return values;
  }
}
