package dev.octet.engine.plan.lowering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntegerPartsTest {
  @ParameterizedTest
  @CsvSource({
    "64, 512, 1",
    "64, 513, 2",
    "128, 512, 2",
    "192, 512, 3",
    "256, 512, 4",
    "257, 512, 0",
    "1, 32768, 1",
    "1, 32769, 0"
  })
  void each_part_of_the_channels_sums_to_at_most_2_to_the_24(int depth, int weight, int parts) {
    int columns = 3;
    float[] filters = new float[16 * depth * columns];
    // Only one element and one output channel decide; signs do not matter.
    for (int c = 0; c < depth; c++) {
      filters[(5 * depth + c) * columns + 1] = c % 2 == 0 ? weight : -weight;
    }
    assertThat(IntegerParts.of(filters, depth, columns).count()).isEqualTo(parts);
  }

  @ParameterizedTest
  @CsvSource({"127, 1143", "-128, 1152"})
  void transformed_filters_are_integers(byte weight, int largest) {
    byte[] taps = new byte[9 * 2];
    Arrays.fill(taps, weight);
    float[] transformed = FilterTransform.integers(taps);
    float greatest = 0;
    for (float element : transformed) {
      greatest = Math.max(greatest, Math.abs(element));
    }
    assertThat(greatest).isEqualTo(largest);
  }
}
