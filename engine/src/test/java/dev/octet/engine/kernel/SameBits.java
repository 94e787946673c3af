package dev.octet.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;

/** Comparison of results bit by bit; all NaNs are the same. */
public final class SameBits {
  private SameBits() {}

  public static void assertSameBits(float[] actual, float[] expected, Object description) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      if (Float.floatToIntBits(actual[i]) != Float.floatToIntBits(expected[i])) {
        fail(
            "%s: element %d is %s (%x), not %s (%x)",
            description,
            i,
            actual[i],
            Float.floatToIntBits(actual[i]),
            expected[i],
            Float.floatToIntBits(expected[i]));
      }
    }
  }

  public static void assertSameBits(float actual, float expected, Object description) {
    assertSameBits(new float[] {actual}, new float[] {expected}, description);
  }

  public static void assertSameBytes(byte[] actual, byte[] expected, Object description) {
    int i = Arrays.mismatch(actual, expected);
    if (i >= 0) {
      fail("%s: element %d is %d, not %d", description, i, actual[i], expected[i]);
    }
  }
}
