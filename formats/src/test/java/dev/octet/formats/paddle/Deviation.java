package dev.octet.formats.paddle;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Why recorded cases of single operators are not Paddle's bit for bit: each case has one reason.
 */
enum Deviation {
  /**
   * Octet adds up by fused multiply-add, Paddle's matrix library in the same order but with every
   * product rounded, on the processor of the recording. Where an output channel does not begin at a
   * multiple of 16 bytes, its elements up to there have another order.
   */
  FUSED_SUM(
      1.6e-7,
      "conv2d-1x1",
      "conv2d-1x1-stride2",
      "conv2d_transpose-s3k2",
      "depthwise_conv2d-3x3",
      "depthwise_conv2d-5x5-stride2",
      "depthwise_conv2d-dilated",
      "depthwise_conv2d-multiplier2",
      "matmul_v2",
      "mul",
      "mul-2"),

  /** The same, and the channels of a window are the innermost in Octet, the outermost in Paddle. */
  CHANNELS_INNERMOST(
      2.7e-7,
      "conv2d-dilated",
      "conv2d-groups2",
      "conv2d-pad",
      "conv2d-pad4",
      "conv2d-plain",
      "conv2d-same",
      "conv2d-same-dilated",
      "conv2d-stride",
      "conv2d-valid"),

  /** Paddle adds up the channels for each element of the filter and then these sums, Octet all. */
  OVERLAPPING_SUMS(
      2.2e-7,
      "conv2d_transpose-dilated",
      "conv2d_transpose-groups2",
      "conv2d_transpose-pad4",
      "conv2d_transpose-s1",
      "conv2d_transpose-s2",
      "conv2d_transpose-s2-outpad",
      "conv2d_transpose-s2-outsize",
      "conv2d_transpose-same"),

  /** With a right-hand side that is transposed, Paddle's matrix library adds up pairs first. */
  PAIRED_SUM(1e-7, "matmul-alpha", "matmul_v2-ty"),

  /** Along the last axis Paddle takes exp from the C library, from 128 elements on from another. */
  LIBRARY_EXP(6e-8, "softmax"),

  /** Paddle takes erf from its vector library, whose formula is not known. */
  LIBRARY_ERF(6e-8, "gelu"),

  /** Octet takes forms that are shorter than Paddle's exp, log and tanh one after another. */
  SHORT_FORM(2.5e-7, "mish", "softplus");

  private final double tolerance;
  private final Set<String> cases;

  Deviation(double tolerance, String... cases) {
    this.tolerance = tolerance;
    this.cases = Set.of(cases);
  }

  /** The reason why a case is not exact; none if it is. */
  static Optional<Deviation> of(String name) {
    return Stream.of(values()).filter(deviation -> deviation.cases.contains(name)).findFirst();
  }

  /** The largest difference, relative to the largest number of an output. */
  double tolerance() {
    return tolerance;
  }
}
