package dev.octet.engine.tensor;

import java.util.Arrays;

/**
 * The symmetric linear map between integers and real numbers, for a whole tensor or for each index
 * of one axis.
 *
 * <p>With threshold {@code t} (the largest magnitude that is represented) and {@code levels} L =
 * 2^(bits-1)-1, in float32 and in this order of operations:
 *
 * <pre>
 *   quantize    q = round(((L·(1/t))·x)) clamped to low..high
 *   dequantize  x = (q·t)/L
 * </pre>
 *
 * <p>The order is that of Paddle's kernels; ties depend on it. The <em>scale</em> is {@code t/L}.
 *
 * <p>Weights that are quantized alone come with their scales in place of thresholds ({@link
 * #ofScales}): {@code dequantize x = q·scale}, in double and rounded once to float32.
 */
public final class QuantParams {
  /** The axis of parameters that hold for the whole tensor. */
  public static final int PER_TENSOR = -1;

  private static final double[] NO_SCALES = {};

  private final float[] thresholds;
  private final double[] scales;
  private final int axis;
  private final int bits;
  private final int low;
  private final Rounding rounding;
  private final boolean sumsInSteps;

  private QuantParams(
      float[] thresholds,
      double[] scales,
      int axis,
      int bits,
      int low,
      Rounding rounding,
      boolean sumsInSteps) {
    for (float threshold : thresholds) {
      if (!(threshold > 0) || Float.isInfinite(threshold)) {
        throw new IllegalArgumentException(
            "threshold " + threshold + ": must be a positive finite number");
      }
    }
    if (bits < 2 || bits > 16) {
      throw new IllegalArgumentException("bits " + bits + ": must be 2..16");
    }
    if (axis < PER_TENSOR || (axis == PER_TENSOR && thresholds.length != 1)) {
      throw new IllegalArgumentException(
          thresholds.length + " thresholds for axis " + axis + ": one is needed a tensor");
    }
    this.thresholds = thresholds;
    this.scales = scales;
    this.axis = axis;
    this.bits = bits;
    this.low = low;
    this.rounding = rounding;
    this.sumsInSteps = sumsInSteps;
  }

  /** int8 for a whole tensor, -127..127, ties to even. */
  public static QuantParams perTensor(float threshold) {
    return new QuantParams(
        new float[] {threshold}, NO_SCALES, PER_TENSOR, 8, -127, Rounding.HALF_EVEN, false);
  }

  /** int8 for each index of {@code axis}, -127..127, ties to even. */
  public static QuantParams perAxis(int axis, float... thresholds) {
    return new QuantParams(thresholds.clone(), NO_SCALES, axis, 8, -127, Rounding.HALF_EVEN, false);
  }

  /**
   * Integers of {@code bits} bits that stand for {@code q·scale}, ties to even.
   *
   * @param axis the axis that the scales run along, or {@link #PER_TENSOR} for one scale
   * @param scales positive; also positive and finite when multiplied by the levels in float32
   */
  public static QuantParams ofScales(int axis, int bits, double... scales) {
    int levels = (1 << (Math.clamp(bits, 2, 16) - 1)) - 1;
    float[] thresholds = new float[scales.length];
    for (int i = 0; i < scales.length; i++) {
      thresholds[i] = (float) (scales[i] * levels);
    }
    return new QuantParams(
        thresholds, scales.clone(), axis, bits, -levels, Rounding.HALF_EVEN, false);
  }

  /** The same thresholds in {@code bits} bits, with the range -(2^(bits-1)-1) .. 2^(bits-1)-1. */
  public QuantParams withBits(int bits) {
    if (hasScales() && bits != this.bits) {
      throw new IllegalArgumentException(
          "%d bits for scales of %d bits: must be the same".formatted(bits, this.bits));
    }
    return new QuantParams(
        thresholds, scales, axis, bits, -((1 << (bits - 1)) - 1), rounding, sumsInSteps);
  }

  /** The same thresholds along another axis. */
  public QuantParams withAxis(int axis) {
    return new QuantParams(thresholds, scales, axis, bits, low, rounding, sumsInSteps);
  }

  /** The same with another rule for rounding. */
  public QuantParams withRounding(Rounding rounding) {
    return new QuantParams(thresholds, scales, axis, bits, low, rounding, sumsInSteps);
  }

  /**
   * The same for weights whose sums of products are made real in steps, as by Paddle's {@code
   * fake_dequantize} operators. With thresholds t of the weights and s of the input, an operator's
   * result is {@code ((acc·t)·s)/(L·L)} with a threshold for each channel, {@code
   * (acc·s)/((L·L)/t)} with one for all, each step rounded to float32.
   */
  public QuantParams withSumsInSteps() {
    return new QuantParams(thresholds, scales, axis, bits, low, rounding, true);
  }

  /** The same with -2^(bits-1) in its range, as Paddle's {@code quantize_linear} has it. */
  public QuantParams withFullRange() {
    return new QuantParams(
        thresholds, scales, axis, bits, -(1 << (bits - 1)), rounding, sumsInSteps);
  }

  public boolean isPerTensor() {
    return axis == PER_TENSOR;
  }

  /** The axis the thresholds run along, or {@link #PER_TENSOR}. */
  public int axis() {
    return axis;
  }

  /** How many thresholds there are: 1 for a whole tensor. */
  public int count() {
    return thresholds.length;
  }

  public float threshold(int index) {
    return thresholds[index];
  }

  /** Whether scales were given in place of thresholds. */
  public boolean hasScales() {
    return scales.length > 0;
  }

  /** The size of one step, rounded once to float32. */
  public float scale(int index) {
    return hasScales() ? (float) scales[index] : thresholds[index] / levels();
  }

  /** The size of one step: the scale that was given, or {@code threshold/levels} in double. */
  public double exactScale(int index) {
    return hasScales() ? scales[index] : (double) thresholds[index] / levels();
  }

  /**
   * {@code levels·(1/threshold)} in float32, in this order: what {@code quantize} multiplies by.
   */
  public float inverseScale(int index) {
    return levels() * (1f / thresholds[index]);
  }

  public int bits() {
    return bits;
  }

  /** 127 for 8 bits. */
  public int levels() {
    return (1 << (bits - 1)) - 1;
  }

  /** The smallest integer: -127 or -128 for 8 bits. */
  public int low() {
    return low;
  }

  /** The largest integer: 127 for 8 bits. */
  public int high() {
    return levels();
  }

  public Rounding rounding() {
    return rounding;
  }

  /**
   * Whether integers of another scale, or integer sums, may be brought to this one by a single
   * multiplication: with ties to even and a symmetric range, as Octet quantizes. Other parameters
   * come from models whose makers define the integers by the real number, in float32, before them.
   */
  public boolean allowsRequantization() {
    return rounding == Rounding.HALF_EVEN && low == -levels();
  }

  /** Whether these are weights of {@link #withSumsInSteps()}. */
  public boolean sumsInSteps() {
    return sumsInSteps;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof QuantParams params
        && Arrays.equals(thresholds, params.thresholds)
        && Arrays.equals(scales, params.scales)
        && axis == params.axis
        && bits == params.bits
        && low == params.low
        && rounding == params.rounding
        && sumsInSteps == params.sumsInSteps;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(thresholds) * 31 + axis * 7 + bits;
  }

  @Override
  public String toString() {
    String what =
        isPerTensor()
            ? "threshold " + thresholds[0]
            : thresholds.length + " thresholds on axis " + axis;
    return "int" + bits + "(" + what + ")";
  }
}
