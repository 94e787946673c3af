package dev.octet.formats.paddle;

import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Shape;
import java.util.Arrays;
import java.util.Optional;

/**
 * Thresholds of a transposed convolution in groups, whose weights are {@code [C, K/groups, kh,
 * kw]}: files have one for each of the K output channels, weights have them along an axis. Along
 * axis 1 groups share them; along axis 0 a group of one input channel has one.
 *
 * @param groups 1 or more, a divisor of C
 */
record GroupedChannels(Shape weights, int groups) {
  private int within() {
    return weights.dim(1);
  }

  int count() {
    return Math.multiplyExact(within(), groups);
  }

  /** Whether thresholds along the axis are also thresholds of output channels. */
  boolean has(int axis) {
    return axis == 1 || axis == 0 && weights.dim(0) == groups;
  }

  /** A threshold for each output channel, of thresholds along an axis that {@link #has} allows. */
  float[] perChannel(QuantParams params) {
    float[] thresholds = new float[count()];
    for (int i = 0; i < thresholds.length; i++) {
      thresholds[i] = params.threshold(params.axis() == 1 ? i % within() : i / within());
    }
    return thresholds;
  }

  /** Thresholds along an axis that are these of the output channels; empty if there are none. */
  Optional<QuantParams> alongAxis(float[] perChannel) {
    QuantParams shared = QuantParams.perAxis(1, Arrays.copyOf(perChannel, within()));
    if (Arrays.equals(perChannel(shared), perChannel)) {
      return Optional.of(shared);
    }
    if (!has(0)) {
      return Optional.empty();
    }
    float[] firsts = new float[groups];
    for (int i = 0; i < groups; i++) {
      firsts[i] = perChannel[i * within()];
    }
    QuantParams own = QuantParams.perAxis(0, firsts);
    return Arrays.equals(perChannel(own), perChannel) ? Optional.of(own) : Optional.empty();
  }
}
