package dev.octet.engine.kernel.scalar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octet.engine.op.Activation;
import dev.octet.engine.op.Activation.Function;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Activations against what Paddle 2.6.2 gave for the same numbers, on x86. */
class PaddleActivationsTest {
  private static final int COUNT = 1 << 16;
  private static final float STEP = 0.00057f;

  /** With the CRC-32 of all results of Paddle, little-endian, zeros without a sign. */
  static Stream<Arguments> activations() {
    return Stream.of(
        Arguments.of(Function.EXP, 0xa7a9f902),
        Arguments.of(Function.SIGMOID, 0xf73fcf36),
        Arguments.of(Function.TANH, 0x9c6c9c25),
        Arguments.of(Function.SILU, 0xbc3a60d6),
        Arguments.of(new Activation.Swish(1), 0x9c85d7e8),
        Arguments.of(new Activation.Elu(1), 0x55ce8391),
        Arguments.of(new Activation.Elu(0.7f), 0xb01a7f21),
        Arguments.of(new Activation.Gelu(true), 0x6227888e));
  }

  @ParameterizedTest
  @MethodSource("activations")
  void numbers_up_to_18_give_the_bits_of_paddle(Activation function, int paddle) {
    ByteBuffer results = ByteBuffer.allocate(COUNT * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < COUNT; i++) {
      float y = Activations.apply(function, (i - COUNT / 2) * STEP);
      results.putFloat(y == 0 ? 0f : y);
    }
    CRC32 crc = new CRC32();
    crc.update(results.flip());
    assertThat((int) crc.getValue()).isEqualTo(paddle);
  }
}
