package dev.octet.engine.plan.step;

import dev.octet.engine.kernel.IntegerEpilogue;
import dev.octet.engine.kernel.Kernels;
import dev.octet.engine.kernel.Workspace;
import dev.octet.engine.op.Activation;
import dev.octet.engine.op.Result;
import dev.octet.engine.op.SumScaling;
import dev.octet.engine.tensor.QuantParams;
import dev.octet.engine.tensor.Rounding;
import java.util.Optional;

/**
 * How exact integer sums become the result of an operator: the epilogue of each group of output
 * channels, and what the kernels cannot do in it.
 *
 * <p>For an int8 result of scale s the multipliers and biases are divided by s before they are
 * rounded to float32, so that the epilogue gives steps of the result. An activation that is no
 * clamp runs on real numbers, which are quantized afterwards, as are those that come about in steps
 * or do not allow anything else.
 */
public final class IntegerResult {
  private final Kernels kernels;
  private final IntegerEpilogue[] epilogues;
  private final Optional<SumSteps> steps;
  private final boolean int8;
  private final boolean indirect;
  private final Rounding rounding;
  private final Activation rest;
  private final boolean hasRest;
  private final Activation activation;
  private final IntegerEpilogue products;
  private final float[] realBias;
  private final float[] inverseScale;
  private final int low;
  private final int high;

  /**
   * @param multiplier one element an output channel, {@code groups} equal parts
   * @param bias as the multiplier
   */
  public IntegerResult(
      Kernels kernels,
      double[] multiplier,
      double[] bias,
      int groups,
      Activation activation,
      SumScaling scaling,
      Result result) {
    this.kernels = kernels;
    ClampedActivation clamped = ClampedActivation.of(activation);
    this.rest = clamped.rest();
    this.hasRest = clamped.hasRest();
    this.activation = activation;
    this.steps = SumSteps.of(scaling, bias, groups, clamped);
    double unit = 1;
    float lowest = steps.isPresent() ? Float.NEGATIVE_INFINITY : clamped.low();
    float highest = steps.isPresent() ? Float.POSITIVE_INFINITY : clamped.high();
    if (result instanceof Result.Int8(QuantParams params)) {
      int8 = true;
      rounding = params.rounding();
      indirect = hasRest || steps.isPresent() || !params.allowsRequantization();
      low = params.low();
      high = params.high();
      inverseScale = new float[] {params.inverseScale(0)};
      if (!indirect) {
        unit = params.exactScale(0);
        lowest = Math.clamp((float) (lowest / unit), low, high);
        highest = Math.clamp((float) (highest / unit), low, high);
      }
    } else {
      int8 = false;
      rounding = Rounding.HALF_EVEN;
      indirect = false;
      low = 0;
      high = 0;
      inverseScale = new float[] {1};
    }
    this.epilogues = new IntegerEpilogue[groups];
    int columns = multiplier.length / groups;
    for (int group = 0; group < groups; group++) {
      float[] multipliers = new float[columns];
      float[] biases = new float[columns];
      for (int i = 0; i < columns; i++) {
        multipliers[i] = (float) (multiplier[group * columns + i] / unit);
        biases[i] = steps.isPresent() ? 0 : (float) (bias[group * columns + i] / unit);
      }
      epilogues[group] =
          new IntegerEpilogue(multipliers, biases, (float) (1 / unit), lowest, highest);
    }
    this.realBias = floats(bias);
    this.products =
        new IntegerEpilogue(
            floats(multiplier),
            new float[bias.length],
            1,
            Float.NEGATIVE_INFINITY,
            Float.POSITIVE_INFINITY);
  }

  /** Bytes of the multipliers and biases. */
  public long bytes() {
    long bytes = 0;
    for (IntegerEpilogue epilogue : epilogues) {
      bytes += 4L * (epilogue.multiplier().length + epilogue.bias().length);
    }
    return bytes;
  }

  /** The epilogue for an input whose integers stand for real numbers divided by a threshold. */
  IntegerEpilogue epilogue(int group, Workspace workspace, float threshold) {
    return threshold == 1 ? epilogues[group] : workspace.scaled(epilogues[group], threshold);
  }

  /** The sums times the multipliers, in real numbers, and nothing else. */
  IntegerEpilogue products() {
    return products;
  }

  /** The bias in real numbers. */
  float[] realBias() {
    return realBias;
  }

  boolean isInt8() {
    return int8;
  }

  /** Applies the whole activation to n real numbers. */
  void activateAll(float[] x, int offset, int n) {
    if (!(activation instanceof Activation.None)) {
      kernels.floatMath().activate(activation, x, offset, x, offset, n);
    }
  }

  private static float[] floats(double[] numbers) {
    float[] floats = new float[numbers.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) numbers[i];
    }
    return floats;
  }

  /** Whether the kernel itself gives int8. */
  boolean isDirectInt8() {
    return int8 && !indirect;
  }

  /** Whether real numbers must be quantized after the activation. */
  boolean isIndirectInt8() {
    return indirect;
  }

  /** Does what is left after the kernel to n numbers: whole runs of the channels of a group. */
  void complete(int group, float[] x, int offset, int n) {
    if (steps.isPresent()) {
      steps.get().apply(group, x, offset, n);
    }
    if (hasRest) {
      kernels.floatMath().activate(rest, x, offset, x, offset, n);
    }
  }

  /** Quantizes n real numbers. */
  void quantize(float[] x, int offset, byte[] y, int yOffset, int n) {
    kernels
        .quantization()
        .quantize(x, offset, inverseScale, 0, 0, rounding, low, high, y, yOffset, n);
  }
}
